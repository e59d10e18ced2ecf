// Tables and element segments, and where FuncRefs stand.
import { FuncRef, Table, VmContext } from '../core/instance-layout.ts';
import type { TableType } from '../core/module.ts';
import { TrapCode } from '../core/trap.ts';
import { types, type Value } from '../llvm-bindings/index.ts';
import { pointerAccess } from './accesses.ts';
import { popBulk } from './bulk-memory.ts';
import type { FunctionLowering, LowerFn } from './function-lowering.ts';
import { pushAddress } from './memory.ts';
import { widen } from './trap-guards.ts';

/** Address of a table's description. */
function tableAt(l: FunctionLowering, index: number): Value {
  return l.vmPointer(l.unit.context.layout.tables + 8 * index, true);
}

/** Address of element `index`, checked against the table's length. */
export function elementAddress(l: FunctionLowering, table: number, index: Value, trap: TrapCode): Value {
  const { builder } = l;
  const description = tableAt(l, table);
  const length = builder.load(types.i64, builder.gepConst(description, Table.length), pointerAccess);
  const wide = widen(l, index);
  l.trapIf(builder.icmp('uge', wide, length), trap);
  const elements = builder.load(types.ptr, l.field(description, Table.elements), l.fixedPointer);
  return builder.gep(elements, builder.binary('shl', wide, l.i64(3)));
}

const tableGet: LowerFn = (l) => {
  const index = l.stack.pop();
  l.locate();
  const address = elementAddress(l, l.reader.index, index, TrapCode.tableOutOfBounds);
  l.stack.push(l.builder.load(types.ptr, address, pointerAccess));
};

const tableSet: LowerFn = (l) => {
  const value = l.stack.pop();
  const index = l.stack.pop();
  l.locate();
  l.builder.store(value, elementAddress(l, l.reader.index, index, TrapCode.tableOutOfBounds), pointerAccess);
};

/** Whether the table that the operator names has indices of 64 bits. */
function is64(l: FunctionLowering): boolean {
  return (l.unit.module.tables[l.reader.index] as TableType).is64;
}

const tableSize: LowerFn = (l) => {
  const { builder } = l;
  const length = builder.load(types.i64, builder.gepConst(tableAt(l, l.reader.index), Table.length), pointerAccess);
  pushAddress(l, length, is64(l));
};

const tableGrow: LowerFn = (l) => {
  const delta = widen(l, l.stack.pop());
  const init = l.stack.pop();
  l.locate();
  pushAddress(l, l.callHelper('tableGrow', [l.i32(l.reader.index), init, delta]), is64(l));
};

const tableFill: LowerFn = (l) => {
  const { stack } = l;
  const length = widen(l, stack.pop());
  const value = stack.pop();
  const start = widen(l, stack.pop());
  l.locate();
  l.callHelper('tableFill', [l.i32(l.reader.index), start, value, length]);
};

/** Two table or segment indices in one i64. */
function pair(l: FunctionLowering, low: number, high: number): Value {
  return l.i64((BigInt(high) << 32n) | BigInt(low));
}

const tableCopy: LowerFn = (l) => {
  const { index, index2 } = l.reader;
  l.callHelper('tableCopy', [pair(l, index, index2), ...popBulk(l)]);
};

const tableInit: LowerFn = (l) => {
  const { index, index2 } = l.reader;
  l.callHelper('tableInit', [pair(l, index2, index), ...popBulk(l)]);
};

const elemDrop: LowerFn = (l) => {
  l.locate();
  l.callHelper('elemDrop', [l.i32(l.reader.index)]);
};

/** Address of a function's FuncRef in this instance: its identity, but for imports (see `FuncRef.canonical`). */
export function funcRefAddress(l: FunctionLowering, functionIndex: number): Value {
  return l.field(l.vmPointer(VmContext.funcRefs, true), FuncRef.size * functionIndex);
}

export const tableOperators = {
  'table.get': tableGet,
  'table.set': tableSet,
  'table.size': tableSize,
  'table.grow': tableGrow,
  'table.fill': tableFill,
  'table.copy': tableCopy,
  'table.init': tableInit,
  'elem.drop': elemDrop,
} as const satisfies Record<string, LowerFn>;
