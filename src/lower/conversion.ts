// Conversions between number types.
import { type CastOp, type Type, types, type Value } from '../llvm-bindings/index.ts';
import { hiddenInteger } from './float-constants.ts';
import type { FunctionLowering, LowerFn } from './function-lowering.ts';
import { guardTruncation } from './trap-guards.ts';

function cast(op: CastOp, to: Type): LowerFn {
  return (l) => {
    l.stack.push(l.builder.cast(op, l.stack.pop(), to));
  };
}

/** Bits of the f64 and f32 bounds between which a truncated float fits; `lowInRange`: the lower bound itself does too. */
interface Range {
  readonly low: number;
  readonly lowInRange: boolean;
  readonly high: number;
}

const minusOne = { low: -1, lowInRange: false } as const;

/** By target and signedness. A float type too narrow for the exact lower bound has the least integer itself instead. */
const ranges = {
  i32_s: {
    f32: { low: -(2 ** 31), lowInRange: true, high: 2 ** 31 },
    f64: { low: -(2 ** 31) - 1, lowInRange: false, high: 2 ** 31 },
  },
  i32_u: { f32: { ...minusOne, high: 2 ** 32 }, f64: { ...minusOne, high: 2 ** 32 } },
  i64_s: {
    f32: { low: -(2 ** 63), lowInRange: true, high: 2 ** 63 },
    f64: { low: -(2 ** 63), lowInRange: true, high: 2 ** 63 },
  },
  i64_u: { f32: { ...minusOne, high: 2 ** 64 }, f64: { ...minusOne, high: 2 ** 64 } },
} as const satisfies Record<string, { f32: Range; f64: Range }>;

type Target = keyof typeof ranges;

const scratch = new DataView(new ArrayBuffer(8));

function floatValue(l: FunctionLowering, type: Type, value: number): Value {
  if (type === types.f32) {
    scratch.setFloat32(0, value);
    return l.builder.constF32Bits(scratch.getInt32(0));
  }
  scratch.setFloat64(0, value);
  return l.builder.constF64Bits(scratch.getBigInt64(0));
}

/** Converts a float that fits. FastISel has no unsigned conversions: 32-bit ones go by way of i64. */
function truncated(l: FunctionLowering, value: Value, target: Target): Value {
  const { builder } = l;
  switch (target) {
    case 'i32_s':
      return builder.cast('fptosi', value, types.i32);
    case 'i32_u':
      return builder.cast('trunc', builder.cast('fptosi', value, types.i64), types.i32);
    case 'i64_s':
      return builder.cast('fptosi', value, types.i64);
    case 'i64_u':
      l.isolate();
      return builder.cast('fptoui', value, types.i64);
  }
}

function truncate(target: Target): LowerFn {
  return (l) => {
    const value = l.stack.popPlain();
    const type = l.builder.typeOf(value);
    const range: Range = ranges[target][type === types.f32 ? 'f32' : 'f64'];
    l.locate();
    guardTruncation(l, value, {
      low: floatValue(l, type, range.low),
      lowInRange: range.lowInRange,
      high: floatValue(l, type, range.high),
    });
    l.stack.push(truncated(l, value, target));
  };
}

function truncateSaturating(name: 'llvm.fptosi.sat' | 'llvm.fptoui.sat', to: Type): LowerFn {
  return (l) => {
    const value = l.stack.popPlain();
    l.stack.push(l.builder.intrinsic(name, [to, l.builder.typeOf(value)], [value]));
  };
}

/** Integers to floats. FastISel converts unsigned 32-bit integers only by way of i64. */
function convert(from: 'i32_s' | 'i32_u' | 'i64_s' | 'i64_u', to: Type): LowerFn {
  return (l) => {
    const { builder, stack } = l;
    const value = hiddenInteger(l, stack.pop());
    if (from === 'i32_u') stack.push(builder.cast('sitofp', builder.cast('zext', value, types.i64), to));
    else if (from === 'i64_u') {
      l.isolate();
      stack.push(builder.cast('uitofp', value, to));
    } else stack.push(builder.cast('sitofp', value, to));
  };
}

/**
 * f64 to f32. Where LLVM folds by the machine's own instruction, as it folds a demotion of a promotion into nothing, and
 * a signalling NaN would survive both.
 */
const demote: LowerFn = (l) => {
  const { builder, stack } = l;
  const value = stack.pop();
  if (!l.folds) {
    stack.push(builder.cast('fptrunc', value, types.f32));
    return;
  }
  const wide = builder.insertElement(builder.poison(types.v2f64), value, 0);
  const narrow = builder.intrinsic('llvm.x86.sse2.cvtsd2ss', [], [builder.zero(types.v4f32), wide]);
  stack.push(builder.extractElement(narrow, 0));
};

/** Bits of an integer as a float; hidden, as a constant would become a visible float constant. */
function reinterpret(to: Type): LowerFn {
  return (l) => {
    l.stack.push(l.builder.cast('bitcast', hiddenInteger(l, l.stack.pop()), to));
  };
}

export const conversionOperators = {
  'i32.wrap_i64': cast('trunc', types.i32),
  'i64.extend_i32_s': cast('sext', types.i64),
  'i64.extend_i32_u': cast('zext', types.i64),
  'i32.trunc_f32_s': truncate('i32_s'),
  'i32.trunc_f32_u': truncate('i32_u'),
  'i32.trunc_f64_s': truncate('i32_s'),
  'i32.trunc_f64_u': truncate('i32_u'),
  'i64.trunc_f32_s': truncate('i64_s'),
  'i64.trunc_f32_u': truncate('i64_u'),
  'i64.trunc_f64_s': truncate('i64_s'),
  'i64.trunc_f64_u': truncate('i64_u'),
  'i32.trunc_sat_f32_s': truncateSaturating('llvm.fptosi.sat', types.i32),
  'i32.trunc_sat_f32_u': truncateSaturating('llvm.fptoui.sat', types.i32),
  'i32.trunc_sat_f64_s': truncateSaturating('llvm.fptosi.sat', types.i32),
  'i32.trunc_sat_f64_u': truncateSaturating('llvm.fptoui.sat', types.i32),
  'i64.trunc_sat_f32_s': truncateSaturating('llvm.fptosi.sat', types.i64),
  'i64.trunc_sat_f32_u': truncateSaturating('llvm.fptoui.sat', types.i64),
  'i64.trunc_sat_f64_s': truncateSaturating('llvm.fptosi.sat', types.i64),
  'i64.trunc_sat_f64_u': truncateSaturating('llvm.fptoui.sat', types.i64),
  'f32.convert_i32_s': convert('i32_s', types.f32),
  'f32.convert_i32_u': convert('i32_u', types.f32),
  'f32.convert_i64_s': convert('i64_s', types.f32),
  'f32.convert_i64_u': convert('i64_u', types.f32),
  'f64.convert_i32_s': convert('i32_s', types.f64),
  'f64.convert_i32_u': convert('i32_u', types.f64),
  'f64.convert_i64_s': convert('i64_s', types.f64),
  'f64.convert_i64_u': convert('i64_u', types.f64),
  'f32.demote_f64': demote,
  'f64.promote_f32': cast('fpext', types.f64),
  'i32.reinterpret_f32': cast('bitcast', types.i32),
  'i64.reinterpret_f64': cast('bitcast', types.i64),
  'f32.reinterpret_i32': reinterpret(types.f32),
  'f64.reinterpret_i64': reinterpret(types.f64),
} as const satisfies Record<string, LowerFn>;
