// Arithmetic of float lanes. What quiets NaNs takes its operands with identities hidden (see ../float-constants.ts).
import { type BinaryOp, type FcmpPredicate, types, type Value } from '../../llvm-bindings/index.ts';
import type { FunctionLowering, LowerFn } from '../function-lowering.ts';
import {
  as,
  binary,
  family,
  integerType,
  laneMask,
  popFloats,
  popVectors,
  type Shape,
  splatBytes,
  unary,
} from './shapes.ts';

const arithmetic =
  (op: BinaryOp) =>
  ({ type }: Shape): LowerFn =>
  (l) => {
    const [a, b] = popFloats(l, type, 2) as [Value, Value];
    l.stack.push(l.builder.binary(op, a, b));
  };

const overloaded =
  (name: string) =>
  ({ type }: Shape): LowerFn =>
    unary(type, (l, a) => l.builder.intrinsic(name, [type], [a]));

/** Only the bits of each lane's sign, or all but those. */
function signBits(l: FunctionLowering, shape: Shape, inverted: boolean): Value {
  const sign = 1n << BigInt(shape.laneBits - 1);
  return l.builder.constV128(splatBytes(shape.laneBits, inverted ? ~sign : sign));
}

/** Sign operations work on bits, so that they pass NaNs unchanged. */
const absolute = (shape: Shape): LowerFn =>
  unary(types.v2i64, (l, a) => l.builder.binary('and', a, signBits(l, shape, true)));
const negate = (shape: Shape): LowerFn =>
  unary(types.v2i64, (l, a) => l.builder.binary('xor', a, signBits(l, shape, false)));

/**
 * The machine's min or max: lanes of `a` that are less (or greater) than those of `b`, else lanes of `b`. As an
 * intrinsic, because LLVM loses sight of it in a select whose operands it sees as integers.
 */
export function pick(l: FunctionLowering, which: 'min' | 'max', a: Value, b: Value): Value {
  const name = l.builder.typeOf(a) === types.v4f32 ? `llvm.x86.sse.${which}.ps` : `llvm.x86.sse2.${which}.pd`;
  return l.builder.intrinsic(name, [], [a, b]);
}

/**
 * Minimum or maximum (spec 4.3.3). The instruction gives its second operand for zeros of both signs and for NaNs; both
 * orders with their bits combined are right but for NaNs, whose sum is a quiet NaN.
 */
const extremum =
  (which: 'min' | 'max', combine: 'or' | 'and') =>
  (shape: Shape): LowerFn =>
  (l) => {
    const { builder } = l;
    const [a, b] = popFloats(l, shape.type, 2) as [Value, Value];
    const bits = integerType(shape);
    const [one, other] = [pick(l, which, a, b), pick(l, which, b, a)].map((value) => as(l, value, bits));
    const numbers = as(l, builder.binary(combine, one as Value, other as Value), shape.type);
    const sum = builder.binary('fadd', a, b);
    l.stack.push(builder.select(builder.fcmp('uno', a, b), sum, numbers));
  };

/** `pmin`, `pmax` (spec 4.3.3): the first operand unless the second is less or greater; NaNs pass unchanged. */
const pseudo =
  (which: 'min' | 'max') =>
  ({ type }: Shape): LowerFn =>
    binary(type, (l, a, b) => pick(l, which, b, a));

const compare =
  (predicate: FcmpPredicate) =>
  (shape: Shape): LowerFn =>
  (l) => {
    const [a, b] = popVectors(l, shape.type, 2) as [Value, Value];
    l.stack.push(laneMask(l, l.builder.fcmp(predicate, a, b), shape));
  };

export const floatVectorOperators = family(['f32x4', 'f64x2'], {
  abs: absolute,
  neg: negate,
  sqrt: overloaded('llvm.sqrt'),
  ceil: overloaded('llvm.ceil'),
  floor: overloaded('llvm.floor'),
  trunc: overloaded('llvm.trunc'),
  nearest: overloaded('llvm.roundeven'),
  add: arithmetic('fadd'),
  sub: arithmetic('fsub'),
  mul: arithmetic('fmul'),
  div: arithmetic('fdiv'),
  min: extremum('min', 'or'),
  max: extremum('max', 'and'),
  pmin: pseudo('min'),
  pmax: pseudo('max'),
  eq: compare('oeq'),
  ne: compare('une'),
  lt: compare('olt'),
  gt: compare('ogt'),
  le: compare('ole'),
  ge: compare('oge'),
});
