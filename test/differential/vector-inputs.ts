// Operands for vector operators: random bits, and corners of every lane shape, repeatable by seed.

/** xorshift32. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  below(limit: number): number {
    return this.next() % limit;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}

const quarter = (bits: number) => 1n << BigInt(bits - 2);

/** Extremes and their neighbours, as lanes of `bits`. */
function integerCorners(bits: number): bigint[] {
  const top = 1n << BigInt(bits - 1);
  return [0n, 1n, 2n, top - 1n, top, top + 1n, 2n * top - 1n, 2n * top - 2n, quarter(bits), quarter(bits) + 1n];
}

const scratch = new DataView(new ArrayBuffer(8));
const f32 = (n: number): bigint => {
  scratch.setFloat32(0, n);
  return BigInt(scratch.getUint32(0));
};
const f64 = (n: number): bigint => {
  scratch.setFloat64(0, n);
  return scratch.getBigUint64(0);
};

const numbers = [0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -3.5, 1e30, -1e30, 1 / 3, Infinity, -Infinity, 127.7, -128.9];
const bounds = [7, 8, 15, 16, 23, 31, 32, 52, 53, 63].flatMap((power) => [2 ** power, -(2 ** power), 2 ** power - 1]);
/** Quiet and signalling NaNs of both signs, canonical and not; least and greatest subnormal. */
const oddSingles = [0x7fc00000, 0xffc00000, 0x7fa00000, 0xff800001, 0x7fc12345, 1, 0x807fffff].map(BigInt);
const oddDoubles = [
  0x7ff8000000000000n,
  0xfff8000000000000n,
  0x7ff4000000000000n,
  0xfff0000000000001n,
  0x7ff8000000012345n,
  1n,
  0x800fffffffffffffn,
];

const corners: readonly (readonly [bits: number, lanes: readonly bigint[]])[] = [
  [8, integerCorners(8)],
  [16, integerCorners(16)],
  [32, integerCorners(32)],
  [64, integerCorners(64)],
  [32, [...numbers, ...bounds].map(f32).concat(oddSingles)],
  [64, [...numbers, ...bounds].map(f64).concat(oddDoubles)],
];

function fill(bits: number, lane: () => bigint): Uint8Array {
  const bytes = new Uint8Array(16);
  for (let at = 0; at < 128; at += bits) {
    const value = lane();
    for (let byte = 0; byte < bits / 8; byte++) bytes[at / 8 + byte] = Number((value >> BigInt(8 * byte)) & 255n);
  }
  return bytes;
}

/** 16 bytes: random bits, or lanes of one shape that are corners, each another one or all the same. */
export function vectorInput(random: Random): Uint8Array {
  if (random.below(4) === 0) return fill(8, () => BigInt(random.below(256)));
  const [bits, lanes] = random.pick(corners);
  const same = random.below(3) === 0 ? random.pick(lanes) : undefined;
  return fill(bits, () => same ?? random.pick(lanes));
}

/** Vectors of one number in every lane, which arithmetic with may leave the other operand as it is, or negate it. */
export function identities(shape: 'f32x4' | 'f64x2'): Uint8Array[] {
  return [0, -0, 1, -1].map((n) => (shape === 'f32x4' ? fill(32, () => f32(n)) : fill(64, () => f64(n))));
}
