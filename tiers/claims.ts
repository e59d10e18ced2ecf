// Which functions of a module somebody compiles for the first time: one byte a function in shared memory, so that the
// controller and the pool never compile one twice. Knows nothing of tiers above the first.

const free = 0;
const claimed = 1;
const done = 2;
const failed = 3;

export class Claims {
  /** Shared between threads: post it, and wrap it again there. */
  readonly states: Uint8Array;

  /** `functionCount` counts imports too; they are simply never claimed. */
  constructor(states: Uint8Array | number) {
    this.states = typeof states === 'number' ? new Uint8Array(new SharedArrayBuffer(states)) : states;
  }

  isFree(functionIndex: number): boolean {
    return Atomics.load(this.states, functionIndex) === free;
  }

  /** True for the one caller that may compile the function now. */
  claim(functionIndex: number): boolean {
    return Atomics.compareExchange(this.states, functionIndex, free, claimed) === free;
  }

  /** The claimed function has code. */
  finish(functionIndex: number): void {
    Atomics.store(this.states, functionIndex, done);
  }

  /** The claimed function cannot be compiled. */
  fail(functionIndex: number): void {
    Atomics.store(this.states, functionIndex, failed);
  }

  /** Fails a function that is claimed, because its claimer is gone. True when it was. */
  abandon(functionIndex: number): boolean {
    return Atomics.compareExchange(this.states, functionIndex, claimed, failed) === claimed;
  }
}
