// How far the first compile of each function of a module is, one byte a function. Knows nothing of tiers above the first.

const free = 0;
const claimed = 1;
const done = 2;
const failed = 3;

export class Claims {
  readonly #states: Uint8Array;

  /** `functionCount` counts imports too; they are simply never claimed. */
  constructor(functionCount: number) {
    this.#states = new Uint8Array(functionCount);
  }

  /** Nobody compiles the function, or has. */
  isFree(functionIndex: number): boolean {
    return this.#states[functionIndex] === free;
  }

  claim(functionIndex: number): void {
    this.#states[functionIndex] = claimed;
  }

  /** The function has code. */
  finish(functionIndex: number): void {
    this.#states[functionIndex] = done;
  }

  /** The function cannot be compiled. */
  fail(functionIndex: number): void {
    this.#states[functionIndex] = failed;
  }
}
