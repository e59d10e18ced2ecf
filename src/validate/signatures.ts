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

/** How the operator loop checks an opcode: by a rule, by its signature alone, or by signature and immediates. */
export const Check = { rule: 0, plain: 1, immediates: 2 } as const;

/** By opcode id: a value of `Check`. */
export const checks = new Uint8Array(opcodeIdLimit);
/** By opcode id: operands, four bits each, the topmost in the lowest bits. 0 ends the list. */
export const operandLists = new Uint32Array(opcodeIdLimit);
/** By opcode id: results, four bits each, the first in the lowest bits. */
export const resultLists = new Uint32Array(opcodeIdLimit);
/** By opcode id: 1 where the operator names a memory. */
export const namesMemory = new Uint8Array(opcodeIdLimit);
/** By opcode id: width of a memory access in bytes, which is its natural alignment; 0 where there is none. */
export const accessWidths = new Uint8Array(opcodeIdLimit);
/** By opcode id: how many lanes a lane index may choose from; 0 where there is none. */
export const laneCounts = new Uint8Array(opcodeIdLimit);
/** By opcode id: 1 where the alignment must be the natural one (atomic accesses). */
export const exactAlignment = new Uint8Array(opcodeIdLimit);

function pack(types: readonly SignatureType[]): number {
  return types.reduceRight((packed, type) => (packed << 4) | operandCodes[type], 0);
}

/** `i32x4.extract_lane` has four lanes; `v128.load16_lane` eight, of its access's width. */
function laneCount(row: Opcode): number {
  if (!row.immediates.includes('lane')) return 0;
  return row.accessBytes > 0 ? 16 / row.accessBytes : Number(/x(\d+)\./.exec(row.mnemonic)?.[1]);
}

for (const row of opcodes) {
  if (!row || row.signature === 'custom') continue;
  const { params, results } = row.signature;
  operandLists[row.id] = pack([...params].reverse());
  resultLists[row.id] = pack(results);
  namesMemory[row.id] = params.includes('addr') || results.includes('addr') ? 1 : 0;
  accessWidths[row.id] = row.accessBytes;
  exactAlignment[row.id] = row.feature === 'threads' ? 1 : 0;
  laneCounts[row.id] = laneCount(row);
  checks[row.id] = namesMemory[row.id] === 1 || laneCounts[row.id] !== 0 ? Check.immediates : Check.plain;
}
