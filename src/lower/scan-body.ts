// The one pass over a body that a `Prescan` comes from. Emits nothing.
import { Flow } from '../core/counter-flow.ts';
import { type BodyStream, streamEnd } from './body-stream.ts';
import { Class, classes } from './operator-class.ts';
import { FrameKind, Prescan, Trace } from './prescan.ts';

class Scanner {
  private readonly scan = new Prescan();
  private readonly stream: BodyStream;
  private readonly localCount: number;
  private readonly traced: boolean;
  /** Whether the trace is being written: it begins with the first loop, as what stands before is live at no header. */
  private tracing = false;
  private readonly open: number[] = [];
  /** Assignments in order of position: local and arm. */
  private readonly assignLocal: number[] = [];
  private readonly assignPosition: number[] = [];
  private readonly assignArm: number[] = [];
  /** Labels of the clauses of the open try_tables, innermost last; empty for a legacy `try`. */
  private readonly tries: number[][] = [];
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
    scan.frameNext.push(0);
    scan.armEnd.push(0);
    scan.frameArm.push(0);
    scan.frameElseArm.push(-1);
    scan.frameLoop.push(-1);
    scan.armStart.push(-1);
    scan.armFrame.push(0);
    scan.armLoop.push(0);
    scan.loopEnd.push(2 ** 31 - 1);
    this.open.push(0);
    let operators = 0;
    for (let id = stream.next(); id !== streamEnd; id = stream.next()) {
      const kind = classes[id] as number;
      operators++;
      if (kind === Class.other) continue;
      if (kind !== Class.localGet) this.operator(kind);
      else if (this.tracing) scan.trace.push(Trace.get | (stream.reader.index << 4));
    }
    scan.operatorCount = operators;
    this.groupByLocal();
    this.groupChildren();
    return scan;
  }

  private operator(kind: number): void {
    const { scan, stream } = this;
    switch (kind) {
      case Class.memory:
        scan.usesMemory ||= stream.reader.memory === 0;
        return;
      case Class.localSet:
        this.assignLocal.push(stream.reader.index);
        this.assignPosition.push(stream.position);
        this.assignArm.push(this.arm);
        if (this.tries.length > 0) scan.framedLocals.add(stream.reader.index);
        this.note(Trace.set, stream.reader.index);
        return;
      case Class.vectorMemory:
        scan.usesVectors = true;
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
      case Class.planned:
        this.openFrame(this.plannedKind());
        return;
      case Class.tryTable:
        this.flow(Flow.block, 0);
        this.openFrame(FrameKind.tryTable);
        return;
      case Class.try:
        this.flow(Flow.block, 0);
        this.openFrame(FrameKind.try);
        return;
      case Class.catch:
        this.catchArm();
        return;
      case Class.loop:
        this.tracing = this.traced;
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
      case Class.delegate:
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
    if (!this.tracing) return;
    this.note(Trace.labels, reader.targetCount + 1);
    for (let target = 0; target < reader.targetCount; target++) this.scan.trace.push(reader.targets[target] as number);
    this.scan.trace.push(reader.index);
    this.note(Trace.brTable, reader.targetCount + 1);
  }

  /** Kind of a frame that a plan opens. */
  private plannedKind(): number {
    const opened = this.stream.opened?.kind;
    if (opened === 'tryTable') return FrameKind.tryTable;
    return opened === 'try' || opened === 'catch' ? FrameKind.try : FrameKind.block;
  }

  private openFrame(kind: number): void {
    const { scan, stream } = this;
    if (kind === FrameKind.tryTable) this.tries.push(this.clauseLabels());
    else if (kind === FrameKind.try) this.tries.push([]);
    const frame = scan.frameKind.push(kind) - 1;
    scan.frameStart.push(stream.position);
    scan.frameEnd.push(0);
    scan.frameNext.push(0);
    scan.frameParent.push(this.arm);
    scan.frameElseArm.push(-1);
    scan.frameLoop.push(kind === FrameKind.loop ? scan.loopOffsets.push(stream.reader.offset) - 1 : -1);
    let loop = scan.armLoop[this.arm] as number;
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
    this.scan.armEnd.push(0);
    this.arm = this.scan.arms.add(parent);
  }

  private elseArm(): void {
    const { scan } = this;
    const frame = this.open[this.open.length - 1] as number;
    this.nextArm(frame);
    scan.frameElseArm[frame] = this.arm;
    this.note(Trace.else, frame);
    this.flow(Flow.else, 0);
  }

  /** Goes on to another arm of a frame. */
  private nextArm(frame: number): void {
    const { scan } = this;
    scan.armEnd[this.arm] = this.stream.position;
    this.openArm(frame, scan.frameParent[frame] as number, scan.armLoop[scan.frameParent[frame] as number] as number);
  }

  /** How often handlers run is not counted. */
  private catchArm(): void {
    const frame = this.open[this.open.length - 1] as number;
    this.nextArm(frame);
    this.note(Trace.catch, frame);
    this.flow(Flow.else, 0);
  }

  /** Labels of the try_table that the reader has just read. A plan's continuation is never traced. */
  private clauseLabels(): number[] {
    const { reader } = this.stream;
    if (!this.traced) return [];
    return Array.from({ length: reader.targetCount }, (_, clause) => reader.targets[3 * clause + 2] as number);
  }

  private noteClauses(): void {
    const labels = this.tries.pop() as number[];
    if (!this.tracing || labels.length === 0) return;
    this.note(Trace.labels, labels.length);
    for (const label of labels) this.scan.trace.push(label);
    this.note(Trace.clauses, labels.length);
  }

  private closeFrame(): void {
    const frame = this.open.pop() as number;
    const { position, reader } = this.stream;
    const kind = this.scan.frameKind[frame] as number;
    if (kind === FrameKind.tryTable || kind === FrameKind.try) this.noteClauses();
    this.scan.frameEnd[frame] = position;
    this.scan.frameNext[frame] = position + reader.position - reader.offset;
    this.scan.armEnd[this.arm] = position;
    const loop = this.scan.frameLoop[frame] as number;
    if (loop >= 0) this.scan.loopEnd[loop + 1] = this.stream.position;
    this.arm = this.scan.frameParent[frame] as number;
    this.note(Trace.end, frame);
    this.flow(Flow.end, 0);
  }

  /** Whether the label names a loop: then the taken branch is likely, and its count follows from the loop's own. */
  private isLoop(label: number): boolean {
    return (this.scan.frameKind[this.open[this.open.length - 1 - label] as number] as number) === FrameKind.loop;
  }

  private flow(kind: number, operand: number): void {
    this.scan.flowList.push(kind | (operand << 4));
  }

  private site(kind: number, detail: number): void {
    this.scan.siteKinds.push(kind);
    this.scan.siteOffsets.push(this.stream.reader.offset);
    this.scan.siteDetails.push(detail);
  }

  private note(kind: number, operand: number): void {
    if (this.tracing) this.scan.trace.push(kind | (operand << 4));
  }

  /** Sorts the assignments by local, keeping their order: a counting sort. */
  private groupByLocal(): void {
    const { scan, localCount } = this;
    const { assignLocal } = this;
    const starts = countingStarts(assignLocal, localCount);
    const next = starts.slice();
    const positions = new Int32Array(assignLocal.length);
    const arms = new Int32Array(assignLocal.length);
    for (let i = 0; i < assignLocal.length; i++) {
      const at = next[assignLocal[i] as number]!++;
      positions[at] = this.assignPosition[i] as number;
      arms[at] = this.assignArm[i] as number;
    }
    scan.assignStart = starts;
    scan.assignPosition = positions;
    scan.assignArm = arms;
  }

  private groupChildren(): void {
    const { scan } = this;
    const parents = scan.frameParent.slice(1);
    const starts = countingStarts(parents, scan.armStart.length);
    const next = starts.slice();
    scan.children = new Int32Array(parents.length);
    for (let i = 0; i < parents.length; i++) scan.children[next[parents[i] as number]!++] = i + 1;
    scan.childStart = starts;
  }
}

/** Where each key's entries begin once sorted, and the total at the end. */
function countingStarts(keys: readonly number[], keyCount: number): Int32Array {
  const starts = new Int32Array(keyCount + 1);
  for (let i = 0; i < keys.length; i++) starts[(keys[i] as number) + 1]!++;
  for (let key = 0; key < keyCount; key++) starts[key + 1]! += starts[key] as number;
  return starts;
}

/** Scans a body; `traced` also records what `liveAtLoops` reads. */
export function prescan(stream: BodyStream, localCount: number, traced: boolean): Prescan {
  return new Scanner(stream, localCount, traced).run();
}
