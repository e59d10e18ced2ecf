// Integer and float arithmetic and comparisons.
import {
  type BinaryOp,
  type FcmpPredicate,
  type IcmpPredicate,
  type Type,
  types,
  type Value,
} from '../llvm-bindings/index.ts';
import type { FunctionLowering, LowerFn } from './function-lowering.ts';
import { guardDivisor, guardQuotient } from './trap-guards.ts';

function binary(op: BinaryOp): LowerFn {
  return (l) => {
    const right = l.stack.pop();
    const left = l.stack.pop();
    l.stack.push(l.builder.binary(op, left, right));
  };
}

function compare(predicate: IcmpPredicate): LowerFn {
  return (l) => {
    const right = l.stack.pop();
    const left = l.stack.pop();
    l.stack.pushIcmp(predicate, left, right);
  };
}

function compareFloat(predicate: FcmpPredicate): LowerFn {
  return (l) => {
    const right = l.stack.popPlain();
    const left = l.stack.popPlain();
    l.stack.pushFcmp(predicate, left, right);
  };
}

/** `eqz`; of a comparison, its opposite. */
const testZero: LowerFn = (l) => {
  const { builder, stack } = l;
  if (stack.invertComparison()) return;
  const value = stack.pop();
  stack.pushIcmp('eq', value, builder.constInt(builder.typeOf(value), 0));
};

/** The count operand of a shift or rotation, modulo the width. */
function popCount(l: FunctionLowering, width: number): Value {
  const { builder, stack } = l;
  const type = width === 32 ? types.i32 : types.i64;
  const known = stack.topSmall;
  const count = stack.pop();
  if (known !== undefined) return builder.constInt(type, known & (width - 1));
  return builder.binary('and', count, builder.constInt(type, width - 1));
}

function shift(op: 'shl' | 'lshr' | 'ashr', width: number): LowerFn {
  return (l) => {
    const count = popCount(l, width);
    l.stack.push(l.builder.binary(op, l.stack.pop(), count));
  };
}

/**
 * A rotation. Baseline code spells it out, as FastISel does not know funnel shifts; there a count of zero makes both
 * halves the value itself.
 */
function rotate(direction: 'left' | 'right', width: number): LowerFn {
  return (l) => {
    const { builder, stack } = l;
    const type = width === 32 ? types.i32 : types.i64;
    const count = popCount(l, width);
    const value = stack.pop();
    if (l.optimized) {
      stack.push(builder.intrinsic(direction === 'left' ? 'llvm.fshl' : 'llvm.fshr', [type], [value, value, count]));
      return;
    }
    const negated = builder.binary('sub', builder.constInt(type, 0), count);
    const rest = builder.binary('and', negated, builder.constInt(type, width - 1));
    const [there, back] = direction === 'left' ? (['shl', 'lshr'] as const) : (['lshr', 'shl'] as const);
    stack.push(builder.binary('or', builder.binary(there, value, count), builder.binary(back, value, rest)));
  };
}

function countBits(name: 'llvm.ctlz' | 'llvm.cttz' | 'llvm.ctpop', type: Type): LowerFn {
  return (l) => {
    const value = l.stack.pop();
    const args = name === 'llvm.ctpop' ? [value] : [value, l.builder.constInt(types.i1, 0)];
    l.stack.push(l.builder.intrinsic(name, [type], args));
  };
}

function divide(op: 'sdiv' | 'udiv' | 'urem'): LowerFn {
  return (l) => {
    const known = l.stack.topSmall;
    const divisor = l.stack.pop();
    const dividend = l.stack.pop();
    l.locate();
    guardDivisor(l, divisor, known);
    if (op === 'sdiv') guardQuotient(l, dividend, divisor, known);
    l.stack.push(l.builder.binary(op, dividend, divisor));
  };
}

/** Signed remainder: by -1 it is 0, which the hardware's division would trap on; by 1 it is 0 as well. */
const remainder: LowerFn = (l) => {
  const { builder, stack } = l;
  const known = stack.topSmall;
  let divisor = stack.pop();
  const dividend = stack.pop();
  l.locate();
  guardDivisor(l, divisor, known);
  if (known === undefined || known === -1) {
    const type = builder.typeOf(divisor);
    const minusOne = builder.icmp('eq', divisor, builder.constInt(type, -1));
    divisor = builder.select(minusOne, builder.constInt(type, 1), divisor);
  }
  stack.push(builder.binary('srem', dividend, divisor));
};

/** Sign-extends the low `from` bits. */
function extendSign(from: Type, to: Type): LowerFn {
  return (l) => {
    l.stack.push(l.builder.cast('sext', l.builder.cast('trunc', l.stack.pop(), from), to));
  };
}

/** The integer type as wide as a float type, and its sign bit. */
function bitsOf(type: Type): { type: Type; sign: bigint } {
  return type === types.f32 ? { type: types.i32, sign: 1n << 31n } : { type: types.i64, sign: 1n << 63n };
}

function toBits(l: FunctionLowering, value: Value): Value {
  return l.builder.cast('bitcast', value, bitsOf(l.builder.typeOf(value)).type);
}

/** Sign operations work on bits, so that they pass NaNs unchanged; the intrinsics are for LLVM to see through. */
const absolute: LowerFn = (l) => {
  const { builder, stack } = l;
  const value = stack.pop();
  const type = builder.typeOf(value);
  if (l.optimized) {
    stack.push(builder.intrinsic('llvm.fabs', [type], [value]));
    return;
  }
  const bits = bitsOf(type);
  const cleared = builder.binary('and', toBits(l, value), builder.constInt(bits.type, bits.sign - 1n));
  stack.push(builder.cast('bitcast', cleared, type));
};

const negate: LowerFn = (l) => {
  l.stack.push(l.builder.fneg(l.stack.pop()));
};

const copySign: LowerFn = (l) => {
  const { builder, stack } = l;
  const sign = stack.pop();
  const value = stack.pop();
  const type = builder.typeOf(value);
  if (l.optimized) {
    stack.push(builder.intrinsic('llvm.copysign', [type], [value, sign]));
    return;
  }
  const bits = bitsOf(type);
  const magnitude = builder.binary('and', toBits(l, value), builder.constInt(bits.type, bits.sign - 1n));
  const signBit = builder.binary('and', toBits(l, sign), builder.constInt(bits.type, bits.sign));
  stack.push(builder.cast('bitcast', builder.binary('or', magnitude, signBit), type));
};

function unaryIntrinsic(name: string): LowerFn {
  return (l) => {
    const value = l.stack.pop();
    l.stack.push(l.builder.intrinsic(name, [l.builder.typeOf(value)], [value]));
  };
}

/**
 * Minimum or maximum (spec 4.3.3): of a NaN, the sum, which is a quiet NaN; of equal operands (zeros of both signs),
 * their bits combined so that -0 is the lesser; otherwise one of them.
 */
function extremum(predicate: 'olt' | 'ogt', combine: 'or' | 'and'): LowerFn {
  return (l) => {
    const { builder, stack } = l;
    const right = stack.pop();
    const left = stack.pop();
    const type = builder.typeOf(left);
    const sum = builder.binary('fadd', left, right);
    const equal = builder.cast('bitcast', builder.binary(combine, toBits(l, left), toBits(l, right)), type);
    const ordered = builder.select(builder.fcmp(predicate, left, right), left, right);
    const numbers = builder.select(builder.fcmp('oeq', left, right), equal, ordered);
    stack.push(builder.select(builder.fcmp('uno', left, right), sum, numbers));
  };
}

export const integerOperators = {
  'i32.eqz': testZero,
  'i32.eq': compare('eq'),
  'i32.ne': compare('ne'),
  'i32.lt_s': compare('slt'),
  'i32.lt_u': compare('ult'),
  'i32.gt_s': compare('sgt'),
  'i32.gt_u': compare('ugt'),
  'i32.le_s': compare('sle'),
  'i32.le_u': compare('ule'),
  'i32.ge_s': compare('sge'),
  'i32.ge_u': compare('uge'),
  'i64.eqz': testZero,
  'i64.eq': compare('eq'),
  'i64.ne': compare('ne'),
  'i64.lt_s': compare('slt'),
  'i64.lt_u': compare('ult'),
  'i64.gt_s': compare('sgt'),
  'i64.gt_u': compare('ugt'),
  'i64.le_s': compare('sle'),
  'i64.le_u': compare('ule'),
  'i64.ge_s': compare('sge'),
  'i64.ge_u': compare('uge'),
  'i32.clz': countBits('llvm.ctlz', types.i32),
  'i32.ctz': countBits('llvm.cttz', types.i32),
  'i32.popcnt': countBits('llvm.ctpop', types.i32),
  'i32.add': binary('add'),
  'i32.sub': binary('sub'),
  'i32.mul': binary('mul'),
  'i32.div_s': divide('sdiv'),
  'i32.div_u': divide('udiv'),
  'i32.rem_s': remainder,
  'i32.rem_u': divide('urem'),
  'i32.and': binary('and'),
  'i32.or': binary('or'),
  'i32.xor': binary('xor'),
  'i32.shl': shift('shl', 32),
  'i32.shr_s': shift('ashr', 32),
  'i32.shr_u': shift('lshr', 32),
  'i32.rotl': rotate('left', 32),
  'i32.rotr': rotate('right', 32),
  'i64.clz': countBits('llvm.ctlz', types.i64),
  'i64.ctz': countBits('llvm.cttz', types.i64),
  'i64.popcnt': countBits('llvm.ctpop', types.i64),
  'i64.add': binary('add'),
  'i64.sub': binary('sub'),
  'i64.mul': binary('mul'),
  'i64.div_s': divide('sdiv'),
  'i64.div_u': divide('udiv'),
  'i64.rem_s': remainder,
  'i64.rem_u': divide('urem'),
  'i64.and': binary('and'),
  'i64.or': binary('or'),
  'i64.xor': binary('xor'),
  'i64.shl': shift('shl', 64),
  'i64.shr_s': shift('ashr', 64),
  'i64.shr_u': shift('lshr', 64),
  'i64.rotl': rotate('left', 64),
  'i64.rotr': rotate('right', 64),
  'i32.extend8_s': extendSign(types.i8, types.i32),
  'i32.extend16_s': extendSign(types.i16, types.i32),
  'i64.extend8_s': extendSign(types.i8, types.i64),
  'i64.extend16_s': extendSign(types.i16, types.i64),
  'i64.extend32_s': extendSign(types.i32, types.i64),
} as const satisfies Record<string, LowerFn>;

/** The operators of one float type, without its prefix. */
const floatFamily = {
  eq: compareFloat('oeq'),
  ne: compareFloat('une'),
  lt: compareFloat('olt'),
  gt: compareFloat('ogt'),
  le: compareFloat('ole'),
  ge: compareFloat('oge'),
  abs: absolute,
  neg: negate,
  ceil: unaryIntrinsic('llvm.ceil'),
  floor: unaryIntrinsic('llvm.floor'),
  trunc: unaryIntrinsic('llvm.trunc'),
  nearest: unaryIntrinsic('llvm.roundeven'),
  sqrt: unaryIntrinsic('llvm.sqrt'),
  add: binary('fadd'),
  sub: binary('fsub'),
  mul: binary('fmul'),
  div: binary('fdiv'),
  min: extremum('olt', 'or'),
  max: extremum('ogt', 'and'),
  copysign: copySign,
} as const satisfies Record<string, LowerFn>;

type FloatOperators = { readonly [Op in keyof typeof floatFamily as `${'f32' | 'f64'}.${Op}`]: LowerFn };

/** Both float types are lowered alike: the operands carry their type. */
export const floatOperators = Object.fromEntries(
  Object.entries(floatFamily).flatMap(([name, lower]) => [
    [`f32.${name}`, lower],
    [`f64.${name}`, lower],
  ]),
) as FloatOperators;
