// Where a memory access goes, and the checks before it. Out of bounds, a guarded memory faults in the region behind it;
// for all others the address is compared with the memory's length.
import { MemoryRecord } from '../core/instance-layout.ts';
import { guardedOffsets, hasExactLength } from '../core/memory-guard.ts';
import type { MemoryType } from '../core/module.ts';
import { TrapCode } from '../core/trap.ts';
import { type Access, types, type Value } from '../llvm-bindings/index.ts';
import { checkedAccess, guestAccess, lengthAccess, pointerAccess } from './accesses.ts';
import type { FunctionLowering } from './function-lowering.ts';
import { widen } from './trap-guards.ts';

const largest = 2n ** 64n - 1n;

/** An address operand, taken off the stack: what is known of it, and its static part. */
export interface AddressOperand {
  readonly memory: number;
  readonly value: Value;
  /** The operand's value where it is a small constant (signed). */
  readonly known: number | undefined;
  readonly offset: bigint;
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
  return l.unit.context.layout.memories + MemoryRecord.size * memory;
}

function memoryBase(l: FunctionLowering, memory: number): Value {
  return memory === 0 ? l.memoryBase : l.vmPointer(memoryRecord(l, memory) + MemoryRecord.base, true);
}

/** How the current operator accesses linear memory. */
export function accessHere(l: FunctionLowering): Access {
  return l.unit.guarded[l.reader.memory] || !hasExactLength(memoryType(l, l.reader.memory), l.unit.platformReserves)
    ? guestAccess
    : checkedAccess;
}

/** The address operand of the current access of `sizeBytes`, off the stack, as a pointer that may be accessed. */
export function popPointer(l: FunctionLowering, sizeBytes: number): Value {
  const { reader, stack } = l;
  const offset = reader.u64AsNumber();
  if (l.unit.guarded[reader.memory] && offset < guardedOffsets) {
    const known = stack.topSmall;
    const value = stack.pop();
    l.locate();
    return guardedPointer(l, reader.memory, value, known, offset);
  }
  const operand = popAddress(l);
  l.locate();
  return checkedPointer(l, operand, sizeBytes);
}

/** As `popPointer`, of an operand that is off the stack. Checks what no guard region does. */
export function checkedPointer(l: FunctionLowering, operand: AddressOperand, sizeBytes: number): Value {
  const { memory, value, known, offset } = operand;
  if (l.unit.guarded[memory] && offset < guardedOffsets) {
    return guardedPointer(l, memory, value, known, Number(offset));
  }
  checkBounds(l, memoryType(l, memory), operand, sizeBytes);
  const { builder } = l;
  const element = builder.gep(memoryBase(l, memory), widen(l, value));
  return offset === 0n ? element : builder.gep(element, l.i64(BigInt.asIntN(64, offset)));
}

function guardedPointer(
  l: FunctionLowering,
  memory: number,
  value: Value,
  known: number | undefined,
  offset: number,
): Value {
  const { builder } = l;
  const base = memoryBase(l, memory);
  if (known !== undefined) return builder.gepConst(base, (known >>> 0) + offset);
  const index = widen(l, value);
  if (l.optimized || offset === 0) return l.field(builder.gep(base, index), offset);
  return builder.gepSum(base, index, offset);
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
  const length = builder.load(types.i64, cell, exact ? lengthAccess : pointerAccess);
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
