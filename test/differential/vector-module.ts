// A module that applies vector operators to rows of operands in its memory. Each function applies a few in a loop over
// all rows, so that the loops can be left for continuations.
import { type Opcode, opcodes, type SignatureType } from '../../src/core/opcodes.ts';
import { leb, module, name, section, sized, vec } from '../unit/decode/binary.ts';
import { identities, type Random, vectorInput } from './vector-inputs.ts';

export const rowCount = 64;
const operandBytes = 16;
const rowBytes = 3 * operandBytes;
const inputBytes = rowCount * rowBytes;
/** Results of one operator: 16 bytes a row. */
export const resultBytes = rowCount * operandBytes;
const operatorsPerFunction = 16;
const pageBytes = 65536;

/** A constant's bytes; undefined for what is read from memory. */
type Operand = Uint8Array | undefined;

/** One use of an operator: with these immediates, and with constants in place of some operands. */
export interface VectorUse {
  readonly row: Opcode;
  readonly immediates: readonly number[];
  readonly constants: readonly Operand[];
}

export function describeUse({ row, immediates, constants }: VectorUse): string {
  const operands = constants.map((bytes) => (bytes ? Buffer.from(bytes).toString('hex') : '…'));
  return `${row.mnemonic} [${immediates}] (${operands.join(', ')})`;
}

const isStore = ({ signature }: Opcode): boolean => signature !== 'custom' && signature.results.length === 0;

function paramsOf({ signature }: Opcode): readonly SignatureType[] {
  return signature === 'custom' ? ['v128', 'v128'] : signature.params;
}

/** Encoded immediates; a store's offset is left to where its results go. */
function immediatesOf(row: Opcode, random: Random): number[] {
  return row.immediates.flatMap((kind): readonly number[] => {
    if (kind === 'memarg') return isStore(row) ? [] : [0, random.below(20)];
    if (kind === 'lane') return [random.below(row.accessBytes > 0 ? 16 / row.accessBytes : lanesOf(row))];
    if (kind === 'shuffle') return Array.from({ length: 16 }, () => random.below(32));
    return [...vectorInput(random)];
  });
}

function lanesOf({ mnemonic }: Opcode): number {
  return Number(/x(\d+)\./.exec(mnemonic)?.[1]);
}

/** Operands of which one is an identity of float arithmetic. */
function identityOperands({ mnemonic }: Opcode, open: readonly Operand[]): Operand[][] {
  const shape = mnemonic.slice(0, 5);
  if ((shape !== 'f32x4' && shape !== 'f64x2') || open.length < 2 || mnemonic.endsWith('lane')) return [];
  return open.flatMap((_, index) => identities(shape).map((bytes) => open.with(index, bytes)));
}

/**
 * Uses of every operator of the feature: on unknown operands, with each of them constant, with all constant, and with
 * identities of float arithmetic.
 */
export function vectorUses(feature: 'simd' | 'relaxedSimd', random: Random): VectorUse[] {
  return opcodes.flatMap((row) => {
    if (row?.feature !== feature) return [];
    const params = paramsOf(row);
    const open: Operand[] = params.map(() => undefined);
    const constant = (index: number) => (params[index] === 'addr' ? undefined : vectorInput(random));
    const choices: Operand[][] = [open, open, ...params.map((_, index) => open.with(index, constant(index)))];
    if (params.length > 1) choices.push(params.map((_, index) => constant(index)));
    choices.push(...identityOperands(row, open));
    return choices.map((constants) => ({ row, immediates: immediatesOf(row, random), constants }));
  });
}

const loads: Readonly<Record<Exclude<SignatureType, 'addr'>, readonly number[]>> = {
  i32: [0x28, 0],
  i64: [0x29, 0],
  f32: [0x2a, 0],
  f64: [0x2b, 0],
  v128: [0xfd, 0x00, 0],
};
const stores: typeof loads = { i32: [0x36, 0], i64: [0x37, 0], f32: [0x38, 0], f64: [0x39, 0], v128: [0xfd, 0x0b, 0] };
const constantOpcodes: Partial<Record<SignatureType, readonly number[]>> = {
  f32: [0x43],
  f64: [0x44],
  v128: [0xfd, 0x0c],
};

/** Locals: the operands' address, the results' address. */
const [input, output] = [
  [0x20, 0],
  [0x20, 1],
];

/** A small constant i32 or i64 (a count, a lane), or the bits of any other type. */
function constantOf(type: Exclude<SignatureType, 'addr'>, bytes: Uint8Array): number[] {
  if (type === 'i32' || type === 'i64') return [type === 'i32' ? 0x41 : 0x42, (bytes[0] as number) & 0x7f];
  return [...(constantOpcodes[type] as readonly number[]), ...bytes.subarray(0, Number(type.slice(1)) / 8)];
}

function operand(use: VectorUse, index: number): readonly number[] {
  const type = paramsOf(use.row)[index] as SignatureType;
  if (type === 'addr') return isStore(use.row) ? output! : input!;
  const bytes = use.constants[index];
  return bytes ? constantOf(type, bytes) : [...input!, ...loads[type], operandBytes * index];
}

/** Applies the operator to the row at `input`; its result goes to `output` plus `at`. */
function apply(use: VectorUse, at: number): number[] {
  const { row, immediates } = use;
  const operands = paramsOf(row).flatMap((_, index) => operand(use, index));
  const operator = [0xfd, ...leb(row.code)];
  if (isStore(row)) return [...operands, ...operator, 0, ...leb(at), ...immediates];
  const result = row.signature === 'custom' ? 'v128' : (row.signature.results[0] as Exclude<SignatureType, 'addr'>);
  return [...output!, ...operands, ...operator, ...immediates, ...stores[result], ...leb(at)];
}

/** Goes through the rows: a loop that advances both addresses until the operands end. */
function body(steps: readonly (readonly number[])[]): number[] {
  const advance = (local: number, by: number) => [0x20, local, 0x41, ...leb(by), 0x6a];
  return sized(
    [1, 2, 0x7f, 0x03, 0x40],
    steps.flat(),
    [...advance(1, operandBytes), 0x21, 1, ...advance(0, rowBytes), 0x22, 0],
    [0x41, ...signedLeb(inputBytes), 0x47, 0x0d, 0, 0x0b, 0x0b],
  );
}

/** A positive number as signed LEB128. */
function signedLeb(value: number): number[] {
  return value < 64 ? [value] : [(value & 0x7f) | 0x80, ...signedLeb(value >>> 7)];
}

export interface VectorModule {
  readonly bytes: Uint8Array;
  /** Exports `f0`, `f1` and so on, and `memory`. */
  readonly functionCount: number;
  /** Where each use's results begin. */
  readonly places: readonly number[];
}

export function vectorModule(uses: readonly VectorUse[], random: Random): VectorModule {
  const places = uses.map((_, index) => inputBytes + operandBytes + resultBytes * index);
  const steps = uses.map((use, index) => apply(use, places[index] as number));
  const functionCount = Math.ceil(uses.length / operatorsPerFunction);
  const bodies = Array.from({ length: functionCount }, (_, index) => {
    return body(steps.slice(index * operatorsPerFunction, (index + 1) * operatorsPerFunction));
  });
  const inputs = Array.from({ length: 3 * rowCount }, () => [...vectorInput(random)]).flat();
  const pages = Math.ceil((inputBytes + operandBytes + resultBytes * uses.length) / pageBytes);
  const exports = bodies.map((_, index) => [...name(`f${index}`), 0, ...leb(index)]);
  const bytes = module(
    section(1, vec([0x60, 0, 0])),
    section(3, vec(...bodies.map(() => [0]))),
    section(5, vec([0, ...leb(pages)])),
    section(7, vec([...name('memory'), 2, 0], ...exports)),
    section(10, vec(...bodies)),
    section(11, vec([0, 0x41, 0, 0x0b, ...leb(inputs.length), ...inputs])),
  );
  return { bytes, functionCount, places };
}
