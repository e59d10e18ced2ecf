// What is known of a body before it is lowered: control frames and their arms, where each local is assigned, counted
// sites, what the function uses, and (on demand) the trace for the liveness of locals. scan-body.ts fills it in.
import type { CounterSource } from '../core/counter-layout.ts';
import type { FuncIndex, TypeIndex } from '../core/module.ts';
import { Ancestry } from './ancestry.ts';

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
  readonly frameKind: number[] = [];
  readonly frameStart: number[] = [];
  readonly frameEnd: number[] = [];
  /** Position of what follows the frame. */
  readonly frameNext: number[] = [];
  /** The arm in which the frame stands. */
  readonly frameParent: number[] = [];
  readonly frameArm: number[] = [];
  readonly frameElseArm: number[] = [];
  /** Loop ordinal, or -1. */
  readonly frameLoop: number[] = [];
  readonly armStart: number[] = [];
  readonly armEnd: number[] = [];
  readonly armFrame: number[] = [];
  /** Arms by nesting; the numbers are the arms' own. */
  readonly arms = new Ancestry();
  /** Loops by nesting: node k + 1 is the loop with ordinal k, node 0 stands for no loop. */
  readonly loops = new Ancestry();
  /** The innermost loop around (or with) each arm, as a node of `loops`. */
  readonly armLoop: number[] = [];
  /** Where each loop ends, by node. */
  readonly loopEnd: number[] = [];

  /** Position and arm of each assignment, by local and then by position: those of local x from assignStart[x]. */
  assignPosition = new Int32Array(0);
  assignArm = new Int32Array(0);
  assignStart: Int32Array = new Int32Array(1);
  childStart: Int32Array = new Int32Array(1);
  children = new Int32Array(0);

  readonly loopOffsets: number[] = [];
  readonly loopFrame: number[] = [];
  readonly siteKinds: number[] = [];
  readonly siteOffsets: number[] = [];
  readonly siteDetails: number[] = [];
  readonly flowList: number[] = [];
  /** Reads and writes of locals with control flow, from the first loop on; empty unless asked for. */
  readonly trace: number[] = [];

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
    return this.loopOffsets.length;
  }
  get siteCount(): number {
    return this.siteKinds.length;
  }
  get flow(): Int32Array {
    return Int32Array.from(this.flowList);
  }

  /** First of local `x`'s assignments that stands at or after `position`: an index into assignPosition. */
  firstAssignmentFrom(x: number, position: number): number {
    const positions = this.assignPosition;
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
      if ((this.frameStart[this.children[middle] as number] as number) <= position) low = middle;
      else high = middle;
    }
    return this.children[low] as number;
  }
}
