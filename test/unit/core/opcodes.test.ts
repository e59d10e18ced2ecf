// The opcode table against other people's knowledge: wasm-tools' disassembler for names, encodings and natural
// alignment, V8 for signatures.
import { print } from '@bytecodealliance/jco-transpile/wasm-tools';
import t from 'tap';
import {
  type ImmediateKind,
  type Opcode,
  opcodeById,
  opcodeId,
  opcodeIds,
  opcodes,
} from '../../../src/core/opcodes.ts';
import { leb, module, section, sized, vec } from '../decode/binary.ts';
import { platformAccepts } from '../validate/platform.ts';

const rows = opcodes.filter((row): row is Opcode => row !== undefined);

const sampleImmediates: Readonly<Record<Exclude<ImmediateKind, 'memarg'>, readonly number[]>> = {
  blockType: [0x40],
  label: [0],
  labels: [1, 0, 0],
  funcIndex: [0],
  typeIndex: [0],
  tableIndex: [0],
  memoryIndex: [0],
  globalIndex: [0],
  localIndex: [0],
  tagIndex: [0],
  dataIndex: [0],
  elemIndex: [0],
  i32: [0],
  i64: [0],
  f32: [0, 0, 0, 0],
  f64: [0, 0, 0, 0, 0, 0, 0, 0],
  v128: new Array(16).fill(0),
  shuffle: new Array(16).fill(0),
  lane: [0],
  heapType: [0x70],
  valTypes: [1, 0x7f],
  catches: [0],
  zeroByte: [0],
};

function encode(row: Opcode): number[] {
  const opcode = row.prefix === 0 ? [row.code] : [row.prefix, ...leb(row.code)];
  const immediates = row.immediates.flatMap((kind) =>
    kind === 'memarg' ? [Math.log2(row.accessBytes), 0] : sampleImmediates[kind],
  );
  return [...opcode, ...immediates];
}

const codeOf: Readonly<Record<string, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b, addr: 0x7f };

/** A module whose function 0 has this type and body, with one of everything that an operator may name. */
function moduleWith(params: readonly string[], results: readonly string[], body: readonly number[]): Uint8Array {
  const types = (names: readonly string[]) => vec(...names.map((name) => [codeOf[name] as number]));
  return module(
    section(1, vec([0x60, ...types(params), ...types(results)], [0x60, 0, 0])),
    section(3, vec([0])),
    section(4, vec([0x70, 0, 1])),
    section(5, vec([0x03, 1, 1])),
    section(6, vec([0x7f, 1, 0x41, 0, 0x0b])),
    section(10, vec(sized([0], body))),
  );
}

/** Blocks open before an operator that must stand in one. */
const surroundings: Readonly<Record<string, readonly number[]>> = {
  else: [0x04, 0x40],
  catch: [0x06, 0x40],
  catch_all: [0x06, 0x40],
  delegate: [0x06, 0x40],
  rethrow: [0x06, 0x40, 0x19],
};

t.test('ids are those of prefix and code, and mnemonics are unique', async (t) => {
  t.equal(new Set(rows.map((row) => row.mnemonic)).size, rows.length);
  t.equal(rows.length, 543);
  for (const row of rows) {
    t.equal(opcodeId(row.prefix, row.code), row.id, row.mnemonic);
    t.equal(opcodeIds[row.mnemonic], row.id);
    t.equal(opcodeById(row.id), row);
  }
  t.equal(opcodeId(0xfc, 1000), -1);
  t.equal(opcodeId(0xfb, 0), -1);
});

t.test('wasm-tools prints each encoding as its mnemonic, at natural alignment', async (t) => {
  for (const row of rows) {
    if (row.mnemonic === 'end') continue;
    const opened = surroundings[row.mnemonic] ?? [];
    const opens = row.immediates[0] === 'blockType';
    const closed = opened.length > 0 && row.mnemonic !== 'delegate';
    const body = [...opened, ...encode(row), ...(opens || closed ? [0x0b] : []), 0x0b];
    const text = await print(moduleWith([], [], body));
    const printed = row.mnemonic === 'select_t' ? 'select (result i32)' : row.mnemonic;
    const lines = text.split('\n').map((line) => `${line.trim()} `);
    const line = lines.find((candidate) => candidate.startsWith(`${printed} `) || candidate.startsWith(`${printed})`));
    t.ok(line, `${row.mnemonic} is printed`);
    if (row.accessBytes > 0) t.notMatch(line, /align=/, `${row.mnemonic} is ${row.accessBytes} bytes wide`);
  }
});

t.test('V8 agrees with every signature', async (t) => {
  /** Node 20's V8 does not know these. */
  const unknownToV8 = new Set(['relaxedSimd', 'wideArithmetic']);
  for (const row of rows) {
    if (row.signature === 'custom' || unknownToV8.has(row.feature)) continue;
    const { params, results } = row.signature;
    const gets = params.flatMap((_, index) => [0x20, index]);
    const bytes = moduleWith(params, results, [...gets, ...encode(row), 0x0b]);
    t.ok(platformAccepts(bytes), row.mnemonic);
    if (params.length === 0) continue;
    const wrong = params.map((type) => (type === 'f64' ? 'i32' : 'f64'));
    t.notOk(platformAccepts(moduleWith(wrong, results, [...gets, ...encode(row), 0x0b])), `${row.mnemonic}, wrong`);
  }
});
