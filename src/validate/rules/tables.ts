// Tables and element segments (spec 3.4.7).
import { TypeCode } from '../../core/type-code.ts';
import { type BodyState, unknown } from './rule.ts';

function elementType(state: BodyState, table: number): TypeCode {
  const { tableElements } = state.context;
  if (table >= tableElements.length) throw unknown('table', table, state);
  return tableElements[table] as number;
}

function addressType(state: BodyState, table: number): TypeCode {
  return state.context.tableAddresses[table] as number;
}

/** The length of a copy is addressed as the smaller of both tables (or memories) is. */
export function smallerAddress(first: TypeCode, second: TypeCode): TypeCode {
  return first === TypeCode.i64 && second === TypeCode.i64 ? TypeCode.i64 : TypeCode.i32;
}

function tableGet(state: BodyState): void {
  const { index } = state.reader;
  const type = elementType(state, index);
  state.operands.popExpected(addressType(state, index));
  state.operands.push(type);
}

function tableSet(state: BodyState): void {
  const { index } = state.reader;
  state.operands.popExpected(elementType(state, index));
  state.operands.popExpected(addressType(state, index));
}

function tableSize(state: BodyState): void {
  const { index } = state.reader;
  elementType(state, index);
  state.operands.push(addressType(state, index));
}

function tableGrow(state: BodyState): void {
  const { index } = state.reader;
  const type = elementType(state, index);
  const address = addressType(state, index);
  state.operands.popExpected(address);
  state.operands.popExpected(type);
  state.operands.push(address);
}

function tableFill(state: BodyState): void {
  const { index } = state.reader;
  const type = elementType(state, index);
  const address = addressType(state, index);
  state.operands.popExpected(address);
  state.operands.popExpected(type);
  state.operands.popExpected(address);
}

function tableCopy(state: BodyState): void {
  const { operands, reader, context } = state;
  const target = elementType(state, reader.index);
  const source = elementType(state, reader.index2);
  if (!context.relations.isSubtype(source, target)) throw operands.mismatch(target, source);
  const targetAddress = addressType(state, reader.index);
  const sourceAddress = addressType(state, reader.index2);
  operands.popExpected(smallerAddress(targetAddress, sourceAddress));
  operands.popExpected(sourceAddress);
  operands.popExpected(targetAddress);
}

function segmentType(state: BodyState): TypeCode {
  const { index } = state.reader;
  const { elementTypes } = state.context;
  if (index >= elementTypes.length) throw unknown('elem segment', index, state);
  return elementTypes[index] as number;
}

function tableInit(state: BodyState): void {
  const { operands, reader, context } = state;
  const target = elementType(state, reader.index2);
  const source = segmentType(state);
  if (!context.relations.isSubtype(source, target)) throw operands.mismatch(target, source);
  operands.popExpected(TypeCode.i32);
  operands.popExpected(TypeCode.i32);
  operands.popExpected(addressType(state, reader.index2));
}

export const tableRules = {
  'table.get': tableGet,
  'table.set': tableSet,
  'table.size': tableSize,
  'table.grow': tableGrow,
  'table.fill': tableFill,
  'table.copy': tableCopy,
  'table.init': tableInit,
  'elem.drop': (state: BodyState) => {
    segmentType(state);
  },
};
