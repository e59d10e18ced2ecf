// The operators of one function in the order in which they are lowered: normally the body from front to back; for an
// OSR continuation, parts of it with frames opened and closed in between (see osr-plan.ts). Each operator has a
// position, which only grows, even where the same bytes come twice. Knows nothing of LLVM.
import type { Module } from '../core/module.ts';
import { opcodeIdLimit, opcodeIds } from '../core/opcodes.ts';
import { OperatorReader } from '../decode/operator-reader.ts';

/** A control frame that a plan opens without an operator of its own. */
export interface OpenedFrame {
  /**
   * `peeled`: stands for a loop, whose fresh copy follows where the frame closes. `join`: not counted by labels.
   * `try`: a legacy `try` in whose body the plan begins; `catch`: one in whose handler it does.
   */
  readonly kind: 'block' | 'tryTable' | 'try' | 'catch' | 'peeled' | 'join';
  /** Offset of the operator whose block type gives the label's types. */
  readonly blockOffset: number;
  /** Operands below the frame's parameters. */
  readonly height: number;
}

export type BodyStep =
  | { readonly kind: 'code'; readonly from: number; readonly to: number }
  | { readonly kind: 'open'; readonly frame: OpenedFrame }
  | { readonly kind: 'close' };

const openers = new Set([opcodeIds.block, opcodeIds.loop, opcodeIds.if, opcodeIds.try_table, opcodeIds.try]);
const enders = new Set([opcodeIds.end, opcodeIds.delegate]);
const arms = new Set([opcodeIds.else, opcodeIds.catch, opcodeIds.catch_all]);

/** Whether an operator opens a control frame. */
export function opensFrame(id: number): boolean {
  return openers.has(id);
}

/** Whether an operator closes the innermost frame. */
export function endsFrame(id: number): boolean {
  return enders.has(id);
}

/** Whether what follows may be reached again where what stands before cannot: in another arm of the frame, or behind it. */
export function endsArm(id: number): boolean {
  return enders.has(id) || arms.has(id);
}

/** Ids that `next` returns for a plan's own steps, above all opcodes. */
export const openStepId = opcodeIdLimit;
export const closeStepId = opcodeIdLimit + 1;
/** What `next` returns when all steps are done. */
export const streamEnd = -1;

/** What `nextStep` returns where operators follow. */
const codeFollows = -2;

export class BodyStream {
  readonly reader: OperatorReader;
  /** Position of the operator that `next` returned. */
  position = 0;
  /** The frame of the last `openStepId`. */
  opened: OpenedFrame | undefined;
  private readonly steps: readonly BodyStep[];
  private step = -1;
  /** Position minus module offset in the current step. */
  private shift = 0;

  /** `reader`: over the module's bytes, the stream's own while it is read; made when none is given. */
  constructor(module: Module, steps: readonly BodyStep[], reader = new OperatorReader(module.bytes)) {
    this.reader = reader;
    this.reader.reset(0, 0);
    this.steps = steps;
  }

  /** The next operator's opcode id, the id of a plan's step, or `streamEnd`, once. */
  next(): number {
    const { reader } = this;
    if (reader.position >= reader.end) {
      const step = this.nextStep();
      if (step !== codeFollows) return step;
    }
    const id = reader.next();
    this.position = reader.offset + this.shift;
    return id;
  }

  /** Turns to the next step. */
  private nextStep(): number {
    const step = this.steps[++this.step];
    if (step === undefined) {
      if (this.step > this.steps.length) throw new RangeError('read past the end of a function body');
      return streamEnd;
    }
    if (step.kind === 'code') {
      this.reader.reset(step.from, step.to);
      this.shift = this.position + 1 - step.from;
      return step.from < step.to ? codeFollows : this.nextStep();
    }
    this.position++;
    if (step.kind === 'close') return closeStepId;
    this.opened = step.frame;
    return openStepId;
  }
}

/** Offsets of a body's operators: the first, and the one past the last. */
export interface BodyRange {
  readonly start: number;
  readonly end: number;
}

/** Where the operators of a defined function stand. */
export function bodyRange(reader: OperatorReader, module: Module, definedIndex: number): BodyRange {
  reader.openFunction(module, definedIndex);
  return { start: reader.position, end: reader.end };
}

/** The whole body, front to back. Positions are then offsets in the module, less a constant. */
export function wholeBody(range: BodyRange): BodyStep[] {
  return [{ kind: 'code', from: range.start, to: range.end }];
}
