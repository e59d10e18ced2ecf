// References (spec 3.4.8) and branches on them (3.4.2).
import { invalid } from '../../core/errors.ts';
import { definedRefCode, TypeCode, withNullability } from '../../core/type-code.ts';
import { checkTypeCode } from '../module-context.ts';
import { type BodyState, unknown } from './rule.ts';

function refNull({ operands, reader, context }: BodyState): void {
  checkTypeCode(context, reader.type, reader.offset);
  operands.push(reader.type);
}

function refIsNull({ operands }: BodyState): void {
  operands.popReference();
  operands.push(TypeCode.i32);
}

function refFunc(state: BodyState): void {
  const { index, offset } = state.reader;
  const { functionTypes, declaredFunctions } = state.context;
  if (index >= functionTypes.length) throw unknown('function', index, state);
  if (declaredFunctions[index] === 0) throw invalid(`undeclared function reference ${index}`, offset);
  state.operands.push(definedRefCode(false, functionTypes[index] as number));
}

function refAsNonNull({ operands }: BodyState): void {
  operands.push(withNullability(operands.popReference(), false));
}

function branchOnNull({ control, operands, reader }: BodyState): void {
  const type = operands.popReference();
  const labelTypes = control.labelTypes(reader.index);
  operands.popList(labelTypes);
  operands.pushList(labelTypes);
  operands.push(withNullability(type, false));
}

/** The label takes the reference along, as the last of its types. */
function branchOnNonNull({ control, operands, reader, context }: BodyState): void {
  const labelTypes = control.labelTypes(reader.index);
  if (context.lists.pool[labelTypes] === 0) {
    throw invalid("type mismatch: br_on_non_null's label takes a reference", reader.offset);
  }
  operands.push(withNullability(operands.popReference(), false));
  operands.popList(labelTypes);
  operands.pushList(labelTypes);
  operands.pop();
}

export const referenceRules = {
  'ref.null': refNull,
  'ref.is_null': refIsNull,
  'ref.func': refFunc,
  'ref.as_non_null': refAsNonNull,
  br_on_null: branchOnNull,
  br_on_non_null: branchOnNonNull,
};
