// OperatorReader: every kind of immediate, and what is no operator.
import t, { type Test } from 'tap';
import { isAccepted } from '../../../src/core/features.ts';
import { type Mnemonic, opcodeIds, opcodes } from '../../../src/core/opcodes.ts';
import { TypeCode } from '../../../src/core/type-code.ts';
import { OperatorReader } from '../../../src/decode/operator-reader.ts';
import { expectError } from './expect.ts';

function read(...bytes: number[]): OperatorReader {
  const reader = new OperatorReader(Uint8Array.from(bytes));
  reader.next();
  return reader;
}

function expectRead(t: Test, bytes: number[], mnemonic: Mnemonic, fields: Partial<OperatorReader>): void {
  const reader = read(...bytes);
  t.match(reader, { opcode: opcodeIds[mnemonic], offset: 0, ...fields }, mnemonic);
  t.ok(reader.atEnd(), `${mnemonic} is read whole`);
}

t.test('immediates', async (t) => {
  expectRead(t, [0x01], 'nop', {});
  expectRead(t, [0x0c, 0x85, 0x01], 'br', { index: 133 });
  expectRead(t, [0x11, 0x03, 0x02], 'call_indirect', { index: 3, index2: 2 });
  expectRead(t, [0x41, 0x7f], 'i32.const', { low: -1 });
  expectRead(t, [0x42, 0x80, 0x80, 0x80, 0x80, 0x78], 'i64.const', { low: -(2 ** 31), high: -1 });
  expectRead(t, [0x43, 0, 0, 0xc0, 0x7f], 'f32.const', { low: 0x7fc00000 });
  expectRead(t, [0x44, 1, 0, 0, 0, 0, 0, 0xf0, 0x3f], 'f64.const', { low: 1, high: 0x3ff00000 });
  expectRead(t, [0x3f, 0x01], 'memory.size', { memory: 1 });
  expectRead(t, [0xfc, 0x0a, 0x01, 0x02], 'memory.copy', { index: 1, index2: 2 });
  expectRead(t, [0xfc, 0x8b, 0x00, 0x01], 'memory.fill', { memory: 1 });
  expectRead(t, [0xd0, 0x6f], 'ref.null', { type: TypeCode.externref });
  expectRead(t, [0xd2, 0x07], 'ref.func', { index: 7 });
});

t.test('memargs', async (t) => {
  expectRead(t, [0x28, 0x02, 0x10], 'i32.load', { alignLog2: 2, memory: 0, low: 16, high: 0 });
  expectRead(t, [0x28, 0x42, 0x03, 0x10], 'i32.load', { alignLog2: 2, memory: 3, low: 16 });
  expectRead(t, [0x37, 0x03, 0x80, 0x80, 0x80, 0x80, 0x10], 'i64.store', { low: 0, high: 1 });
  t.equal(read(0x28, 2, 0xff, 0xff, 0xff, 0xff, 0x0f).u64AsNumber(), 0xffff_ffff);
  expectError(t, () => read(0x28, 0x80, 0x01, 0x00), { reason: 'malformed memop flags' });
});

t.test('block types', async (t) => {
  expectRead(t, [0x02, 0x40], 'block', { typeIndex: -1, type: TypeCode.unknown });
  expectRead(t, [0x03, 0x7e], 'loop', { typeIndex: -1, type: TypeCode.i64 });
  expectRead(t, [0x04, 0x70], 'if', { typeIndex: -1, type: TypeCode.funcref });
  expectRead(t, [0x02, 0x05], 'block', { typeIndex: 5, type: TypeCode.unknown });
  expectRead(t, [0x02, 0xc0, 0x00], 'block', { typeIndex: 64 });
  expectError(t, () => read(0x02, 0x41), { kind: 'malformed' });
  expectError(t, () => read(0x02, 0x80, 0x7f), { reason: 'malformed block type' });
});

t.test('branch tables and type vectors', async (t) => {
  const table = read(0x0e, 3, 1, 0x82, 0x01, 0, 9);
  t.match(table, { targetCount: 3, index: 9 });
  t.same([...table.targets.subarray(0, 3)], [1, 130, 0]);
  const many = new Array(1000).fill(0).map((_, index) => index % 100);
  const large = read(0x0e, 0xe8, 0x07, ...many, 42);
  t.same([...large.targets.subarray(0, 1000)], many);
  expectError(t, () => read(0x0e, 5, 0, 0), { reason: 'unexpected end of section or function' });
  const select = read(0x1c, 1, 0x7d);
  t.match(select, { targetCount: 1 });
  t.equal(select.targets[0], TypeCode.f32);
});

t.test('local declarations', async (t) => {
  const reader = new OperatorReader(Uint8Array.of(2, 3, 0x7f, 0x81, 0x01, 0x6f, 0x0b));
  reader.openBody(0, 7);
  t.match(reader, { localRunCount: 2, localCount: 132 });
  t.same([...reader.localRunSizes.subarray(0, 2)], [3, 129]);
  t.same([...reader.localRunTypes.subarray(0, 2)], [TypeCode.i32, TypeCode.externref]);
  t.equal(reader.next(), opcodeIds.end);
  const runs = new OperatorReader(Uint8Array.from([40, ...new Array(40).fill([1, 0x7f]).flat()]));
  runs.openBody(0, 81);
  t.match(runs, { localRunCount: 40, localCount: 40 });
  const excess = Uint8Array.of(2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x7f, 2, 0x7e);
  expectError(t, () => new OperatorReader(excess).openBody(0, excess.length), { reason: 'too many locals' });
});

t.test('what is no operator', async (t) => {
  expectError(t, () => read(0xff), { kind: 'malformed', reason: 'illegal opcode ff' });
  expectError(t, () => read(0x27), { reason: 'illegal opcode 27' });
  expectError(t, () => read(0xfc, 0x1f), { reason: 'illegal opcode fc 1f' });
  expectError(t, () => read(0xfd, 0x80, 0x08), { reason: 'illegal opcode fd 400' });
  expectError(t, () => read(), { reason: 'unexpected end of section or function' });
});

t.test('operators of features that are off are named as such', async (t) => {
  expectError(t, () => read(0xfb, 0x00), { kind: 'unsupported', reason: 'unsupported: garbage collection' });
  expectError(t, () => read(0xd3), { kind: 'unsupported', reason: 'unsupported: garbage collection' });
  expectError(t, () => read(0x02, 0x6e), { kind: 'unsupported', reason: 'unsupported: garbage collection' });
  for (const row of opcodes) {
    if (!row || isAccepted(row.feature)) continue;
    const code = row.code < 0x80 ? [row.code] : [(row.code & 0x7f) | 0x80, row.code >> 7];
    const bytes = row.prefix === 0 ? [row.code] : [row.prefix, ...code];
    expectError(t, () => read(...bytes), { kind: 'unsupported' }, row.mnemonic);
  }
});
