// Outcome counts from counters: only one side of a branch is counted, the other follows from how often the branch ran,
// and that from the control structure around it, as every path in is counted or derived. Knows no code.
import { type CounterLayout, entryCount, loopCount } from './counter-layout.ts';

/**
 * Entries of a body's flow: kind in the low 4 bits, operand above. `loop`: its ordinal. Branches: the label; those of a
 * `table` follow it, their number is the operand. `branch`, `if`, `table` and `indirect` each are the next site.
 */
export const Flow = {
  block: 0,
  loop: 1,
  if: 2,
  else: 3,
  end: 4,
  jump: 5,
  branch: 6,
  table: 7,
  exit: 8,
  indirect: 9,
} as const;

/** An open frame: executions of the branches to its end, and of the side of an `if` whose arm has not begun. */
interface FlowFrame {
  readonly loop: boolean;
  reached: number;
  otherwise: number;
}

class FlowReader {
  readonly outcomes: (readonly number[])[] = [];
  private readonly layout: CounterLayout;
  private readonly words: Uint32Array;
  private readonly frames: FlowFrame[] = [];
  /** How often the current place was executed. */
  private current: number;

  constructor(layout: CounterLayout, words: Uint32Array) {
    this.layout = layout;
    this.words = words;
    this.current = entryCount(words);
    this.open(false, 0);
  }

  run(): void {
    const { flow } = this.layout;
    for (let at = 0; at < flow.length; at++) {
      const kind = (flow[at] as number) & 15;
      const operand = (flow[at] as number) >> 4;
      if (kind === Flow.table) {
        this.table(flow.subarray(at + 1, at + 1 + operand));
        at += operand;
      } else this.step(kind, operand);
    }
  }

  private step(kind: number, operand: number): void {
    switch (kind) {
      case Flow.block:
        this.open(false, 0);
        return;
      case Flow.loop:
        this.current = loopCount(this.words, operand);
        this.open(true, 0);
        return;
      case Flow.if: {
        const [not, taken] = this.split();
        this.open(false, not);
        this.current = taken;
        return;
      }
      case Flow.else:
        this.elseArm();
        return;
      case Flow.end:
        this.end();
        return;
      case Flow.jump:
        this.reach(operand, this.current);
        this.current = 0;
        return;
      case Flow.branch: {
        const [not, taken] = this.split();
        this.reach(operand, taken);
        this.current = not;
        return;
      }
      case Flow.indirect:
        this.outcomes.push([]);
        return;
      default:
        this.current = 0;
    }
  }

  private open(loop: boolean, otherwise: number): void {
    this.frames.push({ loop, reached: 0, otherwise });
  }

  private elseArm(): void {
    const frame = this.frames.at(-1) as FlowFrame;
    frame.reached += this.current;
    this.current = frame.otherwise;
    frame.otherwise = 0;
  }

  private end(): void {
    const { reached, otherwise } = this.frames.pop() as FlowFrame;
    this.current += reached + otherwise;
  }

  private reach(label: number, count: number): void {
    const frame = this.frames.at(-1 - label) as FlowFrame;
    if (!frame.loop) frame.reached += count;
  }

  /** Outcomes of the next site, a branch. Counts taken while code ran may disagree: none is below zero. */
  private split(): readonly [not: number, taken: number] {
    const site = this.layout.sites[this.outcomes.length] as CounterLayout['sites'][number];
    const counted = this.words[site.word] as number;
    const rest = Math.max(0, this.current - counted);
    const outcomes = site.side === 1 ? ([rest, counted] as const) : ([counted, rest] as const);
    this.outcomes.push(outcomes);
    return outcomes;
  }

  private table(labels: Int32Array): void {
    const { word } = this.layout.sites[this.outcomes.length] as CounterLayout['sites'][number];
    const counts = Array.from(labels, (_, index) => this.words[word + index] as number);
    labels.forEach((label, index) => {
      this.reach(label, counts[index] as number);
    });
    this.outcomes.push(counts);
    this.current = 0;
  }
}

/**
 * Outcomes of each site of the layout, in its order: [not taken, taken] of a branch, one count a target of a table
 * (default last), nothing for an indirect call.
 */
export function siteOutcomes(layout: CounterLayout, words: Uint32Array): readonly (readonly number[])[] {
  const reader = new FlowReader(layout, words);
  reader.run();
  return reader.outcomes;
}
