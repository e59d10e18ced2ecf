// Bytes and dice of random modules: encodings of the binary format, a generator of numbers, operators by result type.
import { type Mnemonic, opcodeById, opcodeIds } from '../../../src/core/opcodes.ts';

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

export const allTypes: readonly ValueType[] = ['i32', 'i64', 'f32', 'f64', 'v128'];
export const typeBytes: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

export interface FuncShape {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Operators on values alone, by result; those that trap come rarely. */
export const pure = new Map<ValueType, { name: Mnemonic; params: ValueType[]; traps: boolean }[]>(
  allTypes.map((type) => [type, []]),
);
for (const [name, id] of Object.entries(opcodeIds) as [Mnemonic, number][]) {
  const { signature, immediates, feature } = opcodeById(id);
  const known = ['mvp', 'signExtension', 'saturatingFloatToInt', 'simd'].includes(feature);
  const plain = immediates.length === 0 || immediates[0] === 'lane';
  if (!known || signature === 'custom' || !plain || signature.results.length !== 1) continue;
  const params = signature.params as ValueType[];
  const traps = opcodeById(id).traps.length > 0;
  pure.get(signature.results[0] as ValueType)!.push({ name, params, traps });
}

/** Operators through which the bits of a scalar NaN could be seen. */
export const needsCanonical =
  /^(i32\.reinterpret_f32|i64\.reinterpret_f64|f(32|64)\.copysign|f(32x4|64x2)\.(splat|replace_lane))$/;

/** Operators that make NaNs of any payload in lanes; the first group is the lanes' shape. */
export const makesNaNs = /^(f32x4|f64x2)\.(add|sub|mul|div|sqrt|ceil|floor|trunc|nearest|min|max|demote|promote)/;

export const loads: Readonly<Record<ValueType, readonly Mnemonic[]>> = {
  i32: ['i32.load', 'i32.load8_s', 'i32.load8_u', 'i32.load16_s', 'i32.load16_u'],
  i64: ['i64.load', 'i64.load8_s', 'i64.load16_u', 'i64.load32_s', 'i64.load32_u'],
  f32: ['f32.load'],
  f64: ['f64.load'],
  v128: ['v128.load', 'v128.load16x4_s', 'v128.load8_splat', 'v128.load64_splat', 'v128.load32_zero'],
};

export const stores: readonly Mnemonic[] = [
  ...(['i32.store', 'i32.store8', 'i32.store16', 'i64.store', 'i64.store8', 'i64.store16'] as const),
  ...(['i64.store32', 'f32.store', 'f64.store', 'v128.store'] as const),
];

/** Immediates of an operator in `pure`. */
export function laneImmediates(name: Mnemonic, random: Random): number[] {
  const lanes = Number(/x(\d+)\..*_lane/.exec(name)?.[1] ?? 0);
  return lanes === 0 ? [] : [random.below(lanes)];
}

export function vectorConstant(random: Random): number[] {
  const lanes = random.chance(50) ? Float32Array : Float64Array;
  const numbers = Array.from({ length: 16 / lanes.BYTES_PER_ELEMENT }, () => random.pick(edgeFloats));
  if (random.chance(60)) return [...new Uint8Array(lanes.from(numbers).buffer)];
  return [...new Uint8Array(Int32Array.from({ length: 4 }, () => random.pick(edgeIntegers)).buffer)];
}

export const edgeIntegers = [
  0, 1, -1, 2, 3, 7, 8, 31, 32, 33, 63, 64, 127, -128, 255, 0x7fffffff, -0x80000000, 0x12345678,
];
export const edgeFloats = [
  0, -0, 1, -1, 0.5, 1.5, 2.5, -0.1, 3e9, -3e9, 1e19, -1e19, 2147483647.9, 4294967295.5, 1e-40, 1e300,
];

export function leb(n: bigint | number): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt(n); ; ) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && !(byte & 0x40)) || (rest === -1n && byte & 0x40)) {
      bytes.push(byte);
      return bytes;
    }
    bytes.push(byte | 0x80);
  }
}

export function unsigned(n: number): number[] {
  const bytes: number[] = [];
  for (; n >= 0x80; n >>>= 7) bytes.push((n & 0x7f) | 0x80);
  return [...bytes, n];
}

export function section(id: number, items: readonly (readonly number[])[]): number[] {
  const body = [...unsigned(items.length), ...items.flat()];
  return [id, ...unsigned(body.length), ...body];
}

/** xorshift32. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1;
  }

  next(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state >>> 0;
  }

  below(limit: number): number {
    return this.next() % limit;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}

export const globalTypes: readonly ValueType[] = ['i32', 'i32', 'i64', 'f32', 'f64'];
export const fuelGlobal = 0;

export function valueTypes(types: readonly ValueType[]): number[] {
  return [...unsigned(types.length), ...types.map((type) => typeBytes[type])];
}

export function zero(type: ValueType): number[] {
  if (type === 'i32') return [0x41, 0];
  if (type === 'i64') return [0x42, 0];
  if (type === 'v128') return [0xfd, 0x0c, ...new Array(16).fill(0)];
  return type === 'f32' ? [0x43, 0, 0, 0, 0] : [0x44, 0, 0, 0, 0, 0, 0, 0, 0];
}
