// Small changes of function bodies, most of which leave a module valid: what real and spec modules do, with a twist.
import type { Module } from '../../src/core/module.ts';
import { opcodeById, opcodeIds, opcodes } from '../../src/core/opcodes.ts';
import { edgeIntegers, leb, type Random, unsigned } from '../unit/lower/random-encoding.ts';
import { type Body, mnemonicOf, type Operator, readBody, writeBody } from './bodies.ts';
import { codeSection, joinSections, sectionIds, splitSections } from './sections.ts';

/** Operators that may stand for each other: same signature and immediates. */
const alike = new Map<string, number[]>();
function likeness(id: number): string | undefined {
  const { signature, immediates } = opcodeById(id);
  if (signature === 'custom' || immediates.some((kind) => kind !== 'memarg')) return undefined;
  return `${signature.params}>${signature.results}:${immediates}`;
}
for (const row of opcodes) {
  const key = row && row.feature !== 'relaxedSimd' ? likeness(row.id) : undefined;
  if (key !== undefined) alike.set(key, [...(alike.get(key) ?? []), row!.id]);
}

type Bytes = readonly number[];

function opcodeBytes(id: number): number[] {
  const { prefix, code } = opcodeById(id);
  return prefix === 0 ? [code] : [prefix, ...unsigned(code)];
}

function randomBytes(random: Random, count: number): number[] {
  return Array.from({ length: count }, () =>
    random.chance(30) ? random.pick([0, 0x7f, 0x80, 0xff]) : random.below(256),
  );
}

const edgeF32 = [0, 0x80000000, 0x3f800000, 0x7f800000, 0x7fc00000, 0xff800000, 1, 0x4f000000, 0xcf000001, 0x5f000000];

function floatBytes(random: Random, size: 4 | 8): number[] {
  if (random.chance(30)) return randomBytes(random, size);
  const single = Buffer.alloc(8);
  single.writeUInt32LE(random.pick(edgeF32));
  if (size === 4) return [...single.subarray(0, 4)];
  const double = Buffer.alloc(8);
  double.writeDoubleLE(single.readFloatLE());
  return [...double];
}

/** Another immediate for a constant or index; undefined for operators without one that can change. */
function otherImmediate(module: Module, operator: Operator, random: Random): Bytes | undefined {
  const name = mnemonicOf(operator);
  const integer = random.chance(70) ? random.pick(edgeIntegers) : random.next() | 0;
  switch (name) {
    case 'i32.const':
      return leb(integer);
    case 'i64.const':
      return leb(random.chance(50) ? integer : BigInt.asIntN(64, BigInt(integer) * 0x9e3779b97f4a7c15n));
    case 'f32.const':
      return floatBytes(random, 4);
    case 'f64.const':
      return floatBytes(random, 8);
    case 'v128.const':
      return randomBytes(random, 16);
    case 'local.get':
    case 'local.set':
    case 'local.tee':
      return unsigned(random.below(8));
    case 'global.get':
    case 'global.set':
      return unsigned(random.below(Math.max(1, module.globals.length)));
    case 'call':
    case 'return_call':
      return unsigned(random.below(module.importedFunctions.length + module.functions.count));
    case 'br':
    case 'br_if':
      return unsigned(random.below(4));
    default:
      return undefined;
  }
}

type Pieces = (Uint8Array | Bytes)[];

/** Splits into pieces, one an operator; the last one is the body's `end`. */
function piecesOf(module: Module, body: Body): Pieces {
  return body.operators.map(({ start, end }) => module.bytes.subarray(start, end));
}

/** An operator in place of another one of the same signature; memory accesses get the alignment that all may have. */
function replaceAlike(module: Module, operator: Operator, random: Random): Bytes | undefined {
  const key = likeness(operator.id);
  const choices = key === undefined ? undefined : alike.get(key);
  if (!choices || choices.length < 2) return undefined;
  const old = [...module.bytes.subarray(operator.start, operator.end)].slice(opcodeBytes(operator.id).length);
  const atomic = (id: number) => opcodeById(id).feature === 'threads';
  const id = random.pick(choices.filter((choice) => atomic(choice) === atomic(operator.id)));
  if (old.length > 0 && (old[0]! & 0xc0) === 0) old[0] = atomic(id) ? Math.log2(opcodeById(id).accessBytes) : 0;
  return [...opcodeBytes(id), ...old];
}

const stray: readonly Bytes[] = [
  [opcodeIds.unreachable],
  [opcodeIds.return],
  [opcodeIds.nop],
  [opcodeIds.br, 0],
  [opcodeIds.loop, 0x40, opcodeIds.end],
  [opcodeIds['i32.const'], 1, opcodeIds.br_if, 0],
  [opcodeIds['i32.const'], 0, opcodeIds.br_if, 0],
  [opcodeIds.drop],
  [opcodeIds['i32.const'], 0],
];

function mutateOnce(module: Module, body: Body, pieces: Pieces, random: Random): void {
  const at = random.below(body.operators.length - 1);
  const operator = body.operators[at]!;
  const dice = random.below(100);
  if (dice < 35) {
    const immediate = otherImmediate(module, operator, random);
    if (immediate) pieces[at] = [...opcodeBytes(operator.id), ...immediate];
  } else if (dice < 65) {
    const other = replaceAlike(module, operator, random);
    if (other) pieces[at] = other;
  } else if (dice < 80) {
    pieces[at] = [...random.pick(stray), ...pieces[at]!];
  } else if (dice < 90) {
    for (let count = 1 + random.below(3); count > 0 && at + count < pieces.length - 1; count--) pieces[at + count] = [];
  } else {
    const from = random.below(body.operators.length - 1);
    const copied = pieces.slice(from, Math.min(from + 1 + random.below(4), pieces.length - 1));
    pieces[at] = [...copied.flatMap((piece) => [...piece]), ...pieces[at]!];
  }
}

/** Bodies of a large module that are kept: some that stand together; the others trap, so that a case stays small. */
const mostKept = 12;
const trap = Uint8Array.of(0, opcodeIds.unreachable, opcodeIds.end);

function changedBody(module: Module, index: number, random: Random): Uint8Array {
  const body = readBody(module, index);
  const pieces = piecesOf(module, body);
  if (body.operators.length > 1) {
    for (let count = 1 + random.below(3); count > 0; count--) mutateOnce(module, body, pieces, random);
  }
  return writeBody(body, [], pieces);
}

/** The module with one of its bodies changed; often, but not always, valid. It must have a body. */
export function mutate(module: Module, random: Random): Uint8Array {
  const { count, offsets, sizes } = module.functions;
  const changed = random.below(count);
  const first = Math.max(0, changed - random.below(mostKept));
  const bodies = Array.from({ length: count }, (_, index) => {
    if (index === changed) return changedBody(module, index, random);
    if (index < first || index >= first + mostKept) return trap;
    return module.bytes.subarray(offsets[index]!, offsets[index]! + sizes[index]!);
  });
  const sections = splitSections(module.bytes);
  sections.set(sectionIds.code, codeSection(bodies));
  return joinSections(sections);
}
