// Notices a program that walks along a list of functions (the call sites of start-up code, the table entries it runs
// through) and says what it will call next. Works like read-ahead in a file system: the window grows while guesses come
// true. Pure; knows nothing of compiling.
import type { FuncIndex } from '../src/core/module.ts';

/** Entries that may be skipped (branches not taken) without the walk counting as ended. */
const skipped = 8;

/** A walk along one list, forwards or backwards. */
class Walk {
  readonly #largestWindow: number;
  #last: number | undefined;
  #direction = 0;
  #window = 0;

  constructor(largestWindow: number) {
    this.#largestWindow = largestWindow;
  }

  /** The program is at `position`: returns the entries of the list that it will probably reach next, soonest first. */
  advance(list: readonly FuncIndex[], position: number): FuncIndex[] {
    const step = this.#last === undefined ? 0 : position - this.#last;
    this.#last = position;
    const direction = Math.sign(step);
    const near = step !== 0 && Math.abs(step) <= this.#window + skipped;
    const walking = near && (this.#direction === 0 || direction === this.#direction);
    this.#direction = near ? direction : 0;
    this.#window = walking ? Math.min(this.#largestWindow, Math.max(1, 2 * this.#window)) : 0;
    if (direction >= 0) return list.slice(position + 1, position + 1 + this.#window);
    return list.slice(Math.max(0, position - this.#window), position).reverse();
  }
}

interface Site {
  readonly caller: FuncIndex;
  /** Position among the caller's callees. */
  readonly position: number;
}

export class CallSequence {
  readonly #callees: (functionIndex: FuncIndex) => readonly FuncIndex[];
  readonly #largestWindow: number;
  /** Where a function was found to be called: in the caller that got code first. */
  readonly #sites = new Map<FuncIndex, Site>();
  readonly #tabled: readonly FuncIndex[];
  readonly #tablePositions: ReadonlyMap<FuncIndex, number>;
  readonly #tableWalk: Walk;
  #caller: FuncIndex | undefined;
  #callerWalk: Walk;

  /** `tabled`: functions that can be called indirectly, by rising index, which is about the order of the source. */
  constructor(
    callees: (functionIndex: FuncIndex) => readonly FuncIndex[],
    tabled: readonly FuncIndex[],
    largestWindow: number,
  ) {
    this.#callees = callees;
    this.#tabled = tabled;
    this.#tablePositions = new Map(tabled.map((functionIndex, position) => [functionIndex, position]));
    this.#largestWindow = largestWindow;
    this.#tableWalk = new Walk(largestWindow);
    this.#callerWalk = new Walk(largestWindow);
  }

  /** The function has code now: it may be what calls others. */
  compiled(caller: FuncIndex): void {
    this.#callees(caller).forEach((callee, position) => {
      if (!this.#sites.has(callee)) this.#sites.set(callee, { caller, position });
    });
  }

  /** A first call of the function: returns what will probably be called next, soonest first; empty outside a walk. */
  expected(functionIndex: FuncIndex): FuncIndex[] {
    const site = this.#sites.get(functionIndex);
    if (site) {
      if (site.caller !== this.#caller) this.#callerWalk = new Walk(this.#largestWindow);
      this.#caller = site.caller;
      return this.#callerWalk.advance(this.#callees(site.caller), site.position);
    }
    const position = this.#tablePositions.get(functionIndex);
    return position === undefined ? [] : this.#tableWalk.advance(this.#tabled, position);
  }
}
