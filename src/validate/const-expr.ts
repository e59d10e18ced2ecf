// Types of constant expressions (spec 3.4.12). Which operators may stand in one was checked when it was decoded.
import { invalid } from '../core/errors.ts';
import type { ConstExpr, ConstInstruction, HeapType } from '../core/module.ts';
import { definedRefCode, TypeCode, typeCodeOf, typeCodeText } from '../core/type-code.ts';
import { checkTypeCode, type ModuleContext } from './module-context.ts';

/**
 * Checks that `expression` makes one value of type `expected`. It may read the first `globalCount` globals. `offset`
 * is where it (or what it belongs to) stands, for messages.
 */
export function validateConstExpr(
  context: ModuleContext,
  expression: ConstExpr,
  expected: TypeCode,
  globalCount: number,
  offset: number,
): void {
  const stack: TypeCode[] = [];
  const pop = (type: TypeCode): void => {
    const actual = stack.pop();
    if (actual === undefined || !context.relations.isSubtype(actual, type)) throw mismatch(type, actual, offset);
  };
  for (const instruction of expression) {
    if (instruction.op.startsWith('i32.') && instruction.op !== 'i32.const') popTwo(pop, TypeCode.i32);
    if (instruction.op.startsWith('i64.') && instruction.op !== 'i64.const') popTwo(pop, TypeCode.i64);
    stack.push(resultType(context, instruction, globalCount, offset));
  }
  pop(expected);
  if (stack.length > 0) throw invalid('type mismatch: a constant expression makes one value', offset);
}

function popTwo(pop: (type: TypeCode) => void, type: TypeCode): void {
  pop(type);
  pop(type);
}

function mismatch(expected: TypeCode, actual: TypeCode | undefined, offset: number) {
  const found = actual === undefined ? 'nothing' : typeCodeText(actual);
  return invalid(`type mismatch: expected ${typeCodeText(expected)}, found ${found}`, offset);
}

function resultType(
  context: ModuleContext,
  instruction: ConstInstruction,
  globalCount: number,
  offset: number,
): TypeCode {
  switch (instruction.op) {
    case 'ref.null':
      return nullType(context, instruction.heap, offset);
    case 'ref.func':
      if (instruction.index >= context.functionTypes.length) {
        throw invalid(`unknown function ${instruction.index}`, offset);
      }
      return definedRefCode(false, context.functionTypes[instruction.index] as number);
    case 'global.get':
      return globalType(context, instruction.index, globalCount, offset);
    case 'v128.const':
      return TypeCode.v128;
    default:
      return TypeCode[instruction.op.slice(0, 3) as 'i32' | 'i64' | 'f32' | 'f64'];
  }
}

function nullType(context: ModuleContext, heap: HeapType, offset: number): TypeCode {
  const type = typeCodeOf({ nullable: true, heap });
  checkTypeCode(context, type, offset);
  return type;
}

function globalType(context: ModuleContext, index: number, globalCount: number, offset: number): TypeCode {
  if (index >= globalCount) throw invalid(`unknown global ${index}`, offset);
  if (context.globalMutable[index] === 1) throw invalid('constant expression required', offset);
  return context.globalTypes[index] as number;
}
