// Hands a module's events on, first calls before all others and never more than a slice at a time, so that the thread's
// event loop gets its turn: the pool's answers come through it. Knows nothing of what is done about an event.
import type { CodeEvent } from '../src/runtime/binding.ts';

/** Milliseconds of hot events in one turn: short beside what a first call waits for anyway. */
const sliceMs = 2;

export class EventTurns {
  readonly #onFirstCall: (event: CodeEvent) => void;
  readonly #onHot: (event: CodeEvent) => void;
  readonly #firstCalls: CodeEvent[] = [];
  #hot: CodeEvent[] = [];
  #scheduled: NodeJS.Immediate | undefined;

  constructor(onFirstCall: (event: CodeEvent) => void, onHot: (event: CodeEvent) => void) {
    this.#onFirstCall = onFirstCall;
    this.#onHot = onHot;
  }

  /** Takes events; they are handed on after the event loop's next poll. */
  add(events: readonly CodeEvent[]): void {
    for (const event of events) (event.kind === 'firstCall' ? this.#firstCalls : this.#hot).push(event);
    this.#schedule();
  }

  /** Drops what has not been handed on. */
  stop(): void {
    clearImmediate(this.#scheduled);
    this.#firstCalls.length = 0;
    this.#hot = [];
  }

  #schedule(): void {
    if (this.#firstCalls.length + this.#hot.length === 0) return;
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      this.#turn();
      this.#schedule();
    });
  }

  #turn(): void {
    for (const event of this.#firstCalls.splice(0)) this.#onFirstCall(event);
    const end = performance.now() + sliceMs;
    let done = 0;
    while (done < this.#hot.length && performance.now() < end) this.#onHot(this.#hot[done++]!);
    this.#hot = this.#hot.slice(done);
  }
}
