// Checks before operations that trap and that the hardware or LLVM would not stop: division, conversion, bounds.
import { TrapCode } from '../core/trap.ts';
import { type Type, types, type Value } from '../llvm-bindings/index.ts';
import type { FunctionLowering } from './function-lowering.ts';

/** Traps when `divisor` is zero; `known` is its value where it is a constant. */
export function guardDivisor(l: FunctionLowering, divisor: Value, known: number | undefined): void {
  if (known !== undefined && known !== 0) return;
  const zero = l.builder.constInt(l.builder.typeOf(divisor), 0);
  l.trapIf(l.builder.icmp('eq', divisor, zero), TrapCode.integerDivideByZero);
}

/** Traps when a signed division overflows: the least value by -1. */
export function guardQuotient(l: FunctionLowering, dividend: Value, divisor: Value, known: number | undefined): void {
  if (known !== undefined && known !== -1) return;
  const { builder } = l;
  const type = builder.typeOf(divisor);
  const least = builder.constInt(type, type === types.i32 ? -(2 ** 31) : -(2n ** 63n));
  const both = builder.binary(
    'and',
    builder.icmp('eq', dividend, least),
    builder.icmp('eq', divisor, builder.constInt(type, -1)),
  );
  l.trapIf(both, TrapCode.integerOverflow);
}

/** Bounds, exclusive unless `lowest` is in range itself, that a float must keep to fit an integer type. */
export interface TruncationRange {
  readonly low: Value;
  readonly lowInRange: boolean;
  readonly high: Value;
}

/** Traps unless the truncated float fits: first the reason NaN, then the range. */
export function guardTruncation(l: FunctionLowering, value: Value, range: TruncationRange): void {
  const { builder } = l;
  const above = builder.fcmp(range.lowInRange ? 'oge' : 'ogt', value, range.low);
  const below = builder.fcmp('olt', value, range.high);
  const outside = builder.binary('xor', builder.binary('and', above, below), builder.constInt(types.i1, 1));
  l.coldIf(outside, () => {
    const notANumber = builder.block('nan', true);
    const tooLarge = builder.block('overflow', true);
    builder.condBr(builder.fcmp('uno', value, value), notANumber, tooLarge);
    builder.position(notANumber);
    l.trap(TrapCode.invalidConversionToInteger);
    builder.position(tooLarge);
    l.trap(TrapCode.integerOverflow);
  });
}

/** An address, index or length operand as i64, zero-extended where it is an i32. */
export function widen(l: FunctionLowering, value: Value): Value {
  const type: Type = l.builder.typeOf(value);
  return type === types.i64 ? value : l.builder.cast('zext', value, types.i64);
}
