// The open blocks of the validation algorithm (spec appendix A.3), as parallel typed arrays.
import { invalid } from '../core/errors.ts';
import type { OperatorReader } from '../decode/operator-reader.ts';
import type { InitializedLocals } from './initialized-locals.ts';
import type { OperandStack } from './operand-stack.ts';
import type { TypeList } from './type-lists.ts';

/** What opened a block, as far as rules tell them apart. */
export const BlockKind = { block: 0, loop: 1, if: 2, else: 3, try: 4, catch: 5, catchAll: 6 } as const;
export type BlockKind = (typeof BlockKind)[keyof typeof BlockKind];

export class ControlStack {
  /** How many blocks are open, the function's own included. */
  depth = 0;
  private kinds = new Int32Array(256);
  private bases = new Int32Array(256);
  private polymorphic = new Int32Array(256);
  private inputs = new Int32Array(256);
  private outputs = new Int32Array(256);
  /** Locals that were initialized when the block opened. */
  private inits = new Int32Array(256);
  private readonly operands: OperandStack;
  private readonly initialized: InitializedLocals;
  private readonly reader: OperatorReader;

  constructor(operands: OperandStack, initialized: InitializedLocals, reader: OperatorReader) {
    this.operands = operands;
    this.initialized = initialized;
    this.reader = reader;
  }

  reset(): void {
    this.depth = 0;
  }

  /** Opens a block whose inputs have been popped already, and pushes them as its own operands. */
  open(kind: BlockKind, inputs: TypeList, outputs: TypeList): void {
    const { operands } = this;
    const depth = this.depth;
    if (depth === this.kinds.length) this.grow();
    this.kinds[depth] = kind;
    this.bases[depth] = operands.base;
    this.polymorphic[depth] = operands.polymorphic ? 1 : 0;
    this.inputs[depth] = inputs;
    this.outputs[depth] = outputs;
    this.inits[depth] = this.initialized.count;
    this.depth = depth + 1;
    operands.base = operands.height;
    operands.polymorphic = false;
    operands.pushList(inputs);
  }

  /** Closes the innermost block, whose outputs must be all that is on its stack. They are not pushed. */
  close(): void {
    const { operands } = this;
    const depth = this.depth - 1;
    const outputs = this.outputs[depth] as number;
    operands.popList(outputs);
    if (operands.height !== operands.base) {
      const surplus = operands.text;
      operands.height = operands.base;
      operands.pushList(outputs);
      const wanted = operands.text;
      const reason = `type mismatch: block requires [${wanted}] but stack has [${[surplus, wanted].join(' ').trim()}]`;
      throw invalid(reason, this.reader.offset);
    }
    operands.base = this.bases[depth] as number;
    operands.polymorphic = this.polymorphic[depth] === 1;
    this.initialized.forgetDownTo(this.inits[depth] as number);
    this.depth = depth;
  }

  /** Kind, inputs and outputs of the block at a depth (0: the function's); they outlive its closing, until another opens. */
  kindAt(depth: number): number {
    return this.kinds[depth] as number;
  }

  inputsAt(depth: number): TypeList {
    return this.inputs[depth] as number;
  }

  outputsAt(depth: number): TypeList {
    return this.outputs[depth] as number;
  }

  /** The types that a branch to `label` (0: the innermost block) takes along. */
  labelTypes(label: number): TypeList {
    if (label >= this.depth) throw invalid(`unknown label ${label}`, this.reader.offset);
    const depth = this.depth - 1 - label;
    return (this.kinds[depth] === BlockKind.loop ? this.inputs[depth] : this.outputs[depth]) as number;
  }

  /** Results of the function. */
  functionResults(): TypeList {
    return this.outputs[0] as number;
  }

  private grow(): void {
    const twice = (old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(old.length * 2);
      larger.set(old);
      return larger;
    };
    this.kinds = twice(this.kinds);
    this.bases = twice(this.bases);
    this.polymorphic = twice(this.polymorphic);
    this.inputs = twice(this.inputs);
    this.outputs = twice(this.outputs);
    this.inits = twice(this.inits);
  }
}
