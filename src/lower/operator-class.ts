// What sort of operator each one is to the prescan.
import { type Mnemonic, opcodeIdLimit, opcodeIds, opcodes } from '../core/opcodes.ts';
import { closeStepId, openStepId } from './body-stream.ts';

/** What the prescan distinguishes among operators. */
export const Class = {
  other: 0,
  block: 1,
  loop: 2,
  if: 3,
  else: 4,
  end: 5,
  br: 6,
  brIf: 7,
  brTable: 8,
  exit: 9,
  localGet: 10,
  localSet: 11,
  call: 12,
  callIndirect: 13,
  memory: 14,
  vector: 15,
  vectorMemory: 16,
  tailCall: 17,
  tailCallIndirect: 18,
  tryTable: 19,
  try: 20,
  catch: 21,
  delegate: 22,
  /** A frame that a plan opens. */
  planned: 23,
} as const;

/** By opcode id, those of a plan's steps included. */
export const classes = new Uint8Array(opcodeIdLimit + 2);
const named: Partial<Record<Mnemonic, number>> = {
  block: Class.block,
  loop: Class.loop,
  if: Class.if,
  else: Class.else,
  end: Class.end,
  br: Class.br,
  br_if: Class.brIf,
  br_on_null: Class.brIf,
  br_on_non_null: Class.brIf,
  br_table: Class.brTable,
  return: Class.exit,
  unreachable: Class.exit,
  'local.get': Class.localGet,
  'local.set': Class.localSet,
  'local.tee': Class.localSet,
  call: Class.call,
  call_indirect: Class.callIndirect,
  call_ref: Class.callIndirect,
  throw: Class.exit,
  throw_ref: Class.exit,
  rethrow: Class.exit,
  try_table: Class.tryTable,
  try: Class.try,
  catch: Class.catch,
  catch_all: Class.catch,
  delegate: Class.delegate,
  return_call: Class.tailCall,
  return_call_indirect: Class.tailCallIndirect,
  return_call_ref: Class.tailCallIndirect,
};
for (const row of opcodes) {
  if (!row) continue;
  const isVector = row.feature === 'simd' || row.feature === 'relaxedSimd';
  if (row.accessBytes > 0) classes[row.id] = isVector ? Class.vectorMemory : Class.memory;
  else if (isVector) classes[row.id] = Class.vector;
}
for (const [mnemonic, value] of Object.entries(named)) classes[opcodeIds[mnemonic as Mnemonic]] = value;
classes[openStepId] = Class.planned;
classes[closeStepId] = Class.end;
