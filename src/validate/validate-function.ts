// The operator loop of validation (spec appendix A.3): what a row's signature says is checked here, the rest by rules.
import { inFunction, invalid, malformed, unsupported } from '../core/errors.ts';
import { maxFunctionLocals } from '../core/limits.ts';
import type { Module } from '../core/module.ts';
import { opcodeIdLimit, opcodeIds } from '../core/opcodes.ts';
import { isDefaultable, TypeCode } from '../core/type-code.ts';
import { OperatorReader } from '../decode/operator-reader.ts';
import { BlockKind, ControlStack } from './control-stack.ts';
import { InitializedLocals } from './initialized-locals.ts';
import { checkTypeCode, type ModuleContext, moduleContext } from './module-context.ts';
import { OperandStack } from './operand-stack.ts';
import { callRules } from './rules/calls.ts';
import { controlRules } from './rules/control.ts';
import { exceptionRules } from './rules/exceptions.ts';
import { memoryAddress, memoryRules } from './rules/memories.ts';
import { referenceRules } from './rules/references.ts';
import type { BodyState, Rule, RuledMnemonic } from './rules/rule.ts';
import { tableRules } from './rules/tables.ts';
import { variableRules } from './rules/variables.ts';
import { vectorRules } from './rules/vectors.ts';
import {
  accessWidths,
  addressOperand,
  Check,
  checks,
  exactAlignment,
  laneCounts,
  namesMemory,
  operandLists,
  resultLists,
} from './signatures.ts';
import { emptyList } from './type-lists.ts';

const rules = {
  ...controlRules,
  ...callRules,
  ...variableRules,
  ...tableRules,
  ...referenceRules,
  ...memoryRules,
  ...vectorRules,
  ...exceptionRules,
} satisfies Record<RuledMnemonic, Rule>;

const ruleById: Rule[] = new Array(opcodeIdLimit).fill(undefined);
for (const [mnemonic, rule] of Object.entries(rules)) ruleById[opcodeIds[mnemonic as RuledMnemonic]] = rule;

/** Validates function bodies of one module, one after the other, in the same memory. */
export class FunctionValidator implements BodyState {
  readonly context: ModuleContext;
  readonly reader: OperatorReader;
  readonly operands: OperandStack;
  readonly control: ControlStack;
  locals = new Int32Array(256);
  localCount = 0;
  readonly initialized = new InitializedLocals();

  constructor(context: ModuleContext) {
    this.context = context;
    this.reader = new OperatorReader(context.module.bytes);
    this.operands = new OperandStack(this.reader, context.lists, context.relations);
    this.control = new ControlStack(this.operands, this.initialized, this.reader);
  }

  /** Validates the body of a defined function (imports not counted). Throws `WasmError`. */
  validate(index: number): void {
    const { context, reader, operands, control } = this;
    const type = context.module.functions.types[index] as number;
    reader.openFunction(context.module, index);
    this.setLocals(context.typeParams[type] as number);
    operands.reset();
    control.reset();
    control.open(BlockKind.block, emptyList, context.typeResults[type] as number);
    this.validateOperators();
    if (!reader.atEnd()) throw malformed('END opcode expected', reader.position);
  }

  private setLocals(params: number): void {
    const { reader } = this;
    const { pool } = this.context.lists;
    const paramCount = pool[params] as number;
    const count = paramCount + reader.localCount;
    if (count > maxFunctionLocals) throw unsupported(`${count} locals (limit ${maxFunctionLocals})`, reader.position);
    if (count > this.locals.length) this.locals = new Int32Array(maxFunctionLocals);
    const { locals } = this;
    this.initialized.forgetDownTo(0);
    for (let param = 0; param < paramCount; param++) {
      const type = pool[params + 1 + param] as number;
      locals[param] = type;
      if (!isDefaultable(type)) this.initialized.add(param);
    }
    let next = paramCount;
    for (let run = 0; run < reader.localRunCount; run++) {
      const type = reader.localRunTypes[run] as number;
      checkTypeCode(this.context, type, reader.position);
      const end = next + (reader.localRunSizes[run] as number);
      while (next < end) locals[next++] = type;
    }
    this.localCount = count;
  }

  private validateOperators(): void {
    const { reader, operands, control } = this;
    do {
      if (reader.atEnd()) throw this.missingEnd();
      const id = reader.next();
      const check = checks[id];
      if (check === Check.rule) (ruleById[id] as Rule)(this);
      else {
        const address = check === Check.plain ? TypeCode.unknown : this.checkImmediates(id);
        for (let list = operandLists[id] as number; list !== 0; list >>>= 4) {
          const type = list & 15;
          operands.popExpected(type === addressOperand ? address : type);
        }
        for (let list = resultLists[id] as number; list !== 0; list >>>= 4) {
          const type = list & 15;
          operands.push(type === addressOperand ? address : type);
        }
      }
    } while (control.depth > 0);
  }

  /** Checks memory, alignment, offset and lane of the operator; returns its memory's address type, if it names one. */
  private checkImmediates(id: number): TypeCode {
    const { reader } = this;
    const lanes = laneCounts[id] as number;
    if (lanes !== 0 && reader.index >= lanes) throw invalid('invalid lane index', reader.offset);
    return namesMemory[id] === 1 ? this.checkMemory(id) : TypeCode.unknown;
  }

  private checkMemory(id: number): TypeCode {
    const { reader } = this;
    const address = memoryAddress(this, reader.memory);
    const width = accessWidths[id] as number;
    if (width === 0) return address;
    const natural = 31 - Math.clz32(width);
    if (reader.alignLog2 > natural) throw invalid('alignment must not be larger than natural', reader.offset);
    if (exactAlignment[id] === 1 && reader.alignLog2 !== natural) {
      throw invalid('atomic alignment must be natural', reader.offset);
    }
    if (reader.high !== 0 && address === TypeCode.i32) throw invalid('offset out of range', reader.offset);
    return address;
  }

  /** A body that ends early; at the end of the file, and where an END follows, the phrase is another. */
  private missingEnd() {
    const { end, bytes } = this.reader;
    if (end === bytes.length) return malformed('unexpected end of section or function', end);
    return malformed(bytes[end] === opcodeIds.end ? 'section size mismatch' : 'END opcode expected', end);
  }
}

/**
 * Validates the bodies of the defined functions `from` to `to` (exclusive; imports not counted). What stands outside of
 * bodies must have passed `validateDeclarations`. Threads may share the work, each with a range. Throws `WasmError`.
 */
export function validateFunctions(module: Module, from: number, to: number): void {
  const validator = new FunctionValidator(moduleContext(module));
  let index = from;
  try {
    for (; index < to; index++) validator.validate(index);
  } catch (error) {
    throw inFunction(error, module.importedFunctions.length + index);
  }
}
