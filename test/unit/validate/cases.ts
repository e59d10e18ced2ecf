// Valid and invalid modules in the text format, checked against our validator and Node's own engine at once.
import type { Test } from 'tap';
import { WasmError, type WasmErrorKind } from '../../../src/core/errors.ts';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { assemble } from '../../../src/text/assemble.ts';
import { validateModule } from '../../../src/validate/validate-module.ts';
import { expectError } from '../decode/expect.ts';
import { platformAccepts } from './platform.ts';

/** What decoding and validating `bytes` throws goes to the caller. */
export function check(bytes: Uint8Array): void {
  validateModule(decodeModule(bytes));
}

/** Our verdict: why we refuse the module, undefined if we take it. */
export function refusal(bytes: Uint8Array): WasmError | undefined {
  try {
    check(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof WasmError) return error;
    throw error;
  }
}

/** Expects both engines to take each module. */
export async function expectValid(t: Test, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    const bytes = await assemble(`(module ${text})`);
    t.doesNotThrow(() => check(bytes), text);
    t.ok(platformAccepts(bytes), `V8 takes ${text}`);
  }
}

/** A module's text and the phrase that its error begins with. */
export type InvalidCase = readonly [text: string, phrase: string];

/** Expects both engines to refuse each module, ours with the given phrase and a byte offset. */
export async function expectInvalid(
  t: Test,
  cases: readonly InvalidCase[],
  kind: WasmErrorKind = 'invalid',
): Promise<void> {
  for (const [text, phrase] of cases) {
    const bytes = await assemble(`(module ${text})`);
    expectError(t, () => check(bytes), { kind, reason: new RegExp(`^${literally(phrase)}`) }, `${phrase}: ${text}`);
    t.notOk(platformAccepts(bytes), `V8 refuses ${text}`);
  }
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
