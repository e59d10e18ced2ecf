// Which registers the LLVM type of a function's code names. A tail call is guaranteed (`musttail`) between code of the
// same LLVM type only, so a function with tail calls is given a type that names its own registers and those of
// everything it tail-calls. The registers of our calling convention are the same under all these types: whoever calls
// the function by address need not know.
import type { ParameterPlace, Signature } from '../core/signature.ts';
import { type FunctionBuilder, type Type, types, type Value } from '../llvm-bindings/index.ts';
import { llvmType } from './llvm-type.ts';

/** The type that each register is given as, from the first of its class; `vmctx` is left out. */
export interface Registers {
  readonly ints: readonly Type[];
  readonly floats: readonly Type[];
}

export const noRegisters: Registers = { ints: [], floats: [] };

/** What a register is given as where functions do not agree: all of it. */
const wholeInt = types.i64;
const wholeFloat = types.v2i64;

/** The registers that carry a signature's parameters. */
export function registersOf({ params }: Signature): Registers {
  const ofClass = (where: ParameterPlace['where']) =>
    params.filter((place) => place.where === where).map((place) => llvmType(place.type));
  return { ints: ofClass('int'), floats: ofClass('fp') };
}

function merge(a: readonly Type[], b: readonly Type[], whole: Type): Type[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, slot) => {
    const first = a[slot] ?? b[slot];
    return first === (b[slot] ?? first) ? (first as Type) : whole;
  });
}

/** Registers that suit all of the functions. */
export function mergeRegisters(all: readonly Registers[]): Registers {
  return all.reduce((a, b) => ({
    ints: merge(a.ints, b.ints, wholeInt),
    floats: merge(a.floats, b.floats, wholeFloat),
  }));
}

/** Parameters of an LLVM function type that names the registers. */
export function prototypeParams({ ints, floats }: Registers): Type[] {
  return [types.ptr, ...ints, ...floats];
}

/** The LLVM parameter that names a place's register. */
export function parameterIndex({ ints }: Registers, { where, slot }: ParameterPlace): number {
  return where === 'int' ? 1 + slot : 1 + ints.length + slot;
}

/** `value` as what its register is given as. */
function intoRegister(builder: FunctionBuilder, value: Value, register: Type): Value {
  const type = builder.typeOf(value);
  if (type === register) return value;
  if (register === wholeInt) return builder.cast(type === types.ptr ? 'ptrtoint' : 'zext', value, register);
  const vector = type === types.f32 ? types.v4f32 : types.v2f64;
  return builder.cast('bitcast', builder.insertElement(builder.poison(vector), value, 0), register);
}

/** A value of `type` out of what its register is given as. */
export function outOfRegister(builder: FunctionBuilder, value: Value, type: Type): Value {
  const register = builder.typeOf(value);
  if (type === register) return value;
  if (register === wholeInt) return builder.cast(type === types.ptr ? 'inttoptr' : 'trunc', value, type);
  const vector = type === types.f32 ? types.v4f32 : types.v2f64;
  return builder.extractElement(builder.cast('bitcast', value, vector), 0);
}

/** Arguments (after `vmctx`) that put `operands`, all parameters of the signature, into their registers; the rest hold anything. */
export function registerArguments(
  builder: FunctionBuilder,
  { params }: Signature,
  operands: readonly Value[],
  { ints, floats }: Registers,
): Value[] {
  const given: (Value | undefined)[] = new Array(ints.length + floats.length);
  params.forEach((place, index) => {
    if (place.where === 'overflow') return;
    const register = (place.where === 'int' ? ints : floats)[place.slot] as Type;
    const at = place.where === 'int' ? place.slot : ints.length + place.slot;
    given[at] = intoRegister(builder, operands[index] as Value, register);
  });
  return [...ints, ...floats].map((register, at) => given[at] ?? builder.poison(register));
}
