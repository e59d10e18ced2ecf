// The opcode table's signatures, packed for the operator loop.
import { type Opcode, opcodeIdLimit, opcodes, type SignatureType } from '../core/opcodes.ts';
import { TypeCode } from '../core/type-code.ts';

/** Stands for the address type of the operator's memory. */
export const addressOperand = 15;

const operandCodes: Readonly<Record<SignatureType, number>> = {
  i32: TypeCode.i32,
  i64: TypeCode.i64,
  f32: TypeCode.f32,
  f64: TypeCode.f64,
  v128: TypeCode.v128,
  addr: addressOperand,
};

/** How the operator loop checks an opcode. */
export const Check = { rule: 0, plain: 1, memory: 2, access: 3 } as const;

/** By opcode id: a value of `Check`. */
export const checks = new Uint8Array(opcodeIdLimit);
/** By opcode id: operands, four bits each, the topmost in the lowest bits. 0 ends the list. */
export const operandLists = new Uint32Array(opcodeIdLimit);
/** By opcode id: results, four bits each, the first in the lowest bits. */
export const resultLists = new Uint32Array(opcodeIdLimit);
/** By opcode id: exponent of the natural alignment of a memory access. */
export const naturalAlignLog2 = new Uint8Array(opcodeIdLimit);
/** By opcode id: 1 where the alignment must be the natural one (atomic accesses). */
export const exactAlignment = new Uint8Array(opcodeIdLimit);

function pack(types: readonly SignatureType[]): number {
  return types.reduceRight((packed, type) => (packed << 4) | operandCodes[type], 0);
}

function checkOf(row: Opcode): number {
  if (row.signature === 'custom') return Check.rule;
  if (row.accessBytes > 0) return Check.access;
  const types = [...row.signature.params, ...row.signature.results];
  return types.includes('addr') ? Check.memory : Check.plain;
}

for (const row of opcodes) {
  if (!row) continue;
  checks[row.id] = checkOf(row);
  naturalAlignLog2[row.id] = Math.log2(Math.max(row.accessBytes, 1));
  exactAlignment[row.id] = row.feature === 'threads' ? 1 : 0;
  if (row.signature === 'custom') continue;
  operandLists[row.id] = pack([...row.signature.params].reverse());
  resultLists[row.id] = pack(row.signature.results);
}
