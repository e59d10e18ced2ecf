// Locals, globals and constants.
import { globalSlotSize } from '../core/instance-layout.ts';
import type { GlobalType } from '../core/module.ts';
import type { Value } from '../llvm-bindings/index.ts';
import { slotAccess } from './accesses.ts';
import type { FunctionLowering, LowerFn } from './function-lowering.ts';
import { llvmType } from './llvm-type.ts';

const localGet: LowerFn = (l) => {
  l.stack.push(l.locals.get(l.reader.index, l.stream.position));
};

const localSet: LowerFn = (l) => {
  l.locals.set(l.reader.index, l.stream.position, l.stack.pop());
};

const localTee: LowerFn = (l) => {
  l.locals.set(l.reader.index, l.stream.position, l.stack.settle());
};

/** Address of a global's value: in vmctx, or for an import where its exporter keeps it. */
function globalAddress(l: FunctionLowering, index: number): Value {
  const offset = l.unit.context.layout.globals + globalSlotSize * index;
  const imported = index < l.unit.importedGlobals;
  return imported ? l.vmPointer(offset, true) : l.builder.gepConst(l.vmctx, offset);
}

const globalGet: LowerFn = (l) => {
  const { index } = l.reader;
  const { type } = l.unit.module.globals[index] as GlobalType;
  l.stack.push(l.builder.load(llvmType(type), globalAddress(l, index), slotAccess));
};

const globalSet: LowerFn = (l) => {
  const value = l.stack.pop();
  l.builder.store(value, globalAddress(l, l.reader.index), slotAccess);
};

export const variableOperators = {
  'local.get': localGet,
  'local.set': localSet,
  'local.tee': localTee,
  'global.get': globalGet,
  'global.set': globalSet,
  'i32.const': (l: FunctionLowering) => l.stack.pushI32(l.reader.low),
  'i64.const': (l: FunctionLowering) => l.stack.pushI64(l.reader.low, l.reader.high),
  'f32.const': (l: FunctionLowering) => l.stack.pushF32(l.reader.low),
  'f64.const': (l: FunctionLowering) => l.stack.pushF64(l.reader.low, l.reader.high),
} as const satisfies Record<string, LowerFn>;
