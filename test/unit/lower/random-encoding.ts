// Bytes and dice of random modules: encodings of the binary format, a generator of numbers, operators by result type.
import { type Mnemonic, opcodeById, opcodeIds } from '../../../src/core/opcodes.ts';

export type NumType = 'i32' | 'i64' | 'f32' | 'f64';

export const numTypes: readonly NumType[] = ['i32', 'i64', 'f32', 'f64'];
export const typeBytes: Readonly<Record<NumType, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c };

export interface FuncShape {
  readonly params: readonly NumType[];
  readonly results: readonly NumType[];
}

/** Operators with a signature of number types, by result; those that trap come rarely. */
export const pure = new Map<NumType, { name: Mnemonic; params: NumType[]; traps: boolean }[]>(
  numTypes.map((type) => [type, []]),
);
for (const [name, id] of Object.entries(opcodeIds) as [Mnemonic, number][]) {
  const { signature, immediates, feature } = opcodeById(id);
  const known = ['mvp', 'signExtension', 'saturatingFloatToInt'].includes(feature);
  if (!known || signature === 'custom' || immediates.length > 0 || signature.results.length !== 1) continue;
  const params = signature.params as NumType[];
  const traps = opcodeById(id).traps.length > 0;
  pure.get(signature.results[0] as NumType)!.push({ name, params, traps });
}

export const needsCanonical = /^(i32\.reinterpret_f32|i64\.reinterpret_f64|f(32|64)\.copysign)$/;

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

export const globalTypes: readonly NumType[] = ['i32', 'i32', 'i64', 'f32', 'f64'];
export const fuelGlobal = 0;

export function valueTypes(types: readonly NumType[]): number[] {
  return [...unsigned(types.length), ...types.map((type) => typeBytes[type])];
}

export function zero(type: NumType): number[] {
  if (type === 'i32') return [0x41, 0];
  if (type === 'i64') return [0x42, 0];
  return type === 'f32' ? [0x43, 0, 0, 0, 0] : [0x44, 0, 0, 0, 0, 0, 0, 0, 0];
}
