// Where a memory access goes, and the checks before it. Out of bounds, a guarded memory faults in the region behind it;
// for all others the address is compared with the memory's length.
import { MemoryRecord } from '../core/instance-layout.ts';
import { guardedOffsets, hasExactLength, isGuarded } from '../core/memory-guard.ts';
import type { MemoryType } from '../core/module.ts';
import { TrapCode } from '../core/trap.ts';
import { types, type Value } from '../llvm-bindings/index.ts';
import type { FunctionLowering } from './function-lowering.ts';
import { widen } from './trap-guards.ts';

const largest = 2n ** 64n - 1n;

/**
 * Classes of memory that never overlap (TBAA): lengths of linear memories, and what checked accesses reach. So LLVM
 * may keep a length over stores of the guest.
 */
export const AliasClass = { length: 1, checked: 2 } as const;

/** An address operand, taken off the stack: what is known of it, and its static part. */
export interface AddressOperand {
  readonly memory: number;
  readonly value: Value;
  /** The operand's value where it is a small constant (signed). */
  readonly known: number | undefined;
  readonly offset: bigint;
}

/** Where to access, and what may overlap with it. */
export interface Place {
  readonly pointer: Value;
  /** 0: anything. */
  readonly aliasClass: number;
}

export function popAddress(l: FunctionLowering): AddressOperand {
  const known = l.stack.topSmall;
  return { memory: l.reader.memory, value: l.stack.pop(), known, offset: l.reader.u64AsBigInt() };
}

export function memoryType(l: FunctionLowering, memory: number): MemoryType {
  return l.unit.module.memories[memory] as MemoryType;
}

/** Offset of a memory's `MemoryRecord` behind vmctx. */
export function memoryRecord(l: FunctionLowering, memory: number): number {
  return l.unit.layout.memories + MemoryRecord.size * memory;
}

function memoryBase(l: FunctionLowering, memory: number): Value {
  return memory === 0 ? l.memoryBase : l.vmPointer(memoryRecord(l, memory) + MemoryRecord.base, true);
}

/** The address operand of the current access of `sizeBytes`, off the stack, as a pointer that may be accessed. */
export function popPlace(l: FunctionLowering, sizeBytes: number): Place {
  const operand = popAddress(l);
  l.locate();
  return checkedPlace(l, operand, sizeBytes);
}

/** Checks what no guard region does. */
export function checkedPlace(l: FunctionLowering, operand: AddressOperand, sizeBytes: number): Place {
  const type = memoryType(l, operand.memory);
  if (isGuarded(type, l.unit.platformReserves) && operand.offset < guardedOffsets) {
    return { pointer: guardedPointer(l, operand), aliasClass: 0 };
  }
  checkBounds(l, type, operand, sizeBytes);
  const aliasClass = hasExactLength(type, l.unit.platformReserves) ? AliasClass.checked : 0;
  return { pointer: checkedPointer(l, operand), aliasClass };
}

function guardedPointer(l: FunctionLowering, { memory, value, known, offset }: AddressOperand): Value {
  const { builder } = l;
  const base = memoryBase(l, memory);
  if (known !== undefined) return builder.gepConst(base, (known >>> 0) + Number(offset));
  return l.field(builder.gep(base, widen(l, value)), Number(offset));
}

function checkedPointer(l: FunctionLowering, { memory, value, offset }: AddressOperand): Value {
  const { builder } = l;
  const element = builder.gep(memoryBase(l, memory), widen(l, value));
  return offset === 0n ? element : builder.gep(element, l.i64(BigInt.asIntN(64, offset)));
}

/** Distance of the operand to the last byte of an access, or to the end of all addresses. */
function reachOf(offset: bigint, sizeBytes: number): bigint {
  const last = offset + BigInt(sizeBytes) - 1n;
  return last > largest ? largest : last;
}

/** The same as a value (i64). */
export function lastByte(l: FunctionLowering, offset: bigint, sizeBytes: number): Value {
  return l.i64(BigInt.asIntN(64, reachOf(offset, sizeBytes)));
}

/**
 * Traps unless all bytes of the access are inside. One comparison: of the operand with how
 * many addresses there are from which all of them are.
 */
function checkBounds(l: FunctionLowering, type: MemoryType, operand: AddressOperand, sizeBytes: number): void {
  const { memory, value, offset } = operand;
  const { builder } = l;
  const exact = hasExactLength(type, l.unit.platformReserves);
  const cell = l.vmPointer(memoryRecord(l, memory) + MemoryRecord.lengthCell, true);
  const aliasClass = exact ? AliasClass.length : 0;
  const length = builder.load(types.i64, cell, { align: 8, aliasClass });
  const last = reachOf(offset, sizeBytes);
  const reach = lastByte(l, offset, sizeBytes);
  let starts = last === 0n ? length : builder.binary('sub', length, reach);
  if (last > type.limits.minimum << BigInt(type.pageSizeLog2)) {
    starts = builder.select(builder.icmp('ugt', length, reach), starts, l.i64(0));
  }
  const address = widen(l, value);
  l.coldIf(builder.icmp('uge', address, starts), (after) => {
    if (exact) {
      l.trap(TrapCode.memoryOutOfBounds);
      return;
    }
    // Somebody may have grown the memory without telling.
    l.callHelper('memoryCheck', [l.i32(memory), address, reach]);
    builder.br(after);
  });
}
