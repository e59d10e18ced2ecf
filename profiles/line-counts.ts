// How often each operator of a function ran: entries, loops and outcomes of branches spread over the body by its
// control structure. The counterpart of src/core/counter-flow.ts for profiles, whose sites are keyed by offset.
import type { FuncIndex, Module } from '../src/core/module.ts';
import { opcodeIds } from '../src/core/opcodes.ts';
import { OperatorReader } from '../src/decode/operator-reader.ts';
import { addCounts } from './counts.ts';
import type { FunctionProfile } from './profile-view.ts';

/** Executions so far; undefined where no counter tells, as behind a handler of exceptions. */
type Count = number | undefined;

interface Frame {
  readonly loop: boolean;
  /** Executions of branches to the frame's end. */
  reached: Count;
  /** Executions of the arm of an `if` that has not begun. */
  otherwise: Count;
}

function sum(a: Count, b: Count): Count {
  return a === undefined || b === undefined ? undefined : addCounts(a, b);
}

class LineCounter {
  readonly counts = new Map<number, number>();
  readonly #reader: OperatorReader;
  readonly #profile: FunctionProfile;
  readonly #frames: Frame[] = [];
  #current: Count;

  constructor(reader: OperatorReader, profile: FunctionProfile) {
    this.#reader = reader;
    this.#profile = profile;
    this.#current = profile.entries;
    this.#open(false, 0);
  }

  run(): void {
    const reader = this.#reader;
    while (!reader.atEnd()) {
      const id = reader.next();
      // What stands at a join ran as often as what joins there: `end` and `loop` show the count behind them.
      const before = this.#current;
      this.#step(id);
      const shown = id === opcodeIds.end || id === opcodeIds.loop || id === opcodeIds.else ? this.#current : before;
      if (shown !== undefined) this.counts.set(reader.offset, shown);
    }
  }

  #open(loop: boolean, otherwise: Count): void {
    this.#frames.push({ loop, reached: 0, otherwise });
  }

  #reach(label: number, count: Count): void {
    const frame = this.#frames.at(-1 - label);
    if (frame && !frame.loop) frame.reached = sum(frame.reached, count);
  }

  #branch(): readonly [not: number, taken: number] {
    const [not = 0, taken = 0] = this.#profile.outcomes.get(this.#reader.offset) ?? [];
    return [not, taken];
  }

  #step(id: number): void {
    const reader = this.#reader;
    switch (id) {
      case opcodeIds.block:
      case opcodeIds.try:
        this.#open(false, 0);
        return;
      case opcodeIds.loop:
        this.#current = this.#profile.loops.get(reader.offset) ?? 0;
        this.#open(true, 0);
        return;
      case opcodeIds.if: {
        const [not, taken] = this.#branch();
        this.#open(false, not);
        this.#current = taken;
        return;
      }
      case opcodeIds.else: {
        const frame = this.#frames.at(-1);
        if (!frame) return;
        frame.reached = sum(frame.reached, this.#current);
        this.#current = frame.otherwise;
        frame.otherwise = 0;
        return;
      }
      case opcodeIds.end: {
        const frame = this.#frames.pop();
        if (frame) this.#current = sum(this.#current, sum(frame.reached, frame.otherwise));
        return;
      }
      case opcodeIds.br_if: {
        const [not, taken] = this.#branch();
        this.#reach(reader.index, taken);
        this.#current = not;
        return;
      }
      default:
        this.#leave(id);
    }
  }

  /** Operators after which the next one does not follow, or that branch without being counted. */
  #leave(id: number): void {
    const reader = this.#reader;
    switch (id) {
      case opcodeIds.br:
        this.#reach(reader.index, this.#current);
        this.#current = 0;
        return;
      case opcodeIds.br_table: {
        const counts = this.#profile.outcomes.get(reader.offset) ?? [];
        const labels = [...reader.targets.subarray(0, reader.targetCount), reader.index];
        labels.forEach((label, index) => {
          this.#reach(label, counts[index] ?? 0);
        });
        this.#current = 0;
        return;
      }
      case opcodeIds.br_on_null:
      case opcodeIds.br_on_non_null:
        this.#reach(reader.index, undefined);
        this.#current = undefined;
        return;
      case opcodeIds.try_table:
        for (let clause = 0; clause < reader.targetCount; clause++) {
          this.#reach(reader.targets[3 * clause + 2] as number, undefined);
        }
        this.#open(false, 0);
        return;
      case opcodeIds.catch:
      case opcodeIds.catch_all: {
        const frame = this.#frames.at(-1);
        if (frame) frame.reached = sum(frame.reached, this.#current);
        this.#current = undefined;
        return;
      }
      case opcodeIds.delegate:
        this.#frames.pop();
        this.#current = undefined;
        return;
      case opcodeIds.unreachable:
      case opcodeIds.return:
      case opcodeIds.return_call:
      case opcodeIds.return_call_indirect:
      case opcodeIds.return_call_ref:
      case opcodeIds.throw:
      case opcodeIds.throw_ref:
      case opcodeIds.rethrow:
        this.#current = 0;
    }
  }
}

/** Executions of the operators of a defined function by module offset; an operator whose count is unknown is left out. */
export function lineCounts(module: Module, functionIndex: FuncIndex, profile: FunctionProfile): Map<number, number> {
  const reader = new OperatorReader(module.bytes, 0);
  reader.openFunction(module, functionIndex - module.importedFunctions.length);
  const counter = new LineCounter(reader, profile);
  counter.run();
  return counter.counts;
}
