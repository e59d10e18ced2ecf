// Blocks, branches and returns (spec 3.4.2).
import { invalid } from '../../core/errors.ts';
import { TypeCode } from '../../core/type-code.ts';
import { BlockKind } from '../control-stack.ts';
import { checkTypeCode } from '../module-context.ts';
import { emptyList, type TypeList } from '../type-lists.ts';
import { type BodyState, unknown } from './rule.ts';

function blockInputs({ reader, context }: BodyState): TypeList {
  return reader.typeIndex < 0 ? emptyList : (context.typeParams[reader.typeIndex] as number);
}

function blockOutputs({ reader, context }: BodyState): TypeList {
  if (reader.typeIndex >= 0) return context.typeResults[reader.typeIndex] as number;
  return reader.type === TypeCode.unknown ? emptyList : context.lists.single(reader.type);
}

/** Opens a block of the type that the reader has just read. */
export function openBlock(state: BodyState, kind: BlockKind): void {
  if (state.reader.typeIndex >= state.context.typeCount) throw unknown('type', state.reader.typeIndex, state);
  checkTypeCode(state.context, state.reader.type, state.reader.offset);
  if (kind === BlockKind.if) state.operands.popExpected(TypeCode.i32);
  const inputs = blockInputs(state);
  state.operands.popList(inputs);
  state.control.open(kind, inputs, blockOutputs(state));
}

function openElse({ control, reader }: BodyState): void {
  const depth = control.depth - 1;
  if (control.kindAt(depth) !== BlockKind.if) throw invalid('unexpected else', reader.offset);
  control.close();
  control.open(BlockKind.else, control.inputsAt(depth), control.outputsAt(depth));
}

function end({ control, operands }: BodyState): void {
  const depth = control.depth - 1;
  const outputs = control.outputsAt(depth);
  control.close();
  // Without an else the inputs fall through as the results.
  if (control.kindAt(depth) === BlockKind.if) {
    operands.checkLists(control.inputsAt(depth), outputs, 'an if without else must return its parameters');
  }
  operands.pushList(outputs);
}

function branch({ control, operands, reader }: BodyState): void {
  operands.popList(control.labelTypes(reader.index));
  operands.markUnreachable();
}

function branchIf({ control, operands, reader }: BodyState): void {
  operands.popExpected(TypeCode.i32);
  const types = control.labelTypes(reader.index);
  operands.popList(types);
  operands.pushList(types);
}

function branchTable({ control, operands, reader, context }: BodyState): void {
  operands.popExpected(TypeCode.i32);
  const { pool } = context.lists;
  const defaultTypes = control.labelTypes(reader.index);
  let previous = -1;
  for (let target = 0; target < reader.targetCount; target++) {
    const types = control.labelTypes(reader.targets[target] as number);
    if (types === previous) continue;
    previous = types;
    if (pool[types] !== pool[defaultTypes]) {
      throw invalid('type mismatch: br_table targets differ in their number of operands', reader.offset);
    }
    operands.checkList(types);
  }
  operands.popList(defaultTypes);
  operands.markUnreachable();
}

export const controlRules = {
  unreachable: ({ operands }: BodyState) => operands.markUnreachable(),
  block: (state: BodyState) => openBlock(state, BlockKind.block),
  loop: (state: BodyState) => openBlock(state, BlockKind.loop),
  if: (state: BodyState) => openBlock(state, BlockKind.if),
  else: openElse,
  end,
  br: branch,
  br_if: branchIf,
  br_table: branchTable,
  return: ({ control, operands }: BodyState) => {
    operands.popList(control.functionResults());
    operands.markUnreachable();
  },
};
