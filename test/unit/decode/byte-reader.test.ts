// LEB128 numbers and names: every length, every limit, every fault.
import t from 'tap';
import { ByteReader } from '../../../src/decode/byte-reader.ts';
import { name } from './binary.ts';
import { expectError } from './expect.ts';

const reader = (...bytes: number[]) => new ByteReader(Uint8Array.from(bytes));
const tooLong = { kind: 'malformed', reason: 'integer representation too long' } as const;
const tooLarge = { kind: 'malformed', reason: 'integer too large' } as const;
const end = { kind: 'malformed', reason: 'unexpected end of section or function' } as const;

/** Signed LEB128 of the shortest form. */
function sleb(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const bits = Number(rest & 0x7fn);
    rest >>= 7n;
    const done = (rest === 0n && (bits & 0x40) === 0) || (rest === -1n && (bits & 0x40) !== 0);
    bytes.push(done ? bits : bits | 0x80);
    if (done) return bytes;
  }
}

function uleb(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}

/** Powers of two and their neighbours, both signs, below 2^bits. */
function samples(bits: number): bigint[] {
  const values: bigint[] = [0n];
  for (let bit = 0n; bit < BigInt(bits); bit++)
    values.push(1n << bit, (1n << bit) - 1n, -(1n << bit), -(1n << bit) - 1n);
  return values;
}

t.test('numbers of every length are read', async (t) => {
  for (const value of samples(65)) {
    if (value >= 0n && value < 1n << 32n) t.equal(reader(...uleb(value)).readU32(), Number(value), `u32 ${value}`);
    if (BigInt.asIntN(32, value) === value) t.equal(reader(...sleb(value)).readS32(), Number(value), `s32 ${value}`);
    if (BigInt.asIntN(33, value) === value) t.equal(reader(...sleb(value)).readS33(), Number(value), `s33 ${value}`);
    if (BigInt.asIntN(64, value) === value) {
      const signed = reader(...sleb(value));
      signed.readS64();
      t.equal(signed.s64AsBigInt(), value, `s64 ${value}`);
    }
    if (BigInt.asUintN(64, value) === value) {
      const unsigned = reader(...uleb(value));
      unsigned.readU64();
      t.equal(unsigned.u64AsBigInt(), value, `u64 ${value}`);
      t.equal(unsigned.u64AsNumber(), Number(value));
    }
  }
});

t.test('padded numbers are read, up to the longest form', async (t) => {
  t.equal(reader(0x83, 0x80, 0x80, 0x80, 0x00).readU32(), 3);
  t.equal(reader(0xff, 0xff, 0xff, 0xff, 0x7f).readS32(), -1);
  t.equal(reader(0xff, 0xff, 0xff, 0xff, 0x7f).readS33(), -1);
  const long = reader(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f);
  long.readS64();
  t.equal(long.s64AsBigInt(), -1n);
});

t.test('numbers that are too long or too large', async (t) => {
  const many = new Array(9).fill(0x80);
  expectError(t, () => reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x00).readU32(), tooLong);
  expectError(t, () => reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x00).readS32(), tooLong);
  expectError(t, () => reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x00).readS33(), tooLong);
  expectError(t, () => reader(...many, 0x80, 0x00).readU64(), tooLong);
  expectError(t, () => reader(...many, 0x80, 0x00).readS64(), tooLong);
  expectError(t, () => reader(0x80, 0x80, 0x80, 0x80, 0x10).readU32(), tooLarge);
  expectError(t, () => reader(0x80, 0x80, 0x80, 0x80, 0x08).readS32(), tooLarge);
  expectError(t, () => reader(0x80, 0x80, 0x80, 0x80, 0x70).readS32(), tooLarge);
  expectError(t, () => reader(0x80, 0x80, 0x80, 0x80, 0x20).readS33(), tooLarge);
  expectError(t, () => reader(...many, 0x02).readU64(), tooLarge);
  expectError(t, () => reader(...many, 0x01).readS64(), tooLarge);
  expectError(t, () => reader(...many, 0x7e).readS64(), tooLarge);
});

t.test('numbers that do not end', async (t) => {
  expectError(t, () => reader().readU32(), end);
  expectError(t, () => reader(0x80).readU32(), end);
  expectError(t, () => reader(0x80).readS32(), end);
  expectError(t, () => reader(0x80, 0x80).readS33(), end);
  expectError(t, () => reader(0x80).readS64(), end);
  expectError(t, () => new ByteReader(Uint8Array.of(0x80, 0x01), 0, 1).readU32(), { ...end, offset: 1 });
});

t.test('fixed-width numbers', async (t) => {
  t.equal(reader(1, 2, 3, 0x84).readFixed32() >>> 0, 0x84030201);
  const wide = reader(1, 0, 0, 0, 0, 0, 0, 0x80);
  wide.readFixed64();
  t.equal(wide.u64AsBigInt(), 0x8000_0000_0000_0001n);
  expectError(t, () => reader(1, 2, 3).readFixed32(), end);
});

t.test('names', async (t) => {
  const texts = ['', 'a', 'snowman ☃ 🎉', '\ufeffmarked', '\0', 'x'.repeat(300), 'é'.repeat(80)];
  for (const text of texts) t.equal(reader(...name(text)).readName(), text);
  expectError(t, () => reader(5, 0x61).readName(), { reason: 'length out of bounds' });
  const damaged = [[0x80], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x98], [0xff]];
  for (const bytes of damaged) {
    expectError(t, () => reader(bytes.length, ...bytes).readName(), { reason: 'malformed UTF-8 encoding', offset: 1 });
  }
});
