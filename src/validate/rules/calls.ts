// Calls and tail calls (spec 3.4.2).
import { invalid } from '../../core/errors.ts';
import { definedRefCode, TypeCode } from '../../core/type-code.ts';
import { type BodyState, unknown } from './rule.ts';

/** Takes what says who is called; the index of its type. */
type CalleeRule = (state: BodyState) => number;

const direct: CalleeRule = (state) => {
  const { index } = state.reader;
  const { functionTypes } = state.context;
  if (index >= functionTypes.length) throw unknown('function', index, state);
  return functionTypes[index] as number;
};

const indirect: CalleeRule = (state) => {
  const { context, reader, operands } = state;
  const { index: typeIndex, index2: table } = reader;
  if (table >= context.tableElements.length) throw unknown('table', table, state);
  if (!context.relations.isSubtype(context.tableElements[table] as number, TypeCode.funcref)) {
    throw invalid('type mismatch: an indirect call needs a table of functions', reader.offset);
  }
  if (typeIndex >= context.typeCount) throw unknown('type', typeIndex, state);
  operands.popExpected(context.tableAddresses[table] as number);
  return typeIndex;
};

const byReference: CalleeRule = (state) => {
  const typeIndex = state.reader.index;
  if (typeIndex >= state.context.typeCount) throw unknown('type', typeIndex, state);
  state.operands.popExpected(definedRefCode(true, typeIndex));
  return typeIndex;
};

const call = (callee: CalleeRule) => (state: BodyState) => {
  const { context, operands } = state;
  const typeIndex = callee(state);
  operands.popList(context.typeParams[typeIndex] as number);
  operands.pushList(context.typeResults[typeIndex] as number);
};

/** The callee's results become the function's own. */
const tailCall = (callee: CalleeRule) => (state: BodyState) => {
  const { context, operands, control } = state;
  const typeIndex = callee(state);
  const results = context.typeResults[typeIndex] as number;
  operands.checkLists(results, control.functionResults(), 'a tail call must return the results of its function');
  operands.popList(context.typeParams[typeIndex] as number);
  operands.markUnreachable();
};

export const callRules = {
  call: call(direct),
  call_indirect: call(indirect),
  call_ref: call(byReference),
  return_call: tailCall(direct),
  return_call_indirect: tailCall(indirect),
  return_call_ref: tailCall(byReference),
};
