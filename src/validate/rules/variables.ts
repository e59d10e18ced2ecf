// Locals and globals (spec 3.4.5, 3.4.6), drop and select (3.4.1).
import { invalid } from '../../core/errors.ts';
import { isDefaultable, isReference, TypeCode } from '../../core/type-code.ts';
import { checkTypeCode } from '../module-context.ts';
import { type BodyState, unknown } from './rule.ts';

function localType(state: BodyState): TypeCode {
  const { index } = state.reader;
  if (index >= state.localCount) throw unknown('local', index, state);
  return state.locals[index] as number;
}

function localGet(state: BodyState): void {
  const type = localType(state);
  const { index, offset } = state.reader;
  if (!isDefaultable(type) && !state.initialized.has(index)) throw invalid(`uninitialized local ${index}`, offset);
  state.operands.push(type);
}

/** Takes the local's new value; it stays initialized to the end of the block. */
function assign(state: BodyState): TypeCode {
  const type = localType(state);
  state.operands.popExpected(type);
  if (!isDefaultable(type)) state.initialized.add(state.reader.index);
  return type;
}

function globalType(state: BodyState): TypeCode {
  const { index } = state.reader;
  const { globalTypes } = state.context;
  if (index >= globalTypes.length) throw unknown('global', index, state);
  return globalTypes[index] as number;
}

function globalSet(state: BodyState): void {
  const type = globalType(state);
  const { index } = state.reader;
  if (state.context.globalMutable[index] === 0) throw invalid(`immutable global ${index}`, state.reader.offset);
  state.operands.popExpected(type);
}

/** Without a type annotation only numbers and vectors may be chosen from. */
function select({ operands, reader, context }: BodyState): void {
  operands.popExpected(TypeCode.i32);
  const second = operands.pop();
  const first = operands.pop();
  if (isReference(first) || isReference(second)) {
    throw invalid('type mismatch: select without a type takes no references', reader.offset);
  }
  if (!context.relations.isSubtype(second, first)) throw operands.mismatch(first, second);
  operands.push(first === TypeCode.unknown ? second : first);
}

function selectTyped({ operands, reader, context }: BodyState): void {
  if (reader.targetCount !== 1) throw invalid('invalid result arity', reader.offset);
  const type = reader.targets[0] as number;
  checkTypeCode(context, type, reader.offset);
  operands.popExpected(TypeCode.i32);
  operands.popExpected(type);
  operands.popExpected(type);
  operands.push(type);
}

export const variableRules = {
  'local.get': localGet,
  'local.set': (state: BodyState) => {
    assign(state);
  },
  'local.tee': (state: BodyState) => state.operands.push(assign(state)),
  'global.get': (state: BodyState) => state.operands.push(globalType(state)),
  'global.set': globalSet,
  drop: ({ operands }: BodyState) => {
    operands.pop();
  },
  select,
  select_t: selectTyped,
};
