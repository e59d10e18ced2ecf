// One pass over a body before it is lowered: control frames and their arms, where each local is assigned, counted
// sites, what the function uses, and (on demand) the trace for the liveness of locals. Emits nothing.
import { Flow } from '../core/counter-flow.ts';
import type { CounterSource } from '../core/counter-layout.ts';
import type { FuncIndex, TypeIndex } from '../core/module.ts';
import { Ancestry } from './ancestry.ts';
import type { BodyStream } from './body-stream.ts';
import { countingStarts, IntList } from './int-list.ts';
import { Class, classes } from './operator-class.ts';

export const FrameKind = { block: 0, loop: 1, if: 2 } as const;

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
} as const;

/**
 * What the prescan found. Frame 0 is the function's. An arm is a straight part of the control structure: a block's
 * or loop's inside, or one side of an `if`; arm 0 is the function's outermost level.
 */
export class Prescan implements CounterSource {
  readonly frameKind = new IntList();
  readonly frameStart = new IntList();
  readonly frameEnd = new IntList();
  /** The arm in which the frame stands. */
  readonly frameParent = new IntList();
  readonly frameArm = new IntList();
  readonly frameElseArm = new IntList();
  /** Loop ordinal, or -1. */
  readonly frameLoop = new IntList();
  readonly armStart = new IntList();
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

class Scanner {
  private readonly scan = new Prescan();
  private readonly stream: BodyStream;
  private readonly localCount: number;
  private readonly traced: boolean;
  private readonly open = new IntList();
  private arm = 0;

  constructor(stream: BodyStream, localCount: number, traced: boolean) {
    this.stream = stream;
    this.localCount = localCount;
    this.traced = traced;
  }

  run(): Prescan {
    const { scan, stream } = this;
    scan.frameStart.push(-1);
    scan.frameKind.push(FrameKind.block);
    scan.frameParent.push(-1);
    scan.frameEnd.push(0);
    scan.frameArm.push(0);
    scan.frameElseArm.push(-1);
    scan.frameLoop.push(-1);
    scan.armStart.push(-1);
    scan.armFrame.push(0);
    scan.armLoop.push(0);
    scan.loopEnd.push(2 ** 31 - 1);
    this.open.push(0);
    while (!stream.atEnd()) {
      const kind = classes[stream.next()] as number;
      scan.operatorCount++;
      if (kind !== Class.other) this.operator(kind);
    }
    this.groupByLocal();
    this.groupChildren();
    return scan;
  }

  private operator(kind: number): void {
    const { scan, stream } = this;
    switch (kind) {
      case Class.localGet:
        this.note(Trace.get, stream.reader.index);
        return;
      case Class.localSet:
        scan.assignLocal.push(stream.reader.index);
        scan.assignPosition.push(stream.position);
        scan.assignArm.push(this.arm);
        this.note(Trace.set, stream.reader.index);
        return;
      case Class.vectorMemory:
        scan.usesVectors = true;
        scan.usesMemory ||= stream.reader.memory === 0;
        return;
      case Class.memory:
        scan.usesMemory ||= stream.reader.memory === 0;
        return;
      case Class.vector:
        scan.usesVectors = true;
        return;
      case Class.call:
        scan.callCount++;
        return;
      case Class.callIndirect:
        scan.callCount++;
        this.indirectSite();
        return;
      case Class.tailCall:
        scan.tailCalledFunctions.add(stream.reader.index);
        this.control(Class.exit);
        return;
      case Class.tailCallIndirect:
        scan.tailCalledTypes.add(stream.reader.index);
        this.indirectSite();
        this.control(Class.exit);
        return;
      default:
        this.control(kind);
    }
  }

  private control(kind: number): void {
    const { reader } = this.stream;
    switch (kind) {
      case Class.block:
        this.flow(Flow.block, 0);
        this.openFrame(FrameKind.block);
        return;
      case Class.loop:
        this.flow(Flow.loop, this.scan.loopCount);
        this.openFrame(FrameKind.loop);
        return;
      case Class.if:
        this.site(0, 1);
        this.flow(Flow.if, 0);
        this.openFrame(FrameKind.if);
        return;
      case Class.else:
        this.elseArm();
        return;
      case Class.end:
        this.closeFrame();
        return;
      case Class.br:
        this.note(Trace.br, reader.index);
        this.flow(Flow.jump, reader.index);
        return;
      case Class.brIf:
        this.site(0, this.isLoop(reader.index) ? 0 : 1);
        this.note(Trace.brIf, reader.index);
        this.flow(Flow.branch, reader.index);
        return;
      case Class.brTable:
        this.brTable();
        return;
      default:
        this.note(Trace.exit, 0);
        this.flow(Flow.exit, 0);
    }
  }

  private indirectSite(): void {
    this.site(2, 0);
    this.flow(Flow.indirect, 0);
  }

  private brTable(): void {
    const { reader } = this.stream;
    this.site(1, reader.targetCount + 1);
    this.flow(Flow.table, reader.targetCount + 1);
    const { flowList } = this.scan;
    for (let target = 0; target < reader.targetCount; target++) flowList.push(reader.targets[target] as number);
    flowList.push(reader.index);
    if (!this.traced) return;
    this.note(Trace.labels, reader.targetCount + 1);
    for (let target = 0; target < reader.targetCount; target++) this.scan.trace.push(reader.targets[target] as number);
    this.scan.trace.push(reader.index);
    this.note(Trace.brTable, reader.targetCount + 1);
  }

  private openFrame(kind: number): void {
    const { scan, stream } = this;
    const frame = scan.frameKind.push(kind);
    scan.frameStart.push(stream.position);
    scan.frameEnd.push(0);
    scan.frameParent.push(this.arm);
    scan.frameElseArm.push(-1);
    scan.frameLoop.push(kind === FrameKind.loop ? scan.loopOffsetList.push(stream.reader.offset) : -1);
    let loop = scan.armLoop.at(this.arm);
    if (kind === FrameKind.loop) {
      scan.loopFrame.push(frame);
      // Not closed yet counts as ending after everything.
      scan.loopEnd.push(2 ** 31 - 1);
      loop = scan.loops.add(loop);
    }
    this.openArm(frame, this.arm, loop);
    scan.frameArm.push(this.arm);
    this.open.push(frame);
    this.note(Trace.open, frame);
  }

  private openArm(frame: number, parent: number, loop: number): void {
    this.scan.armStart.push(this.stream.position);
    this.scan.armFrame.push(frame);
    this.scan.armLoop.push(loop);
    this.arm = this.scan.arms.add(parent);
  }

  private elseArm(): void {
    const { scan } = this;
    const frame = this.open.at(this.open.length - 1);
    this.openArm(frame, scan.frameParent.at(frame), scan.armLoop.at(scan.frameParent.at(frame)));
    scan.frameElseArm.data[frame] = this.arm;
    this.note(Trace.else, frame);
    this.flow(Flow.else, 0);
  }

  private closeFrame(): void {
    const frame = this.open.pop();
    this.scan.frameEnd.data[frame] = this.stream.position;
    const loop = this.scan.frameLoop.at(frame);
    if (loop >= 0) this.scan.loopEnd.data[loop + 1] = this.stream.position;
    this.arm = this.scan.frameParent.at(frame);
    this.note(Trace.end, frame);
    this.flow(Flow.end, 0);
  }

  /** Whether the label names a loop: then the taken branch is likely, and its count follows from the loop's own. */
  private isLoop(label: number): boolean {
    return this.scan.frameKind.at(this.open.at(this.open.length - 1 - label)) === FrameKind.loop;
  }

  private flow(kind: number, operand: number): void {
    this.scan.flowList.push(kind | (operand << 4));
  }

  private site(kind: number, detail: number): void {
    this.scan.siteKindList.push(kind);
    this.scan.siteOffsetList.push(this.stream.reader.offset);
    this.scan.siteDetailList.push(detail);
  }

  private note(kind: number, operand: number): void {
    if (this.traced) this.scan.trace.push(kind | (operand << 4));
  }

  /** Sorts the assignments by local, keeping their order: a counting sort. */
  private groupByLocal(): void {
    const { scan, localCount } = this;
    const { assignLocal, assignPosition, assignArm } = scan;
    const starts = countingStarts(assignLocal, localCount);
    const next = starts.slice();
    const positions = new IntList(Math.max(1, assignLocal.length));
    const arms = new IntList(Math.max(1, assignLocal.length));
    for (let i = 0; i < assignLocal.length; i++) {
      const at = next[assignLocal.at(i)]!++;
      positions.data[at] = assignPosition.at(i);
      arms.data[at] = assignArm.at(i);
    }
    scan.assignStart = starts;
    scan.assignPosition = positions;
    scan.assignArm = arms;
  }

  private groupChildren(): void {
    const { scan } = this;
    const parents = new IntList(Math.max(1, scan.frameParent.length));
    for (let frame = 1; frame < scan.frameParent.length; frame++) parents.push(scan.frameParent.at(frame));
    const starts = countingStarts(parents, scan.armStart.length);
    const next = starts.slice();
    scan.children = new Int32Array(parents.length);
    for (let i = 0; i < parents.length; i++) scan.children[next[parents.at(i)]!++] = i + 1;
    scan.childStart = starts;
  }
}

/** Scans a body; `traced` also records what `liveAtLoops` reads. */
export function prescan(stream: BodyStream, localCount: number, traced: boolean): Prescan {
  return new Scanner(stream, localCount, traced).run();
}
