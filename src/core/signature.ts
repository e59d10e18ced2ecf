// Where each parameter and result of a function type travels: the one calling convention of every tier, stub and
// host function. Knows nothing of LLVM: `lower` turns it into a function type, the runtime into register blocks.
import { ThreadContext } from './instance-layout.ts';
import type { FuncType, ValType } from './module.ts';

/** Integer registers that carry parameters, after the one for `vmctx`. */
export const integerRegisters = 5;
/** Vector registers that carry f32, f64 and v128 parameters. */
export const floatRegisters = 8;

export interface ParameterPlace {
  readonly type: ValType;
  /** Register class, or `overflow`: in `ThreadContext.values`. */
  readonly where: 'int' | 'fp' | 'overflow';
  /** Number within its class, from 0: an integer register after `vmctx`, a vector register, or an overflow slot. */
  readonly slot: number;
}

export interface ResultPlace {
  readonly type: ValType;
  /** `return`: the LLVM return value (rax or xmm0); `overflow`: in `ThreadContext.values`. */
  readonly where: 'return' | 'overflow';
  /** 0 for `return`, the overflow slot otherwise. */
  readonly slot: number;
}

export interface Signature {
  /** In the order of the type's parameters. */
  readonly params: readonly ParameterPlace[];
  readonly results: readonly ResultPlace[];
  readonly overflowParams: number;
  readonly overflowResults: number;
}

/** Whether values of the type travel in vector registers. */
export function isFloatClass(type: ValType): boolean {
  return type === 'f32' || type === 'f64' || type === 'v128';
}

/** Byte offset in `ThreadContext` of an overflow slot. */
export function overflowOffset(slot: number): number {
  return ThreadContext.values + ThreadContext.valueSize * slot;
}

/** Assigns every parameter and result its place. Parameters beyond their class's registers, and results beyond the first, overflow. */
export function classify(type: FuncType): Signature {
  let ints = 0;
  let floats = 0;
  let overflow = 0;
  const params = type.params.map((param): ParameterPlace => {
    if (isFloatClass(param)) {
      if (floats < floatRegisters) return { type: param, where: 'fp', slot: floats++ };
    } else if (ints < integerRegisters) return { type: param, where: 'int', slot: ints++ };
    return { type: param, where: 'overflow', slot: overflow++ };
  });
  const results = type.results.map(
    (result, index): ResultPlace =>
      index === 0 ? { type: result, where: 'return', slot: 0 } : { type: result, where: 'overflow', slot: index - 1 },
  );
  return { params, results, overflowParams: overflow, overflowResults: Math.max(0, results.length - 1) };
}
