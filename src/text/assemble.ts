// WebAssembly text to binary, by wasm-tools (compiled to wasm itself). Loaded when a text file is met, never before:
// that takes some 100 ms. Knows no file.
import { WasmError } from '../core/errors.ts';

/** Blanks, and the three bytes of a byte order mark, which `TextDecoder` leaves out. */
const beforeText: readonly number[] = [0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf];

/** Whether these bytes are text: no binary module starts with blanks and then `(` or `;`. */
export function isText(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => !beforeText.includes(byte));
  return first === 0x28 || first === 0x3b;
}

/** Picks line, column and reason out of wasm-tools' error value, which comes as Rust's debug text. */
function describe(debugText: string): string {
  const place = /line: (\d+), col: (\d+)/.exec(debugText);
  const reason = /kind: (?:Custom|Lex)\((.*?)\)(?: \}|$)/.exec(debugText)?.[1]?.replace(/^"|"$/g, '');
  if (!place) return debugText;
  return `${reason ?? 'syntax error'} (line ${Number(place[1]) + 1}, column ${Number(place[2]) + 1})`;
}

/** Assembles one module. Throws a WasmError (`malformed`) with reason, line and column. */
export async function assemble(text: string): Promise<Uint8Array> {
  const { parse } = await import('@bytecodealliance/jco-transpile/wasm-tools');
  try {
    return await parse(text);
  } catch (error) {
    const payload = (error as { payload?: unknown }).payload;
    throw new WasmError('malformed', describe(typeof payload === 'string' ? payload : String(error)));
  }
}
