// Errors to what the user sees of them: a message in wasmtime's words and an exit code. Pure.
import { TrapCode, trapMessages } from '../core/trap.ts';
import type { WasmFrame } from '../runtime/errors.ts';

export const ExitCode = { success: 0, failure: 1, usage: 2, trap: 134 } as const;

/** The exit code of a program that a signal ended, as shells give it. */
export function signalExitCode(signalNumber: number): number {
  return 128 + signalNumber;
}

/** An error whose message is for the user as it stands: a file that cannot be read, a missing export. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = ExitCode.failure) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** wasmtime's phrases, where they differ from the specification's. */
const wasmtimePhrases: Readonly<Partial<Record<TrapCode, string>>> = {
  [TrapCode.unreachable]: 'wasm `unreachable` instruction executed',
  [TrapCode.undefinedElement]: 'undefined element: out of bounds table access',
  [TrapCode.tableOutOfBounds]: 'undefined element: out of bounds table access',
  [TrapCode.interrupted]: 'interrupt',
};

const shownFrames = 100;

function formatFrame(frame: WasmFrame, index: number): string {
  const name = frame.functionName ?? `<wasm function ${frame.functionIndex}>`;
  const offset = frame.offset === undefined ? '<unknown>' : `0x${frame.offset.toString(16)}`;
  return `    ${String(index).padStart(8)}: ${offset.padStart(8)} - ${frame.moduleName ?? '<unknown>'}!${name}`;
}

/** The text of a trap as wasmtime prints it. `detail` is a trap's own message, where it has one. */
export function formatTrap(
  file: string,
  entry: string,
  code: TrapCode,
  frames: readonly WasmFrame[],
  detail = '',
): string {
  const shown = frames.slice(0, shownFrames).map(formatFrame);
  if (frames.length > shownFrames) shown.push(`           … ${frames.length - shownFrames} more frames`);
  const phrase = wasmtimePhrases[code] ?? trapMessages[code] ?? `trap ${code}`;
  return [
    `Error: failed to run main module \`${file}\``,
    '',
    'Caused by:',
    `    0: failed to invoke ${entry}`,
    ...(shown.length > 0 ? ['    1: error while executing at wasm backtrace:', ...shown] : []),
    `    ${shown.length > 0 ? 2 : 1}: wasm trap: ${phrase}${detail ? `: ${detail}` : ''}`,
    '',
  ].join('\n');
}

/** The text for an exception of wasm that nothing caught, as wasmtime prints it. */
export function formatException(file: string, entry: string): string {
  return [
    `Error: failed to run main module \`${file}\``,
    '',
    'Caused by:',
    `    0: failed to invoke ${entry}`,
    '    1: thrown Wasm exception',
    '',
  ].join('\n');
}
