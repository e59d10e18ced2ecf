// Conversions between integer and float lanes.
import { types, type Value } from '../../llvm-bindings/index.ts';
import type { FunctionLowering, LowerFn } from '../function-lowering.ts';
import { pick } from './float.ts';
import { as, half, laneMask, type Shape, shapes, splatFloat, unary } from './shapes.ts';

const { v4i32, v4f32, v2f64 } = types;

/** `value` with zeros in place of NaNs. */
function zeroNaNs(l: FunctionLowering, value: Value, shape: Shape): Value {
  const { builder } = l;
  const ordered = laneMask(l, builder.fcmp('ord', value, value), shape);
  const bits = builder.binary('and', as(l, value, builder.typeOf(ordered)), ordered);
  return as(l, bits, shape.type);
}

/** The machine's truncation: what does not fit becomes the least integer. The upper lanes of two f64 are zero. */
export function truncate(l: FunctionLowering, value: Value): Value {
  const name = l.builder.typeOf(value) === v4f32 ? 'llvm.x86.sse2.cvttps2dq' : 'llvm.x86.sse2.cvttpd2dq';
  return l.builder.intrinsic(name, [], [value]);
}

/** Lanes of `value` that are at least `bound`. */
function atLeast(l: FunctionLowering, value: Value, bound: Value): Value {
  return laneMask(l, l.builder.fcmp('oge', value, bound), shapes.f32x4);
}

/** Too large becomes the least integer, whose bits are the opposite of the greatest. */
const truncateFloatsSigned = unary(v4f32, (l, a) => {
  const numbers = zeroNaNs(l, a, shapes.f32x4);
  const tooLarge = atLeast(l, numbers, splatFloat(l, shapes.f32x4, 2 ** 31));
  return l.builder.binary('xor', truncate(l, numbers), tooLarge);
});

/** From 2^31 on the machine gives 2^31, to which what remains above it is added. */
export function truncateFloatsUnsigned(l: FunctionLowering, value: Value): Value {
  const { builder } = l;
  const positive = pick(l, 'max', value, builder.zero(v4f32));
  const middle = splatFloat(l, shapes.f32x4, 2 ** 31);
  const rest = truncate(l, builder.binary('fsub', positive, middle));
  const large = builder.binary('and', rest, atLeast(l, positive, middle));
  const tooLarge = atLeast(l, positive, splatFloat(l, shapes.f32x4, 2 ** 32));
  return builder.binary('or', builder.binary('add', truncate(l, positive), large), tooLarge);
}

const truncateDoublesSigned = unary(v2f64, (l, a) => {
  const greatest = splatFloat(l, shapes.f64x2, 2 ** 31 - 1);
  return truncate(l, pick(l, 'min', zeroNaNs(l, a, shapes.f64x2), greatest));
});

/** Whole numbers below 2^32 added to 2^52 stand in the low half of the sum's bits. */
export function truncateDoublesUnsigned(l: FunctionLowering, value: Value): Value {
  const { builder } = l;
  const positive = pick(l, 'max', value, builder.zero(v2f64));
  const bounded = pick(l, 'min', positive, splatFloat(l, shapes.f64x2, 2 ** 32 - 1));
  const whole = builder.intrinsic('llvm.trunc', [v2f64], [bounded]);
  const shifted = as(l, builder.binary('fadd', whole, splatFloat(l, shapes.f64x2, 2 ** 52)), v4i32);
  return builder.shuffle(shifted, builder.zero(v4i32), [0, 2, 4, 5]);
}

function convert(op: 'sitofp' | 'uitofp'): LowerFn {
  return unary(v4i32, (l, a) => l.builder.cast(op, a, v4f32));
}

function convertLow(op: 'sitofp' | 'uitofp'): LowerFn {
  return unary(v4i32, (l, a) => l.builder.cast(op, half(l, a, shapes.i32x4, 'low'), v2f64));
}

export const vectorConversions = {
  'i32x4.trunc_sat_f32x4_s': truncateFloatsSigned,
  'i32x4.trunc_sat_f32x4_u': unary(v4f32, truncateFloatsUnsigned),
  'i32x4.trunc_sat_f64x2_s_zero': truncateDoublesSigned,
  'i32x4.trunc_sat_f64x2_u_zero': unary(v2f64, truncateDoublesUnsigned),
  'f32x4.convert_i32x4_s': convert('sitofp'),
  'f32x4.convert_i32x4_u': convert('uitofp'),
  'f64x2.convert_low_i32x4_s': convertLow('sitofp'),
  'f64x2.convert_low_i32x4_u': convertLow('uitofp'),
  // The instruction itself: LLVM folds a demotion of a promotion, and signalling NaNs would survive both.
  'f32x4.demote_f64x2_zero': unary(v2f64, (l, a) => l.builder.intrinsic('llvm.x86.sse2.cvtpd2ps', [], [a])),
  'f64x2.promote_low_f32x4': unary(v4f32, (l, a) => l.builder.cast('fpext', half(l, a, shapes.f32x4, 'low'), v2f64)),
} as const satisfies Record<string, LowerFn>;
