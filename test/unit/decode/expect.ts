// Expectations about errors, by their fields.
import type { Test } from 'tap';
import type { WasmErrorKind } from '../../../src/core/errors.ts';

export interface ExpectedError {
  readonly kind?: WasmErrorKind;
  readonly reason?: string | RegExp;
  readonly offset?: number;
  readonly functionIndex?: number;
}

/** Calls `run` and returns what it throws; undefined if it returns. */
export function thrownBy(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Expects a `WasmError` with these fields. */
export function expectError(t: Test, run: () => unknown, expected: ExpectedError, name?: string): void {
  t.match(thrownBy(run), { name: 'WasmError', ...expected }, name ?? String(expected.reason ?? expected.kind));
}
