// What a rule sees: the operator in `reader`, the stacks, the module. One rule checks one operator whose signature
// the opcode table cannot state.
import { invalid, type WasmError } from '../../core/errors.ts';
import type { AcceptedFeature } from '../../core/features.ts';
import type { CustomMnemonicOf, FeatureWithOpcodes } from '../../core/opcodes.ts';
import type { OperatorReader } from '../../decode/operator-reader.ts';
import type { ControlStack } from '../control-stack.ts';
import type { InitializedLocals } from '../initialized-locals.ts';
import type { ModuleContext } from '../module-context.ts';
import type { OperandStack } from '../operand-stack.ts';

/** State of the validation of one function body. */
export interface BodyState {
  readonly context: ModuleContext;
  readonly reader: OperatorReader;
  readonly operands: OperandStack;
  readonly control: ControlStack;
  /** Types of the locals, parameters first; `localCount` of them are valid. */
  locals: Int32Array;
  localCount: number;
  /** Locals without default value that have one now. */
  readonly initialized: InitializedLocals;
}

export type Rule = (state: BodyState) => void;

/** The operators that need a rule now. Accepting a feature without its rules does not compile. */
export type RuledMnemonic = CustomMnemonicOf<AcceptedFeature & FeatureWithOpcodes>;

/** The error for an index that names nothing: `unknown table 3`. */
export function unknown(what: string, index: number, state: BodyState): WasmError {
  return invalid(`unknown ${what} ${index}`, state.reader.offset);
}
