// Linear memory. Accesses are volatile: LLVM does not know that they can trap, and so may neither drop, merge nor move
// them. Out of bounds they fault in the guard region behind the memory, which covers every static offset below 2 GiB;
// a larger offset gets an explicit check.
import { MemoryRecord } from '../core/instance-layout.ts';
import { TrapCode } from '../core/trap.ts';
import { type Type, types, type Value } from '../llvm-bindings/index.ts';
import type { FunctionLowering, LowerFn } from './function-lowering.ts';

/** A memarg's alignment is only a hint, so nothing is known. */
export const access = { align: 1, volatile: true } as const;

/** Static offsets from here on may reach past the guard region, or past it once LLVM narrows an access to its end. */
const guardedOffsets = 2 ** 31;
const pageBytesLog2 = 16;

function memoryRecord(l: FunctionLowering, memory: number): number {
  return l.unit.layout.memories + MemoryRecord.size * memory;
}

function memoryBase(l: FunctionLowering, memory: number): Value {
  return memory === 0 ? l.memoryBase : l.vmPointer(memoryRecord(l, memory) + MemoryRecord.base, true);
}

/** Pops an address and checks what the guard region does not: the pointer to access `sizeBytes` at. */
export function effectiveAddress(l: FunctionLowering, sizeBytes: number): Value {
  const { builder, reader, stack } = l;
  const { memory } = reader;
  const offset = reader.u64AsNumber();
  const known = stack.topSmall;
  const address = stack.pop();
  l.locate();
  if (offset >= guardedOffsets) return checkedAddress(l, memory, address, offset, sizeBytes);
  const base = memoryBase(l, memory);
  if (known !== undefined) return builder.gepConst(base, (known >>> 0) + offset);
  const element = builder.gep(base, builder.cast('zext', address, types.i64));
  return offset === 0 ? element : builder.gepConst(element, offset);
}

/** As `effectiveAddress`, with the whole access compared with the memory's length first. */
function checkedAddress(l: FunctionLowering, memory: number, address: Value, offset: number, sizeBytes: number): Value {
  const { builder } = l;
  const start = builder.binary('add', builder.cast('zext', address, types.i64), l.i64(offset));
  const end = builder.binary('add', start, l.i64(sizeBytes));
  const cell = l.vmPointer(memoryRecord(l, memory) + MemoryRecord.lengthCell, true);
  const length = builder.load(types.i64, cell, { align: 8 });
  l.coldIf(builder.icmp('ugt', end, length), (after) => {
    // JavaScript may have grown the memory without telling: ask for its real length before trapping.
    const pages = l.callHelper('memorySize', [l.i32(memory)]);
    const fresh = builder.binary('shl', pages, l.i64(pageBytesLog2));
    const outside = builder.block('outside', true);
    builder.condBr(builder.icmp('ugt', end, fresh), outside, after);
    builder.position(outside);
    l.trap(TrapCode.memoryOutOfBounds);
  });
  return builder.gep(memoryBase(l, memory), start);
}

function load(type: Type, sizeBytes: number): LowerFn {
  return (l) => {
    l.stack.push(l.builder.load(type, effectiveAddress(l, sizeBytes), access));
  };
}

/** Loads `narrow` and extends it. */
function loadExtended(narrow: Type, sizeBytes: number, op: 'sext' | 'zext', type: Type): LowerFn {
  return (l) => {
    const value = l.builder.load(narrow, effectiveAddress(l, sizeBytes), access);
    l.stack.push(l.builder.cast(op, value, type));
  };
}

function store(sizeBytes: number, narrow?: Type): LowerFn {
  return (l) => {
    const { builder, stack } = l;
    const value = stack.popPlain();
    const stored = narrow === undefined ? value : builder.cast('trunc', value, narrow);
    builder.store(stored, effectiveAddress(l, sizeBytes), access);
  };
}

const memorySize: LowerFn = (l) => {
  l.locate();
  const pages = l.callHelper('memorySize', [l.i32(l.reader.memory)]);
  l.stack.push(l.builder.cast('trunc', pages, types.i32));
};

const memoryGrow: LowerFn = (l) => {
  const delta = l.builder.cast('zext', l.stack.pop(), types.i64);
  l.locate();
  const old = l.callHelper('memoryGrow', [l.i32(l.reader.memory), delta]);
  l.stack.push(l.builder.cast('trunc', old, types.i32));
};

/** Pops the three i32 operands of a bulk operation as i64; deepest first. */
export function popBulk(l: FunctionLowering): Value[] {
  const operands = l.stack.popMany(3);
  l.locate();
  return operands.map((value) => l.builder.cast('zext', value, types.i64));
}

const memoryFill: LowerFn = (l) => {
  l.callHelper('memoryFill', [l.i32(l.reader.memory), ...popBulk(l)]);
};

const memoryCopy: LowerFn = (l) => {
  const { index, index2 } = l.reader;
  l.callHelper('memoryCopy', [l.i32(index | (index2 << 16)), ...popBulk(l)]);
};

const memoryInit: LowerFn = (l) => {
  const { index, index2 } = l.reader;
  l.callHelper('memoryInit', [l.i64((BigInt(index) << 32n) | BigInt(index2)), ...popBulk(l)]);
};

const dataDrop: LowerFn = (l) => {
  l.locate();
  l.callHelper('dataDrop', [l.i32(l.reader.index)]);
};

export const memoryOperators = {
  'i32.load': load(types.i32, 4),
  'i64.load': load(types.i64, 8),
  'f32.load': load(types.f32, 4),
  'f64.load': load(types.f64, 8),
  'i32.load8_s': loadExtended(types.i8, 1, 'sext', types.i32),
  'i32.load8_u': loadExtended(types.i8, 1, 'zext', types.i32),
  'i32.load16_s': loadExtended(types.i16, 2, 'sext', types.i32),
  'i32.load16_u': loadExtended(types.i16, 2, 'zext', types.i32),
  'i64.load8_s': loadExtended(types.i8, 1, 'sext', types.i64),
  'i64.load8_u': loadExtended(types.i8, 1, 'zext', types.i64),
  'i64.load16_s': loadExtended(types.i16, 2, 'sext', types.i64),
  'i64.load16_u': loadExtended(types.i16, 2, 'zext', types.i64),
  'i64.load32_s': loadExtended(types.i32, 4, 'sext', types.i64),
  'i64.load32_u': loadExtended(types.i32, 4, 'zext', types.i64),
  'i32.store': store(4),
  'i64.store': store(8),
  'f32.store': store(4),
  'f64.store': store(8),
  'i32.store8': store(1, types.i8),
  'i32.store16': store(2, types.i16),
  'i64.store8': store(1, types.i8),
  'i64.store16': store(2, types.i16),
  'i64.store32': store(4, types.i32),
  'memory.size': memorySize,
  'memory.grow': memoryGrow,
  'memory.fill': memoryFill,
  'memory.copy': memoryCopy,
  'memory.init': memoryInit,
  'data.drop': dataDrop,
} as const satisfies Record<string, LowerFn>;
