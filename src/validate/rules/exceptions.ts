// Exceptions (spec 3.4.2: throw, throw_ref, try_table), and those of the legacy proposal (try, catch, delegate, rethrow).
import { invalid } from '../../core/errors.ts';
import { abstractRefCode, TypeCode } from '../../core/type-code.ts';
import { CatchKind } from '../../decode/operator-reader.ts';
import { BlockKind } from '../control-stack.ts';
import { emptyList, type TypeList } from '../type-lists.ts';
import { openBlock } from './control.ts';
import { type BodyState, unknown } from './rule.ts';

const caughtException = abstractRefCode(false, 'exn');

/** The payload of exceptions with a tag. */
function payloadOf(state: BodyState, tag: number): TypeList {
  const { context } = state;
  if (tag >= context.tagTypes.length) throw unknown('tag', tag, state);
  return context.typeParams[context.tagTypes[tag] as number] as number;
}

/** What a clause gives its label: the payload of its tag, and the exception itself. */
function clauseTypes(state: BodyState, kind: number, tag: number): TypeList {
  const { lists } = state.context;
  const payload = kind === CatchKind.catch || kind === CatchKind.catchRef ? payloadOf(state, tag) : emptyList;
  if (kind === CatchKind.catch || kind === CatchKind.catchAll) return payload;
  const { pool } = lists;
  return lists.intern([...pool.subarray(payload + 1, payload + 1 + (pool[payload] as number)), caughtException]);
}

function tryTable(state: BodyState): void {
  const { control, operands, reader } = state;
  for (let clause = 0; clause < reader.targetCount; clause++) {
    const [kind, tag, label] = reader.targets.subarray(3 * clause, 3 * clause + 3) as unknown as [
      number,
      number,
      number,
    ];
    const given = clauseTypes(state, kind, tag);
    operands.checkLists(given, control.labelTypes(label), "a catch clause must give what its label's block takes");
  }
  openBlock(state, BlockKind.block);
}

function throwTag(state: BodyState): void {
  state.operands.popList(payloadOf(state, state.reader.index));
  state.operands.markUnreachable();
}

function throwRef({ operands }: BodyState): void {
  operands.popExpected(TypeCode.exnref);
  operands.markUnreachable();
}

/** Ends the body of a `try` or an earlier handler, and opens the next one. */
function openHandler(state: BodyState, kind: BlockKind, payload: TypeList): void {
  const { control, operands, reader } = state;
  const depth = control.depth - 1;
  const open = control.kindAt(depth);
  if (open !== BlockKind.try && open !== BlockKind.catch) throw invalid('unexpected catch', reader.offset);
  control.close();
  control.open(kind, emptyList, control.outputsAt(depth));
  operands.pushList(payload);
}

function delegate({ control, operands, reader }: BodyState): void {
  const depth = control.depth - 1;
  if (control.kindAt(depth) !== BlockKind.try) throw invalid('unexpected delegate', reader.offset);
  control.close();
  // The label counts from outside the block that this ends; it may be the function's.
  control.labelTypes(reader.index);
  operands.pushList(control.outputsAt(depth));
}

function rethrow({ control, operands, reader }: BodyState): void {
  control.labelTypes(reader.index);
  const kind = control.kindAt(control.depth - 1 - reader.index);
  if (kind !== BlockKind.catch && kind !== BlockKind.catchAll) {
    throw invalid('invalid rethrow label', reader.offset);
  }
  operands.markUnreachable();
}

export const exceptionRules = {
  throw: throwTag,
  throw_ref: throwRef,
  try_table: tryTable,
  try: (state: BodyState) => openBlock(state, BlockKind.try),
  catch: (state: BodyState) => openHandler(state, BlockKind.catch, payloadOf(state, state.reader.index)),
  catch_all: (state: BodyState) => openHandler(state, BlockKind.catchAll, emptyList),
  delegate,
  rethrow,
};
