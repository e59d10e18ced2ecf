// The thread's exchange area: where values stand on their way between JavaScript and compiled code. Its layout is
// `Exchange` in vm_layout.h, behind the overflow slots of `ThreadContext`. Knows nothing of value types' meaning.
import { ThreadContext } from '../core/instance-layout.ts';
import type { Signature } from '../core/signature.ts';
import { addon } from './addon.ts';

const block = ThreadContext.valueCount * ThreadContext.valueSize;

/** Byte offsets in the exchange area. */
export const ExchangeLayout = {
  /** Overflow parameters and results, 16 bytes each. */
  values: 0,
  /** Integer registers, 8 bytes each; the first carries the callee's context. */
  ints: block,
  /** Vector registers, 16 bytes each. */
  floats: block + 48,
  intResult: block + 176,
  floatResult: block + 192,
  /** Address of the FuncRef to call. */
  callee: block + 208,
  /** How the last `invoke` ended. */
  outcome: block + 216,
  /** Address of the exception that the last `invoke` ended with, or that a host function throws; otherwise 0. */
  thrown: block + 224,
  size: block + 240,
} as const;

/** `Outcome` in vm_layout.h. An exception of JavaScript that wasm cannot catch leaves `invoke` as itself. */
export const Outcome = { returned: 0, trapped: 1, threw: 2, exited: 3, thrown: 4 } as const;

/** Views of the same bytes, one for each element type. */
export interface Exchange {
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly i64: BigInt64Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

let views: Exchange | undefined;

/** This thread's exchange area; allocated once a thread and never moved. */
export function exchange(): Exchange {
  if (views) return views;
  const buffer = addon().exchangeBuffer();
  views = {
    i32: new Int32Array(buffer),
    u32: new Uint32Array(buffer),
    i64: new BigInt64Array(buffer),
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
  };
  return views;
}

/** Byte offset of each parameter of a signature, for entry and host calls alike. */
export function parameterOffsets(signature: Signature): number[] {
  return signature.params.map(({ where, slot }) => {
    if (where === 'int') return ExchangeLayout.ints + 8 * (slot + 1);
    if (where === 'fp') return ExchangeLayout.floats + 16 * slot;
    return ExchangeLayout.values + ThreadContext.valueSize * slot;
  });
}

/** Byte offset of each result of a signature. */
export function resultOffsets(signature: Signature): number[] {
  return signature.results.map(({ type, where, slot }) => {
    if (where === 'overflow') return ExchangeLayout.values + ThreadContext.valueSize * slot;
    return type === 'f32' || type === 'f64' || type === 'v128' ? ExchangeLayout.floatResult : ExchangeLayout.intResult;
  });
}
