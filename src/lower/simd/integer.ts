// Bitwise operators, arithmetic of integer lanes, and tests of whole vectors.
import { type BinaryOp, types, type Value } from '../../llvm-bindings/index.ts';
import type { FunctionLowering, LowerFn } from '../function-lowering.ts';
import {
  as,
  binary,
  family,
  half,
  laneMask,
  popVector,
  popVectors,
  type Shape,
  shapes,
  splat,
  splatInteger,
  ternary,
  unary,
} from './shapes.ts';

const { v16i8, v8i16, v4i32, v2i64 } = types;

const operation =
  (op: BinaryOp) =>
  ({ type }: Shape): LowerFn =>
    binary(type, (l, a, b) => l.builder.binary(op, a, b));

/** An LLVM intrinsic on two vectors, overloaded by their type. */
const overloaded =
  (name: string) =>
  ({ type }: Shape): LowerFn =>
    binary(type, (l, a, b) => l.builder.intrinsic(name, [type], [a, b]));

/** A machine instruction on two vectors of `shape`. */
function instruction(name: string, { type }: Shape): LowerFn {
  return binary(type, (l, a, b) => l.builder.intrinsic(name, [], [a, b]));
}

function invert(l: FunctionLowering, value: Value): Value {
  return l.builder.binary('xor', value, splatInteger(l, shapes.i64x2, -1));
}

/** Bits of `a` where `mask` has ones, of `b` elsewhere. */
export function bitselect(l: FunctionLowering, a: Value, b: Value, mask: Value): Value {
  const { builder } = l;
  return builder.binary('or', builder.binary('and', a, mask), builder.binary('and', b, invert(l, mask)));
}

const bitwiseOperators = {
  'v128.not': unary(v2i64, invert),
  'v128.and': operation('and')(shapes.i64x2),
  'v128.andnot': binary(v2i64, (l, a, b) => l.builder.binary('and', a, invert(l, b))),
  'v128.or': operation('or')(shapes.i64x2),
  'v128.xor': operation('xor')(shapes.i64x2),
  'v128.bitselect': ternary(v2i64, bitselect),
} as const satisfies Record<string, LowerFn>;

const anyTrue: LowerFn = (l) => {
  const { builder, stack } = l;
  const [vector] = popVectors(l, v2i64, 1) as [Value];
  const bits = builder.binary('or', builder.extractElement(vector, 0), builder.extractElement(vector, 1));
  stack.pushIcmp('ne', bits, l.i64(0));
};

/** No byte of a lane-wise comparison with zero is set. */
const allTrue =
  (shape: Shape): LowerFn =>
  (l) => {
    const { builder, stack } = l;
    const [vector] = popVectors(l, shape.type, 1) as [Value];
    const zeros = laneMask(l, builder.icmp('eq', vector, builder.zero(shape.type)), shape);
    stack.pushIcmp('eq', builder.intrinsic('llvm.x86.sse2.pmovmskb.128', [], [as(l, zeros, v16i8)]), l.i32(0));
  };

/** The lanes' top bits. */
function bitmask(l: FunctionLowering, vector: Value, shape: Shape): Value {
  const { builder } = l;
  switch (shape.laneBits) {
    case 8:
      return builder.intrinsic('llvm.x86.sse2.pmovmskb.128', [], [vector]);
    case 16: {
      const bytes = builder.intrinsic('llvm.x86.sse2.packsswb.128', [], [vector, builder.zero(v8i16)]);
      return builder.intrinsic('llvm.x86.sse2.pmovmskb.128', [], [bytes]);
    }
    case 32:
      return builder.intrinsic('llvm.x86.sse.movmsk.ps', [], [as(l, vector, types.v4f32)]);
    case 64:
      return builder.intrinsic('llvm.x86.sse2.movmsk.pd', [], [as(l, vector, types.v2f64)]);
  }
}

const lowerBitmask =
  (shape: Shape): LowerFn =>
  (l) => {
    const [vector] = popVectors(l, shape.type, 1) as [Value];
    l.stack.push(bitmask(l, vector, shape));
  };

/** The count operand, modulo the lanes' width, in every lane. */
function popCounts(l: FunctionLowering, shape: Shape): Value {
  const { builder, stack } = l;
  const known = stack.topSmall;
  const count = stack.pop();
  if (known !== undefined) return splatInteger(l, shape, known & (shape.laneBits - 1));
  const bounded = builder.binary('and', count, l.i32(shape.laneBits - 1));
  if (shape.laneBits === 32) return splat(l, shape, bounded);
  return splat(l, shape, builder.cast(shape.laneBits === 64 ? 'zext' : 'trunc', bounded, shape.lane));
}

const shift =
  (op: 'shl' | 'lshr' | 'ashr') =>
  (shape: Shape): LowerFn =>
  (l) => {
    const hidden = l.stack.topAreConstant(2);
    const counts = popCounts(l, shape);
    l.stack.push(l.builder.binary(op, popVector(l, shape.type, hidden), counts));
  };

const allShapes = family(['i8x16', 'i16x8', 'i32x4', 'i64x2'], {
  add: operation('add'),
  sub: operation('sub'),
  neg: ({ type }) => unary(type, (l, a) => l.builder.binary('sub', l.builder.zero(type), a)),
  abs: ({ type }) =>
    unary(type, (l, a) => l.builder.intrinsic('llvm.abs', [type], [a, l.builder.constInt(types.i1, 0)])),
  shl: shift('shl'),
  shr_s: shift('ashr'),
  shr_u: shift('lshr'),
  all_true: allTrue,
  bitmask: lowerBitmask,
});

const orderedShapes = family(['i8x16', 'i16x8', 'i32x4'], {
  min_s: overloaded('llvm.smin'),
  min_u: overloaded('llvm.umin'),
  max_s: overloaded('llvm.smax'),
  max_u: overloaded('llvm.umax'),
});

const saturatingShapes = family(['i8x16', 'i16x8'], {
  add_sat_s: overloaded('llvm.sadd.sat'),
  add_sat_u: overloaded('llvm.uadd.sat'),
  sub_sat_s: overloaded('llvm.ssub.sat'),
  sub_sat_u: overloaded('llvm.usub.sat'),
});

/** Both halves' products, as wide as they need to be. */
function multiplyExtended(from: Shape, to: Shape, which: 'low' | 'high', op: 'sext' | 'zext'): LowerFn {
  return binary(from.type, (l, a, b) => {
    const [left, right] = [a, b].map((value) => l.builder.cast(op, half(l, value, from, which), to.type));
    return l.builder.binary('mul', left as Value, right as Value);
  });
}

function extend(from: Shape, to: Shape, which: 'low' | 'high', op: 'sext' | 'zext'): LowerFn {
  return unary(from.type, (l, a) => l.builder.cast(op, half(l, a, from, which), to.type));
}

type Widened<From extends string, Op extends string> = `${Op}_${'low' | 'high'}_${From}_${'s' | 'u'}`;

/** The four variants of an operator that widens lanes: `extend_low_i8x16_s` and so on. */
function widening<From extends 'i8x16' | 'i16x8' | 'i32x4', To extends 'i16x8' | 'i32x4' | 'i64x2'>(
  from: From,
  to: To,
) {
  const variants = { s: 'sext', u: 'zext' } as const;
  const made = (['low', 'high'] as const).flatMap((which) =>
    (['s', 'u'] as const).flatMap((sign) => [
      [`${to}.extend_${which}_${from}_${sign}`, extend(shapes[from], shapes[to], which, variants[sign])],
      [`${to}.extmul_${which}_${from}_${sign}`, multiplyExtended(shapes[from], shapes[to], which, variants[sign])],
    ]),
  );
  return Object.fromEntries(made) as { readonly [Key in `${To}.${Widened<From, 'extend' | 'extmul'>}`]: LowerFn };
}

/** Sums of neighbouring lanes, as lanes twice as wide: what both halves of each wide lane hold. */
function addPairs(from: Shape, to: Shape, signed: boolean): LowerFn {
  return unary(to.type, (l, a) => {
    const { builder } = l;
    const width = splatInteger(l, to, from.laneBits);
    const upper = builder.binary(signed ? 'ashr' : 'lshr', a, width);
    const lower = signed
      ? builder.binary('ashr', builder.binary('shl', a, width), width)
      : builder.binary('and', a, splatInteger(l, to, 2 ** from.laneBits - 1));
    return builder.binary('add', upper, lower);
  });
}

/** As `addPairs`: a dot product with ones, where the processor has one for bytes. */
function addBytePairs(signed: boolean): LowerFn {
  const generic = addPairs(shapes.i8x16, shapes.i16x8, signed);
  const dot = unary(v16i8, (l, a) => {
    const ones = splatInteger(l, shapes.i8x16, 1);
    // The instruction takes its first operand as unsigned, its second as signed.
    return l.builder.intrinsic('llvm.x86.ssse3.pmadd.ub.sw.128', [], signed ? [ones, a] : [a, ones]);
  });
  return (l) => (l.unit.hasFeature('ssse3') ? dot(l) : generic(l));
}

/** Rounded high halves of the doubled products, exactly; -1 by -1 gives the lane's least value. */
export function multiplyQ15(l: FunctionLowering, a: Value, b: Value): Value {
  const { builder } = l;
  if (l.unit.hasFeature('ssse3')) return builder.intrinsic('llvm.x86.ssse3.pmul.hr.sw.128', [], [a, b]);
  // (a * b + 2^14) >> 15, of the product's halves: the high one doubled, the low one's top bit, and the rounding bit.
  const high = builder.intrinsic('llvm.x86.sse2.pmulh.w', [], [a, b]);
  const low = builder.binary('lshr', builder.binary('mul', a, b), splatInteger(l, shapes.i16x8, 14));
  const rounded = builder.binary(
    'lshr',
    builder.binary('add', low, splatInteger(l, shapes.i16x8, 1)),
    splatInteger(l, shapes.i16x8, 1),
  );
  return builder.binary('add', builder.binary('shl', high, splatInteger(l, shapes.i16x8, 1)), rounded);
}

/** Only -1 by -1 overflows, and then gives the least value: turned into the greatest. */
const multiplyQ15Saturating = binary(v8i16, (l, a, b) => {
  const product = multiplyQ15(l, a, b);
  const overflowed = l.builder.icmp('eq', product, splatInteger(l, shapes.i16x8, -(2 ** 15)));
  return l.builder.binary('xor', product, laneMask(l, overflowed, shapes.i16x8));
});

/** i32 lanes to u16 with saturation; `packusdw` takes its operands as signed, as the operator does. */
const narrowToUnsigned16 = binary(v4i32, (l, a, b) => {
  const { builder } = l;
  if (l.unit.hasFeature('sse4.1')) return builder.intrinsic('llvm.x86.sse41.packusdw', [], [a, b]);
  const clamped = [a, b].map((value) => {
    const positive = builder.intrinsic('llvm.smax', [v4i32], [value, builder.zero(v4i32)]);
    return builder.intrinsic('llvm.smin', [v4i32], [positive, splatInteger(l, shapes.i32x4, 2 ** 16 - 1)]);
  });
  const [low, high] = clamped.map((value) => as(l, value, v8i16)) as [Value, Value];
  return builder.shuffle(low, high, [0, 2, 4, 6, 8, 10, 12, 14]);
});

export const integerVectorOperators = {
  ...bitwiseOperators,
  ...allShapes,
  ...orderedShapes,
  ...saturatingShapes,
  ...widening('i8x16', 'i16x8'),
  ...widening('i16x8', 'i32x4'),
  ...widening('i32x4', 'i64x2'),
  ...family(['i16x8', 'i32x4', 'i64x2'], { mul: operation('mul') }),
  'v128.any_true': anyTrue,
  'i8x16.popcnt': unary(v16i8, (l, a) => l.builder.intrinsic('llvm.ctpop', [v16i8], [a])),
  'i8x16.avgr_u': instruction('llvm.x86.sse2.pavg.b', shapes.i8x16),
  'i16x8.avgr_u': instruction('llvm.x86.sse2.pavg.w', shapes.i16x8),
  'i8x16.narrow_i16x8_s': instruction('llvm.x86.sse2.packsswb.128', shapes.i16x8),
  'i8x16.narrow_i16x8_u': instruction('llvm.x86.sse2.packuswb.128', shapes.i16x8),
  'i16x8.narrow_i32x4_s': instruction('llvm.x86.sse2.packssdw.128', shapes.i32x4),
  'i16x8.narrow_i32x4_u': narrowToUnsigned16,
  'i16x8.extadd_pairwise_i8x16_s': addBytePairs(true),
  'i16x8.extadd_pairwise_i8x16_u': addBytePairs(false),
  'i32x4.extadd_pairwise_i16x8_s': unary(v8i16, (l, a) =>
    l.builder.intrinsic('llvm.x86.sse2.pmadd.wd', [], [a, splatInteger(l, shapes.i16x8, 1)]),
  ),
  'i32x4.extadd_pairwise_i16x8_u': addPairs(shapes.i16x8, shapes.i32x4, false),
  'i32x4.dot_i16x8_s': instruction('llvm.x86.sse2.pmadd.wd', shapes.i16x8),
  'i16x8.q15mulr_sat_s': multiplyQ15Saturating,
} as const satisfies Record<string, LowerFn>;
