// SSA form of locals, built on demand (after Braun et al., "Simple and Efficient Construction of Static Single
// Assignment Form"): a local's value at a position follows from its last assignment before it, which the prescan
// knows, so phis arise only where a value is read that differs between paths. Everything is iterative and each phi is
// made once: the cost is linear in reads, assignments and phi operands. Some locals live in the frame instead: those
// assigned where exceptions are caught, as a handler is reached from anywhere in its scope, and in large unoptimized
// functions all that are assigned twice. Knows nothing of operators.
import type { Block, FunctionBuilder, Type, Value } from '../llvm-bindings/index.ts';
import { frameAccess } from './accesses.ts';
import { PairMap } from './pair-map.ts';
import { FrameKind, type Prescan } from './prescan.ts';

const none = -1;
/**
 * Unoptimized functions with at least so many operators keep locals in the frame: where many branches meet, each would
 * copy every value that differs between any two of them, and those copies would be most of the code.
 */
const largeFunctionOperators = 1000;

/** What is needed of the function whose locals these are. */
export interface LocalsOwner {
  readonly scan: Prescan;
  readonly builder: FunctionBuilder;
  /** Types of all locals, parameters first. */
  readonly localTypes: readonly Type[];
  readonly optimized: boolean;
}

export class LocalValues {
  /** Where lowering stands: the innermost arm. */
  arm = 0;

  private readonly scan: Prescan;
  private readonly builder: FunctionBuilder;
  private readonly types: readonly Type[];
  private readonly initial: (local: number) => Value;
  /** Addresses of the locals that live in the frame; `none` for the others. */
  private readonly slots: Int32Array;
  /** Whether values that loops carry stand in variables of the frame instead of phis. */
  private readonly carriesInFrame: boolean;
  /** Variables of values that loops carry, and the loops' frames, by value. */
  private readonly variables = new Map<Value, { readonly variable: Value; readonly frame: number }>();

  /** Value of each assignment, by the prescan's grouped index. */
  private readonly assigned: Int32Array;
  /** Last value read or assigned, valid while `epochs` holds the current epoch. */
  private readonly cached: Int32Array;
  private readonly epochs: Int32Array;
  /** Block in which the last value of a local in the frame was read or assigned: it is not known in others. */
  private readonly cachedIn: Int32Array;
  private epoch = 1;

  /** Control-flow edges to a frame's label, linked from the frame's first. */
  private readonly edgeNext: number[] = [];
  private readonly edgeBlock: number[] = [];
  private readonly edgePosition: number[] = [];
  private readonly edgeArm: number[] = [];
  private readonly firstEdge: Int32Array;
  private readonly lastEdge: Int32Array;
  /** LLVM block at whose head values that meet at each frame's label arise. */
  private readonly labelBlock: Int32Array;
  private readonly sealed: Uint8Array;

  /** Merged values by (frame, local). */
  private readonly merged = new PairMap();
  /** Phis of open loops, by loop frame: pairs (local, phi). */
  private readonly openPhis = new Map<number, number[]>();
  /** Phis made at loops that are closed already, to be filled: triples (frame, local, phi). */
  private readonly unfilled: number[] = [];

  constructor({ scan, builder, localTypes: types, optimized }: LocalsOwner, initial: (local: number) => Value) {
    this.scan = scan;
    this.builder = builder;
    this.types = types;
    this.initial = initial;
    this.carriesInFrame = !optimized;
    const frames = scan.frameKind.length;
    this.assigned = new Int32Array(scan.assignPosition.length).fill(none);
    this.cached = new Int32Array(types.length);
    this.epochs = new Int32Array(types.length);
    this.slots = new Int32Array(types.length).fill(none);
    this.cachedIn = new Int32Array(types.length);
    this.firstEdge = new Int32Array(frames).fill(none);
    this.lastEdge = new Int32Array(frames).fill(none);
    this.labelBlock = new Int32Array(frames).fill(none);
    this.sealed = new Uint8Array(frames);
    for (const local of this.framed()) {
      const slot = builder.alloca(types[local] as Type);
      builder.store(initial(local), slot, frameAccess);
      this.slots[local] = slot;
    }
  }

  private framed(): ReadonlySet<number> {
    const { scan, types, carriesInFrame } = this;
    if (!carriesInFrame || scan.operatorCount < largeFunctionOperators) return scan.framedLocals;
    const locals = new Set(scan.framedLocals);
    types.forEach((_, local) => {
      if ((scan.assignStart[local + 1] as number) - (scan.assignStart[local] as number) > 1) locals.add(local);
    });
    return locals;
  }

  /** Value of a local just before `position`, in the current arm. */
  get(local: number, position: number): Value {
    const slot = this.slots[local] as Value;
    const known = this.epochs[local] === this.epoch;
    if (known && (slot < 0 || this.cachedIn[local] === this.builder.currentBlock)) {
      return this.cached[local] as Value;
    }
    const value =
      slot < 0
        ? this.resolve(local, this.arm, position)
        : this.builder.load(this.types[local] as Type, slot, frameAccess);
    this.fillPhis();
    return this.cache(local, value);
  }

  private cache(local: number, value: Value): Value {
    this.cached[local] = value;
    this.cachedIn[local] = this.builder.currentBlock;
    this.epochs[local] = this.epoch;
    return value;
  }

  /** Records the assignment at `position`. */
  set(local: number, position: number, value: Value): void {
    const slot = this.slots[local] as Value;
    if (slot >= 0) this.builder.store(value, slot, frameAccess);
    else this.assigned[this.scan.firstAssignmentFrom(local, position)] = value;
    this.cache(local, value);
  }

  /** Control has arrived where values may differ from those before: the start of an `else` arm, or a join. */
  forget(): void {
    this.epoch++;
  }

  /** Adds an edge from `block`, at `position` in `arm`, to the frame's label. For a loop the first is its entry. */
  addEdge(frame: number, block: Block, position: number, arm = this.arm): void {
    const edge = this.edgeNext.push(none) - 1;
    this.edgeBlock.push(block);
    this.edgePosition.push(position);
    this.edgeArm.push(arm);
    if (this.firstEdge[frame] === none) this.firstEdge[frame] = edge;
    else this.edgeNext[this.lastEdge[frame] as number] = edge;
    this.lastEdge[frame] = edge;
  }

  edgeCount(frame: number): number {
    let count = 0;
    for (let edge = this.firstEdge[frame] as number; edge !== none; edge = this.edgeNext[edge] as number) count++;
    return count;
  }

  /** The block at whose head values that meet at the label arise: the label's own, of a loop the one with its body. */
  setLabelBlock(frame: number, block: Block): void {
    this.labelBlock[frame] = block;
  }

  /**
   * A value that the loop of `frame` carries around, as its body finds it. Optimized code has a phi for it. Unoptimized
   * code has a variable: LLVM would copy a phi from one place of the frame to another wherever control passes a block
   * before the value is used.
   */
  carry(frame: number, type: Type): Value {
    const body = this.labelBlock[frame] as Block;
    if (!this.carriesInFrame) return this.builder.phi(type, body);
    const variable = this.builder.alloca(type);
    const value = this.builder.headLoad(type, variable, body);
    this.variables.set(value, { variable, frame });
    return value;
  }

  /** What a carried value becomes when control goes to its loop from the end of `block`. */
  bring(carried: Value, value: Value, block: Block): void {
    const known = this.variables.get(carried);
    if (known === undefined) this.builder.addIncoming(carried, value, block);
    else this.builder.tailStore(value, known.variable, block);
  }

  /** A value that holds where the loop's body begins, for a block that control reaches from the header instead. */
  besideBody(frame: number, value: Value): Value {
    const known = this.variables.get(value);
    if (known === undefined || known.frame !== frame) return value;
    return this.builder.load(this.builder.typeOf(value), known.variable, frameAccess);
  }

  /** Enters a loop, whose entry edge has been added. */
  openLoop(frame: number): void {
    this.openPhis.set(frame, []);
    this.epoch++;
  }

  /** All edges of the loop are known: completes its phis. */
  closeLoop(frame: number): void {
    const phis = this.openPhis.get(frame) as number[];
    for (let i = 0; i < phis.length; i += 2) this.fill(frame, phis[i] as number, phis[i + 1] as Value);
    this.sealed[frame] = 1;
    this.openPhis.delete(frame);
    this.fillPhis();
  }

  private fillPhis(): void {
    const { unfilled } = this;
    while (unfilled.length > 0) {
      const phi = unfilled.pop() as Value;
      const local = unfilled.pop() as number;
      this.fill(unfilled.pop() as number, local, phi);
    }
  }

  private fill(frame: number, local: number, phi: Value): void {
    for (let edge = this.firstEdge[frame] as number; edge !== none; edge = this.edgeNext[edge] as number) {
      const value = this.resolve(local, this.edgeArm[edge] as number, this.edgePosition[edge] as number);
      this.bring(phi, value, this.edgeBlock[edge] as number as Block);
    }
  }

  private resolve(local: number, arm: number, position: number): Value {
    const known = this.follow(local, arm, position);
    return (known >= 0 ? known : this.merge(local, ~known)) as Value;
  }

  /**
   * Goes back from `position` in `arm` to what the local holds there: a value, or the complement of a closed frame
   * whose paths must be merged first.
   */
  private follow(local: number, arm: number, position: number): number {
    const { scan } = this;
    const first = scan.assignStart[local] as number;
    const end = scan.assignStart[local + 1] as number;
    for (;;) {
      const next = scan.firstAssignmentFrom(local, position);
      const assignedAt = next > first ? (scan.assignPosition[next - 1] as number) : none;
      if (next < end) {
        // A loop around here that assigns the local later on brings that value back to its header.
        const loop = scan.loops.nearestAbove(
          scan.armLoop[arm] as number,
          scan.loopEnd,
          scan.assignPosition[next] as number,
        );
        if (loop !== 0) {
          const frame = scan.loopFrame[loop - 1] as number;
          if ((scan.frameStart[frame] as number) > assignedAt) return this.loopPhi(local, frame);
        }
      }
      if (assignedAt === none) return this.initial(local);
      const outer = scan.arms.nearestAtMost(arm, scan.armStart, assignedAt);
      if (outer !== arm) {
        const around = scan.childContaining(outer, position);
        if (assignedAt > (scan.frameStart[around] as number)) {
          // The assignment stands in the other arm of an `if` around here.
          arm = outer;
          position = scan.frameStart[around] as number;
          continue;
        }
      }
      if ((scan.assignArm[next - 1] as number) === outer) return this.assigned[next - 1] as number;
      const frame = scan.childContaining(outer, assignedAt);
      if ((scan.frameKind[frame] as number) === FrameKind.loop) {
        arm = scan.frameArm[frame] as number;
        position = scan.frameEnd[frame] as number;
        continue;
      }
      const merged = this.merged.get(frame, local);
      if (merged >= 0) return merged;
      const edge = this.firstEdge[frame] as number;
      if ((this.edgeNext[edge] as number) !== none) return ~frame;
      arm = this.edgeArm[edge] as number;
      position = this.edgePosition[edge] as number;
    }
  }

  private loopPhi(local: number, frame: number): Value {
    const known = this.merged.get(frame, local);
    if (known >= 0) return known as Value;
    const phi = this.carry(frame, this.types[local] as Type);
    this.merged.set(frame, local, phi);
    if (this.sealed[frame]) this.unfilled.push(frame, local, phi);
    else (this.openPhis.get(frame) as number[]).push(local, phi);
    return phi;
  }

  /** Merges a local over the edges of a closed frame, and over those of the frames that this needs, inner ones first. */
  private merge(local: number, outermost: number): Value {
    const frames = [outermost];
    const edges = [this.firstEdge[outermost] as number];
    const firstOperands = [0];
    const operands: number[] = [];
    for (;;) {
      const top = frames.length - 1;
      const edge = edges[top] as number;
      const frame = frames[top] as number;
      if (edge !== none) {
        const known = this.follow(local, this.edgeArm[edge] as number, this.edgePosition[edge] as number);
        if (known >= 0) {
          operands.push(known);
          edges[top] = this.edgeNext[edge] as number;
        } else {
          frames.push(~known);
          edges.push(this.firstEdge[~known] as number);
          firstOperands.push(operands.length);
        }
        continue;
      }
      const value = this.join(local, frame, operands.splice(firstOperands[top] as number));
      this.merged.set(frame, local, value);
      if (top === 0) return value;
      frames.pop();
      edges.pop();
      firstOperands.pop();
    }
  }

  /** One value for a label from its edges' values: the same on all edges, or a phi. */
  private join(local: number, frame: number, values: readonly number[]): Value {
    const first = values[0] as Value;
    if (values.every((value) => value === first)) return first;
    const phi = this.builder.phi(this.types[local] as Type, this.labelBlock[frame] as Block);
    let edge = this.firstEdge[frame] as number;
    for (let index = 0; index < values.length; index++) {
      this.builder.addIncoming(phi, values[index] as Value, this.edgeBlock[edge] as number as Block);
      edge = this.edgeNext[edge] as number;
    }
    return phi;
  }
}
