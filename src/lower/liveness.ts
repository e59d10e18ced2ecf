// Which locals a loop's header needs: what an OSR transfer carries over, and what baseline code has phis for. Backward
// walks over the prescan's trace, until what loops need at their back edges is what was found at their headers.
import { FrameKind, type Prescan, Trace } from './prescan.ts';

/** Beyond this many words of bit sets, every local of the function counts as live: bounds time and memory. */
const maxSetWords = 1 << 22;

/** Exact sets take about as many walks as loops are nested; where these do not suffice, sets become larger. */
const maxExactWalks = 10;

class Liveness {
  private readonly scan: Prescan;
  private readonly words: number;
  private live!: Uint32Array;
  /** Live sets at the labels of the open frames, innermost last, and the frames themselves. */
  private readonly labels: Uint32Array[] = [];
  private readonly frames: number[] = [];
  /** Live at the start of the `else` arm of each open `if`. */
  private readonly elseLive = new Map<number, Uint32Array>();
  /** Live in some handler of the scopes around: live all through those scopes, whatever is assigned there. */
  private pinned!: Uint32Array;
  /** What was pinned outside of the open scopes, by frame. */
  private readonly pinnedOutside = new Map<number, Uint32Array>();
  /** Live at each loop's header, as far as walks have found. */
  private readonly headers: Uint32Array[];
  private changed = false;
  /** Sets that are in use no more. */
  private readonly spare: Uint32Array[] = [];
  /** What each loop reads anywhere, where walking on until nothing changes would take too long. */
  private reads: readonly Uint32Array[] | undefined;

  constructor(scan: Prescan, localCount: number) {
    this.scan = scan;
    this.words = (localCount + 31) >>> 5;
    this.headers = Array.from({ length: scan.loopCount }, () => new Uint32Array(this.words));
  }

  run(): Int32Array[] {
    for (let walks = 0; walks === 0 || this.changed; walks++) {
      if (walks === maxExactWalks) this.reads = this.readsOfLoops();
      this.walk();
      if (this.reads !== undefined) break;
    }
    return this.headers.map(members);
  }

  private walk(): void {
    const { trace } = this.scan;
    this.changed = false;
    this.live = new Uint32Array(this.words);
    this.pinned = new Uint32Array(this.words);
    this.pinnedOutside.clear();
    this.elseLive.clear();
    this.labels.push(new Uint32Array(this.words));
    this.frames.push(0);
    for (let at = trace.length - 1; at >= 0; at--) {
      const entry = trace[at] as number;
      const operand = entry >> 4;
      const kind = entry & 15;
      if (kind === Trace.get) this.live[operand >>> 5]! |= 1 << (operand & 31);
      else if (kind === Trace.set) this.live[operand >>> 5]! &= ~(1 << (operand & 31)) | this.pinned[operand >>> 5]!;
      else if (kind === Trace.brTable) at = this.brTable(at, operand);
      else if (kind === Trace.clauses) at = this.clauses(at, operand);
      else this.control(kind, operand);
    }
    this.labels.pop();
    this.frames.pop();
  }

  private control(kind: number, operand: number): void {
    switch (kind) {
      case Trace.end:
        this.endOfFrame(operand);
        return;
      case Trace.else:
        this.elseLive.set(operand, this.live);
        this.live = this.copy(this.label(0));
        return;
      case Trace.open:
        this.startOfFrame(operand);
        return;
      case Trace.catch:
        this.handler(operand);
        return;
      case Trace.br:
        this.live.set(this.label(operand));
        this.add(this.pinned);
        return;
      case Trace.brIf:
        this.add(this.label(operand));
        return;
      default:
        this.live.set(this.pinned);
    }
  }

  /** Pins a set in a scope that is left, backwards, at the start of `frame`. */
  private pin(frame: number, set: Uint32Array): void {
    if (!this.pinnedOutside.has(frame)) this.pinnedOutside.set(frame, this.pinned);
    this.pinned = this.pinned.slice();
    union(this.pinned, set);
    this.add(this.pinned);
  }

  /** Start of a handler: the one before it, or the body, ends here too. */
  private handler(frame: number): void {
    const reached = this.live;
    this.live = this.label(0).slice();
    this.pin(frame, reached);
  }

  /** The try_table that was just entered at its end has `count` clauses, whose labels stand before `at`. */
  private clauses(at: number, count: number): number {
    for (let i = at - count; i < at; i++) {
      this.pin(this.frames.at(-1) as number, this.label((this.scan.trace[i] as number) + 1));
    }
    return at - count - 1;
  }

  private endOfFrame(frame: number): void {
    if (frame === 0) {
      this.live.fill(0);
      return;
    }
    const loop = this.scan.frameLoop[frame] as number;
    this.labels.push(loop >= 0 ? this.backEdge(loop) : this.copy(this.live));
    this.frames.push(frame);
  }

  /** Live where a loop begins again. */
  private backEdge(loop: number): Uint32Array {
    if (this.reads === undefined) return this.headers[loop] as Uint32Array;
    const larger = this.live.slice();
    union(larger, this.reads[loop] as Uint32Array);
    return larger;
  }

  private startOfFrame(frame: number): void {
    const label = this.labels.pop() as Uint32Array;
    this.frames.pop();
    const outside = this.pinnedOutside.get(frame);
    if (outside !== undefined) this.pinned = outside;
    const otherArm = this.elseLive.get(frame);
    if (otherArm !== undefined) {
      this.add(otherArm);
      this.spare.push(otherArm);
    } else if ((this.scan.frameElseArm[frame] as number) < 0 && (this.scan.frameKind[frame] as number) === FrameKind.if)
      this.add(label);
    const loop = this.scan.frameLoop[frame] as number;
    if (loop >= 0) this.noteHeader(loop);
    else this.spare.push(label);
  }

  private noteHeader(loop: number): void {
    const header = this.headers[loop] as Uint32Array;
    for (let word = 0; word < this.words; word++) {
      if (header[word] === this.live[word]) continue;
      header[word] = this.live[word] as number;
      this.changed = true;
    }
  }

  /** `at` is the entry of a br_table, after its `count` labels; returns the index of the `labels` entry before them. */
  private brTable(at: number, count: number): number {
    this.live.set(this.pinned);
    for (let i = at - count; i < at; i++) this.add(this.label(this.scan.trace[i] as number));
    return at - count - 1;
  }

  private label(depth: number): Uint32Array {
    return this.labels[this.labels.length - 1 - depth] as Uint32Array;
  }

  private add(set: Uint32Array): void {
    union(this.live, set);
  }

  /** Copied by hand: most sets are one word. */
  private copy(set: Uint32Array): Uint32Array {
    const copied = this.spare.pop() ?? new Uint32Array(this.words);
    for (let word = 0; word < this.words; word++) copied[word] = set[word] as number;
    return copied;
  }

  /** The locals that each loop reads anywhere inside. */
  private readsOfLoops(): Uint32Array[] {
    const { trace, frameLoop } = this.scan;
    const sets: Uint32Array[] = [];
    const open: number[] = [];
    const inner: number[] = [];
    for (let at = 0; at < trace.length; at++) {
      const kind = (trace[at] as number) & 15;
      const operand = (trace[at] as number) >> 4;
      const loop = inner.at(-1) ?? -1;
      if (kind === Trace.get && loop >= 0) sets[loop]![operand >>> 5]! |= 1 << (operand & 31);
      else if (kind === Trace.open) {
        const opened = frameLoop[operand] as number;
        if (opened >= 0) {
          sets[opened] = new Uint32Array(this.words);
          inner.push(opened);
        }
        open.push(opened);
      } else if (kind === Trace.end && open.length > 0 && (open.pop() as number) >= 0) {
        const closed = inner.pop() as number;
        const outer = inner.at(-1);
        if (outer !== undefined) union(sets[outer] as Uint32Array, sets[closed] as Uint32Array);
      } else if (kind === Trace.labels) at += operand;
    }
    return sets;
  }
}

/** For each loop by ordinal, the locals (ascending) that are live at its header. Needs a traced prescan. */
export function liveAtLoops(scan: Prescan, localCount: number): Int32Array[] {
  if (scan.loopCount * ((localCount + 31) >>> 5) > maxSetWords) {
    const all = Int32Array.from({ length: localCount }, (_, local) => local);
    return new Array(scan.loopCount).fill(all);
  }
  return scan.loopCount === 0 ? [] : new Liveness(scan, localCount).run();
}

function union(into: Uint32Array, other: Uint32Array): void {
  for (let word = 0; word < into.length; word++) into[word]! |= other[word] as number;
}

function members(set: Uint32Array): Int32Array {
  const found: number[] = [];
  for (let word = 0; word < set.length; word++) {
    for (let bits = set[word] as number; bits !== 0; bits &= bits - 1) {
      found.push(32 * word + 31 - Math.clz32(bits & -bits));
    }
  }
  return Int32Array.from(found);
}
