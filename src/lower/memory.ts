// Linear memory. Accesses are volatile: LLVM does not know that they can trap, and so may neither drop, merge nor move
// them.
import { type Type, types, type Value } from '../llvm-bindings/index.ts';
import type { FunctionLowering, LowerFn } from './function-lowering.ts';
import { accessHere, memoryType, popPointer } from './memory-address.ts';
import { widen } from './trap-guards.ts';

/** Pops an address and loads from there. */
export function loadHere(l: FunctionLowering, type: Type, sizeBytes: number): Value {
  return l.builder.load(type, popPointer(l, sizeBytes), accessHere(l));
}

/** Pops an address and stores there. */
export function storeHere(l: FunctionLowering, value: Value, sizeBytes: number): void {
  l.builder.store(value, popPointer(l, sizeBytes), accessHere(l));
}

function load(type: Type, sizeBytes: number): LowerFn {
  return (l) => {
    l.stack.push(loadHere(l, type, sizeBytes));
  };
}

/** Loads `narrow` and extends it. */
function loadExtended(narrow: Type, sizeBytes: number, op: 'sext' | 'zext', type: Type): LowerFn {
  return (l) => {
    l.stack.push(l.builder.cast(op, loadHere(l, narrow, sizeBytes), type));
  };
}

function store(sizeBytes: number, narrow?: Type): LowerFn {
  return (l) => {
    const { builder, stack } = l;
    const value = stack.popPlain();
    const stored = narrow === undefined ? value : builder.cast('trunc', value, narrow);
    storeHere(l, stored, sizeBytes);
  };
}

/** An address or a number of pages or elements that a helper returned, as the address type. */
export function pushAddress(l: FunctionLowering, value: Value, is64: boolean): void {
  l.stack.push(is64 ? value : l.builder.cast('trunc', value, types.i32));
}

const memorySize: LowerFn = (l) => {
  const { memory } = l.reader;
  l.locate();
  pushAddress(l, l.callHelper('memorySize', [l.i32(memory)]), memoryType(l, memory).is64);
};

const memoryGrow: LowerFn = (l) => {
  const { memory } = l.reader;
  const delta = widen(l, l.stack.pop());
  l.locate();
  pushAddress(l, l.callHelper('memoryGrow', [l.i32(memory), delta]), memoryType(l, memory).is64);
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
} as const satisfies Record<string, LowerFn>;
