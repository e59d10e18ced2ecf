// How busy an engine's compile threads are: a few cells of shared memory that all of them update, and whether they shall
// give up. Knows nothing else.

const compiling = 0;
const workers = 1;
const outstanding = 2;
const closed = 3;
const cells = 4;

export class Activity {
  /** Shared between threads: post it, and wrap it again there. */
  readonly cells: Int32Array;

  constructor(shared?: Int32Array) {
    this.cells = shared ?? new Int32Array(new SharedArrayBuffer(4 * cells));
  }

  /** Compiles running now, on all threads. */
  get compiling(): number {
    return Atomics.load(this.cells, compiling);
  }

  /** Tasks that the controller has given to the pool and whose outcome it has not taken in yet. */
  get outstanding(): number {
    return Atomics.load(this.cells, outstanding);
  }

  /** A compile begins; `end` has to follow. */
  begin(): void {
    Atomics.add(this.cells, compiling, 1);
  }

  end(): void {
    Atomics.sub(this.cells, compiling, 1);
  }

  /** Counts a compile for as long as `work` runs. */
  while<Result>(work: () => Result): Result {
    this.begin();
    try {
      return work();
    } finally {
      this.end();
    }
  }

  /** Nobody wants what is being compiled any more. */
  close(): void {
    Atomics.store(this.cells, closed, 1);
  }

  /** One word, 0 until `close`. */
  get closed(): Int32Array {
    return this.cells.subarray(closed, closed + 1);
  }

  taskGiven(): void {
    Atomics.add(this.cells, outstanding, 1);
  }

  taskTaken(): void {
    Atomics.sub(this.cells, outstanding, 1);
  }

  /** Numbers of pool workers, from 1. */
  nextWorker(): number {
    return Atomics.add(this.cells, workers, 1) + 1;
  }
}
