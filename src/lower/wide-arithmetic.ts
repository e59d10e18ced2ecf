// Arithmetic on 128 bits in two i64 halves. Baseline code too uses LLVM's own 128-bit integers, in a block of their own.
import { types, type Value } from '../llvm-bindings/index.ts';
import type { FunctionLowering, LowerFn } from './function-lowering.ts';

function join(l: FunctionLowering, low: Value, high: Value): Value {
  const { builder } = l;
  const shifted = builder.binary('shl', builder.cast('zext', high, types.i128), builder.constInt(types.i128, 64));
  return builder.binary('or', builder.cast('zext', low, types.i128), shifted);
}

function pushHalves(l: FunctionLowering, wide: Value): void {
  const { builder, stack } = l;
  const high = builder.binary('lshr', wide, builder.constInt(types.i128, 64));
  stack.push(builder.cast('trunc', wide, types.i64));
  stack.push(builder.cast('trunc', high, types.i64));
}

function addOrSubtract(op: 'add' | 'sub'): LowerFn {
  return (l) => {
    const [leftLow, leftHigh, rightLow, rightHigh] = l.stack.popMany(4) as [Value, Value, Value, Value];
    l.isolate();
    pushHalves(l, l.builder.binary(op, join(l, leftLow, leftHigh), join(l, rightLow, rightHigh)));
  };
}

function multiply(extend: 'sext' | 'zext'): LowerFn {
  return (l) => {
    const { builder } = l;
    const [left, right] = l.stack.popMany(2) as [Value, Value];
    l.isolate();
    const wide = (value: Value): Value => builder.cast(extend, value, types.i128);
    pushHalves(l, builder.binary('mul', wide(left), wide(right)));
  };
}

export const wideOperators = {
  'i64.add128': addOrSubtract('add'),
  'i64.sub128': addOrSubtract('sub'),
  'i64.mul_wide_s': multiply('sext'),
  'i64.mul_wide_u': multiply('zext'),
} as const satisfies Record<string, LowerFn>;
