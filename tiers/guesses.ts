// What the program will probably call next, soonest first: what the functions it has just called call, then what those
// call. Pure; knows nothing of compiling.
import type { FuncIndex } from '../src/core/module.ts';
import type { BatchLimits, BatchSource } from './batch.ts';

/** Functions that are compiled together because they are a guess. */
export interface Guess {
  readonly functions: readonly FuncIndex[];
  /** Calls between them and code that was asked for, from 1. */
  readonly distance: number;
}

export class Guesses {
  readonly #source: BatchSource;
  /** By distance: of each, the last one is next. */
  readonly #stacks: FuncIndex[][] = [];

  constructor(source: BatchSource) {
    this.#source = source;
  }

  /** The program may call these, the first one first, and sooner than what was guessed at this distance before. */
  add(functions: readonly FuncIndex[], distance: number): void {
    this.#stacks[distance] ??= [];
    const stack = this.#stacks[distance];
    for (let i = functions.length - 1; i >= 0; i--) {
      const functionIndex = functions[i]!;
      if (this.#source.available(functionIndex)) stack.push(functionIndex);
    }
  }

  /** Takes the next functions of one distance, at least one, and as many as fit; undefined when there is none left. */
  take(limits: BatchLimits): Guess | undefined {
    for (const [distance, stack] of this.#stacks.entries()) {
      const functions = stack ? this.#pop(stack, limits) : [];
      if (functions.length > 0) return { functions, distance };
    }
    return undefined;
  }

  #pop(stack: FuncIndex[], limits: BatchLimits): FuncIndex[] {
    const taken = new Set<FuncIndex>();
    let bytes = 0;
    while (stack.length > 0 && taken.size < limits.functions) {
      const functionIndex = stack.at(-1)!;
      const size = this.#source.bodyBytes(functionIndex);
      const isFree = this.#source.available(functionIndex) && !taken.has(functionIndex);
      if (isFree && taken.size > 0 && bytes + size > limits.bodyBytes) break;
      stack.pop();
      if (!isFree) continue;
      taken.add(functionIndex);
      bytes += size;
    }
    return [...taken];
  }
}
