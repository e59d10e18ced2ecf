// Calls (spec 3.4.2).
import { invalid } from '../../core/errors.ts';
import { isSubtype, TypeCode } from '../../core/type-code.ts';
import { type BodyState, unknown } from './rule.ts';

function applyType({ operands, context }: BodyState, typeIndex: number): void {
  operands.popList(context.typeParams[typeIndex] as number);
  operands.pushList(context.typeResults[typeIndex] as number);
}

function call(state: BodyState): void {
  const { index } = state.reader;
  const { functionTypes } = state.context;
  if (index >= functionTypes.length) throw unknown('function', index, state);
  applyType(state, functionTypes[index] as number);
}

function callIndirect(state: BodyState): void {
  const { context, reader, operands } = state;
  const typeIndex = reader.index;
  const table = reader.index2;
  if (table >= context.tableElements.length) throw unknown('table', table, state);
  if (!isSubtype(context.tableElements[table] as number, TypeCode.funcref)) {
    throw invalid('type mismatch: call_indirect needs a table of functions', reader.offset);
  }
  if (typeIndex >= context.typeCount) throw unknown('type', typeIndex, state);
  operands.popExpected(context.tableAddresses[table] as number);
  applyType(state, typeIndex);
}

export const callRules = { call, call_indirect: callIndirect };
