// What all vector operators share: the six shapes of a v128, taking operands as vectors of a shape, families of
// operators that differ in their shape only.
import { type Type, types, type Value } from '../../llvm-bindings/index.ts';
import { hiddenVector } from '../float-constants.ts';
import type { FunctionLowering, LowerFn } from '../function-lowering.ts';

export const vectorBytes = 16;

export interface Shape {
  readonly type: Type;
  /** Type of one lane. */
  readonly lane: Type;
  readonly laneCount: number;
  readonly laneBits: 8 | 16 | 32 | 64;
}

export const shapes = {
  i8x16: { type: types.v16i8, lane: types.i8, laneCount: 16, laneBits: 8 },
  i16x8: { type: types.v8i16, lane: types.i16, laneCount: 8, laneBits: 16 },
  i32x4: { type: types.v4i32, lane: types.i32, laneCount: 4, laneBits: 32 },
  i64x2: { type: types.v2i64, lane: types.i64, laneCount: 2, laneBits: 64 },
  f32x4: { type: types.v4f32, lane: types.f32, laneCount: 4, laneBits: 32 },
  f64x2: { type: types.v2f64, lane: types.f64, laneCount: 2, laneBits: 64 },
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof shapes;

/** `value` seen as another type of the same size. */
export function as(l: FunctionLowering, value: Value, type: Type): Value {
  return l.builder.typeOf(value) === type ? value : l.builder.cast('bitcast', value, type);
}

/** Removes the top operand; `hidden`: LLVM must not see what it is. */
export function popVector(l: FunctionLowering, type: Type, hidden = false): Value {
  const value = l.stack.popPlain();
  return as(l, hidden ? hiddenVector(l, value) : value, type);
}

/**
 * Removes the topmost vectors, deepest first. When all are constants the first is hidden: LLVM would make the result
 * a constant, in which identities of float arithmetic could show.
 */
export function popVectors(l: FunctionLowering, type: Type, count: number): Value[] {
  const hidden = l.stack.topAreConstant(count);
  const values: Value[] = new Array(count);
  for (let index = count - 1; index >= 0; index--) values[index] = popVector(l, type, hidden && index === 0);
  return values;
}

/** As `popVectors`, for arithmetic that quiets NaNs: identities among the constants are hidden as well. */
export function popFloats(l: FunctionLowering, type: Type, count: number): Value[] {
  const { stack } = l;
  const hidden = stack.topAreConstant(count);
  const values: Value[] = new Array(count);
  for (let index = count - 1; index >= 0; index--) {
    const value = stack.topAreConstant(1) ? stack.pop() : stack.popPlain();
    values[index] = as(l, hidden && index === 0 ? hiddenVector(l, value) : value, type);
  }
  return values;
}

type Emit1 = (l: FunctionLowering, a: Value) => Value;
type Emit2 = (l: FunctionLowering, a: Value, b: Value) => Value;
type Emit3 = (l: FunctionLowering, a: Value, b: Value, c: Value) => Value;

/** An operator on vectors of one type whose result is a vector. */
export function unary(type: Type, emit: Emit1): LowerFn {
  return (l) => {
    const [a] = popVectors(l, type, 1) as [Value];
    l.stack.push(emit(l, a));
  };
}

export function binary(type: Type, emit: Emit2): LowerFn {
  return (l) => {
    const [a, b] = popVectors(l, type, 2) as [Value, Value];
    l.stack.push(emit(l, a, b));
  };
}

export function ternary(type: Type, emit: Emit3): LowerFn {
  return (l) => {
    const [a, b, c] = popVectors(l, type, 3) as [Value, Value, Value];
    l.stack.push(emit(l, a, b, c));
  };
}

type Operators<Name extends ShapeName, Op extends string> = { readonly [Key in `${Name}.${Op}`]: LowerFn };

/** The same operators for several shapes. */
export function family<Name extends ShapeName, Op extends string>(
  names: readonly Name[],
  operators: Readonly<Record<Op, (shape: Shape) => LowerFn>>,
): Operators<Name, Op> {
  const entries = names.flatMap((name) =>
    Object.entries<(shape: Shape) => LowerFn>(operators).map(([op, make]) => [`${name}.${op}`, make(shapes[name])]),
  );
  return Object.fromEntries(entries) as Operators<Name, Op>;
}

/** Bytes of a vector whose lanes of `width` bits all hold the low bits of `bits`. */
export function splatBytes(width: Shape['laneBits'], bits: bigint): Uint8Array {
  const bytes = new Uint8Array(vectorBytes);
  const lane = BigInt.asUintN(width, bits);
  for (let index = 0; index < vectorBytes; index++) {
    bytes[index] = Number((lane >> BigInt((8 * index) % width)) & 0xffn);
  }
  return bytes;
}

/** A constant with the same integer in every lane. */
export function splatInteger(l: FunctionLowering, shape: Shape, n: number): Value {
  return l.builder.constV128(splatBytes(shape.laneBits, BigInt(n)), shape.type);
}

const scratch = new DataView(new ArrayBuffer(8));

/** A constant with the same number in every lane of a float shape; visible to LLVM. */
export function splatFloat(l: FunctionLowering, shape: Shape, n: number): Value {
  if (shape.laneBits === 32) scratch.setFloat32(0, n);
  else scratch.setFloat64(0, n);
  const bits = shape.laneBits === 32 ? BigInt(scratch.getUint32(0)) : scratch.getBigUint64(0);
  return l.builder.constV128(splatBytes(shape.laneBits, bits), shape.type);
}

/** A vector with `lane` in every lane. */
export function splat(l: FunctionLowering, shape: Shape, lane: Value): Value {
  const { builder } = l;
  const first = builder.insertElement(builder.poison(shape.type), lane, 0);
  return builder.shuffle(first, first, new Array(shape.laneCount).fill(0));
}

/** The low or high half of the lanes. */
export function half(l: FunctionLowering, value: Value, shape: Shape, which: 'low' | 'high'): Value {
  const count = shape.laneCount / 2;
  const first = which === 'low' ? 0 : count;
  return l.builder.shuffle(
    value,
    value,
    Array.from({ length: count }, (_, lane) => first + lane),
  );
}

/** Lanes of an i1 vector as all ones or all zeros. */
export function laneMask(l: FunctionLowering, condition: Value, shape: Shape): Value {
  return l.builder.cast('sext', condition, integerType(shape));
}

/** The integer vector with lanes of the same width. */
export function integerType({ laneBits }: Shape): Type {
  return { 8: types.v16i8, 16: types.v8i16, 32: types.v4i32, 64: types.v2i64 }[laneBits];
}
