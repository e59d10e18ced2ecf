// What is known of a body before it is lowered: control frames and their arms, where each local is assigned, counted
// sites, what the function uses, and (on demand) the trace for the liveness of locals. scan-body.ts fills it in.
import type { CounterSource } from '../core/counter-layout.ts';
import type { FuncIndex, TypeIndex } from '../core/module.ts';
import { Ancestry } from './ancestry.ts';
import { IntList } from './int-list.ts';

export const FrameKind = { block: 0, loop: 1, if: 2, tryTable: 3, try: 4 } as const;

/**
 * Entries of the liveness trace: kind in the low 4 bits, operand above. The labels of a br_table stand between two
 * entries that both give their number, so that the trace reads both ways.
 */
export const Trace = {
  get: 0,
  set: 1,
  open: 2,
  else: 3,
  end: 4,
  br: 5,
  brIf: 6,
  labels: 7,
  brTable: 8,
  exit: 9,
  /** Start of a handler of a legacy `try`, whose frame is given. */
  catch: 10,
  /** Where a try_table has ended: its labels, from outside, stand before it as those of a br_table. */
  clauses: 11,
} as const;

/**
 * What the prescan found. Frame 0 is the function's. An arm is a straight part of the control structure: a block's
 * or loop's inside, one side of an `if`, the body or a handler of a legacy `try`; arm 0 is the function's outermost level.
 */
export class Prescan implements CounterSource {
  readonly frameKind = new IntList();
  readonly frameStart = new IntList();
  readonly frameEnd = new IntList();
  /** Position of what follows the frame. */
  readonly frameNext = new IntList();
  /** The arm in which the frame stands. */
  readonly frameParent = new IntList();
  readonly frameArm = new IntList();
  readonly frameElseArm = new IntList();
  /** Loop ordinal, or -1. */
  readonly frameLoop = new IntList();
  readonly armStart = new IntList();
  readonly armEnd = new IntList();
  readonly armFrame = new IntList();
  /** Arms by nesting; the numbers are the arms' own. */
  readonly arms = new Ancestry();
  /** Loops by nesting: node k + 1 is the loop with ordinal k, node 0 stands for no loop. */
  readonly loops = new Ancestry();
  /** The innermost loop around (or with) each arm, as a node of `loops`. */
  readonly armLoop = new IntList();
  /** Where each loop ends, by node. */
  readonly loopEnd = new IntList();

  /** Assignments in order of position, then (after `finish`) grouped by local: those of local x from assignStart[x]. */
  readonly assignLocal = new IntList();
  assignPosition = new IntList();
  assignArm = new IntList();
  assignStart: Int32Array = new Int32Array(1);
  childStart: Int32Array = new Int32Array(1);
  children = new Int32Array(0);

  readonly loopOffsetList = new IntList();
  readonly loopFrame = new IntList();
  readonly siteKindList = new IntList();
  readonly siteOffsetList = new IntList();
  readonly siteDetailList = new IntList();
  readonly flowList = new IntList();
  /** Reads and writes of locals with control flow; empty unless asked for. */
  readonly trace = new IntList();

  /** Locals that are assigned inside a try_table or try, handlers included. */
  readonly framedLocals = new Set<number>();

  usesMemory = false;
  usesVectors = false;
  /** Calls that keep the frame. */
  callCount = 0;
  /** Functions and types that are tail-called, by index. */
  readonly tailCalledFunctions = new Set<FuncIndex>();
  readonly tailCalledTypes = new Set<TypeIndex>();
  operatorCount = 0;

  get loopCount(): number {
    return this.loopOffsetList.length;
  }
  get loopOffsets(): Int32Array {
    return this.loopOffsetList.data;
  }
  get siteCount(): number {
    return this.siteKindList.length;
  }
  get siteKinds(): Int32Array {
    return this.siteKindList.data;
  }
  get siteOffsets(): Int32Array {
    return this.siteOffsetList.data;
  }
  get siteDetails(): Int32Array {
    return this.siteDetailList.data;
  }
  get flow(): Int32Array {
    return this.flowList.data.slice(0, this.flowList.length);
  }

  /** First of local `x`'s assignments that stands at or after `position`: an index into assignPosition. */
  firstAssignmentFrom(x: number, position: number): number {
    const positions = this.assignPosition.data;
    let low = this.assignStart[x] as number;
    let high = this.assignStart[x + 1] as number;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((positions[middle] as number) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The frame directly in `arm` that contains `position`, its first position included. */
  childContaining(arm: number, position: number): number {
    let low = this.childStart[arm] as number;
    let high = this.childStart[arm + 1] as number;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.frameStart.at(this.children[middle] as number) <= position) low = middle;
      else high = middle;
    }
    return this.children[low] as number;
  }
}
