// Relaxed SIMD: of the results that the specification allows, the one that the processor computes fastest. It depends
// on the processor alone, never on the tier, so that a swap changes nothing.
import { types, type Value } from '../../llvm-bindings/index.ts';
import type { FunctionLowering, LowerFn } from '../function-lowering.ts';
import { truncate, truncateDoublesUnsigned, truncateFloatsUnsigned } from './conversion.ts';
import { pick } from './float.ts';
import { bitselect, multiplyQ15 } from './integer.ts';
import { swizzle } from './lanes.ts';
import { as, binary, family, half, popFloats, type Shape, shapes, splatInteger, ternary, unary } from './shapes.ts';

const { v16i8, v8i16, v4i32, v2i64, v4f32, v2f64 } = types;

/** `a * b + c`, or `c - a * b`: rounded once where the processor has fused operations, else twice. */
const multiplyAdd =
  (negated: boolean) =>
  ({ type }: Shape): LowerFn =>
  (l) => {
    const { builder } = l;
    const [a, b, c] = popFloats(l, type, 3) as [Value, Value, Value];
    const left = negated ? builder.fneg(a) : a;
    const fused = l.unit.hasFeature('fma');
    l.stack.push(
      fused
        ? builder.intrinsic('llvm.fma', [type], [left, b, c])
        : builder.binary('fadd', builder.binary('fmul', left, b), c),
    );
  };

/** Sums of two products each, of signed bytes `a` with `b`, whose bytes should be below 128. */
function dot(l: FunctionLowering, a: Value, b: Value): Value {
  const { builder } = l;
  if (l.unit.hasFeature('ssse3')) return builder.intrinsic('llvm.x86.ssse3.pmadd.ub.sw.128', [], [b, a]);
  const products = (which: 'low' | 'high'): Value => {
    const [left, right] = [a, b].map((value) => builder.cast('sext', half(l, value, shapes.i8x16, which), v8i16));
    return builder.binary('mul', left as Value, right as Value);
  };
  const [low, high] = [products('low'), products('high')];
  const even = builder.shuffle(low, high, [0, 2, 4, 6, 8, 10, 12, 14]);
  return builder.binary('add', even, builder.shuffle(low, high, [1, 3, 5, 7, 9, 11, 13, 15]));
}

const dotAdd = ternary(v16i8, (l, a, b, sum) => {
  const pairs = l.builder.intrinsic('llvm.x86.sse2.pmadd.wd', [], [dot(l, a, b), splatInteger(l, shapes.i16x8, 1)]);
  return l.builder.binary('add', pairs, as(l, sum, v4i32));
});

export const relaxedOperators = {
  ...family(['f32x4', 'f64x2'], {
    relaxed_madd: multiplyAdd(false),
    relaxed_nmadd: multiplyAdd(true),
    relaxed_min: ({ type }) => binary(type, (l, a, b) => pick(l, 'min', a, b)),
    relaxed_max: ({ type }) => binary(type, (l, a, b) => pick(l, 'max', a, b)),
  }),
  ...family(['i8x16', 'i16x8', 'i32x4', 'i64x2'], { relaxed_laneselect: () => ternary(v2i64, bitselect) }),
  'i8x16.relaxed_swizzle': binary(v16i8, (l, source, indices) => swizzle(l, source, indices, true)),
  'i32x4.relaxed_trunc_f32x4_s': unary(v4f32, truncate),
  'i32x4.relaxed_trunc_f32x4_u': unary(v4f32, truncateFloatsUnsigned),
  'i32x4.relaxed_trunc_f64x2_s_zero': unary(v2f64, truncate),
  'i32x4.relaxed_trunc_f64x2_u_zero': unary(v2f64, truncateDoublesUnsigned),
  'i16x8.relaxed_q15mulr_s': binary(v8i16, multiplyQ15),
  'i16x8.relaxed_dot_i8x16_i7x16_s': binary(v16i8, dot),
  'i32x4.relaxed_dot_i8x16_i7x16_add_s': dotAdd,
} as const satisfies Record<string, LowerFn>;
