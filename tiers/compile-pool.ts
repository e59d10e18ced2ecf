// The pool of compile workers: every run-ahead and optimizing compile is a Piscina task. Started with the first task;
// keeps its own queue, so that what matters most goes first and stale guesses can be dropped. The only user of Piscina.
import { availableParallelism } from 'node:os';
import type { Piscina } from 'piscina';
import { workerPath } from '../src/core/paths.ts';
import type { Activity } from './activity.ts';
import type { CompileLane } from './metrics.ts';
import type { CompileOutcome, CompileTask } from './protocol.ts';
import type { Tuning } from './tuning.ts';

/** Lanes by urgency: a running loop first, guesses last. */
const lanes: readonly CompileLane[] = ['osr', 'tierUp', 'runAhead'];

interface Waiting {
  readonly task: CompileTask;
  readonly distance: number;
  readonly resolve: (outcome: CompileOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** What a pool worker is started with. */
export interface WorkerStart {
  readonly niceness: number;
  /** Cells of `Activity`. */
  readonly activity: Int32Array;
}

/** Threads of the pool: the setting, or the processors that the program leaves. */
export function poolThreads(tuning: Tuning, processors = availableParallelism()): number {
  return tuning.poolThreads > 0 ? Math.floor(tuning.poolThreads) : Math.max(1, processors - 1);
}

export class CompilePool {
  readonly #tuning: Tuning;
  readonly #activity: Activity;
  readonly #threads: number;
  readonly #queues: Record<CompileLane, Waiting[]> = { firstCall: [], runAhead: [], tierUp: [], osr: [] };
  #pool: Promise<Piscina> | undefined;
  #quiet: NodeJS.Timeout | undefined;
  #active = 0;
  #activeOptimized = 0;
  #closed = false;

  constructor(tuning: Tuning, activity: Activity) {
    this.#tuning = tuning;
    this.#activity = activity;
    this.#threads = poolThreads(tuning);
  }

  /** Tasks of a lane that no worker has taken yet. */
  waiting(lane: CompileLane): number {
    return this.#queues[lane].length;
  }

  /**
   * Runs a task when a thread is free; of a lane's tasks the one with the smallest distance, then the oldest. Rejects
   * when the pool is closed or its worker died.
   */
  run(task: CompileTask, distance = 0): Promise<CompileOutcome> {
    return new Promise((resolve, reject) => {
      const queue = this.#queues[task.lane];
      const after = queue.findIndex((waiting) => waiting.distance > distance);
      queue.splice(after < 0 ? queue.length : after, 0, { task, distance, resolve, reject });
      this.#fill();
    });
  }

  /** A first call was served: the program is busy starting, and guesses alone do not start the pool's threads yet. */
  postpone(): void {
    if (this.#pool) return;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.#open();
      this.#fill();
    }, this.#tuning.runAheadQuietMs);
  }

  /** Drops what waits and ends the threads; resolves when they are gone. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#quiet);
    for (const queue of Object.values(this.#queues)) {
      for (const { reject } of queue.splice(0)) reject(new Error('the compile pool is closed'));
    }
    if (this.#pool) await (await this.#pool).destroy();
  }

  #open(): Promise<Piscina> {
    this.#pool ??= import('piscina').then(({ Piscina }) => {
      const workerData: WorkerStart = { niceness: this.#tuning.compileNiceness, activity: this.#activity.cells };
      return new Piscina({
        filename: workerPath('compile-worker'),
        minThreads: 1,
        maxThreads: this.#threads,
        idleTimeout: 5000,
        workerData,
        resourceLimits: { stackSizeMb: this.#tuning.compileStackMb },
      });
    });
    return this.#pool;
  }

  #optimizedAtOnce(): number {
    return this.#tuning.optimizedAtOnce > 0 ? this.#tuning.optimizedAtOnce : this.#threads;
  }

  #next(): Waiting | undefined {
    for (const lane of lanes) {
      if (lane === 'runAhead' && !this.#pool) return undefined;
      const queue = this.#queues[lane];
      const first = queue[0];
      if (!first) continue;
      if (first.task.tier === 'optimized' && this.#activeOptimized >= this.#optimizedAtOnce()) continue;
      return queue.shift();
    }
    return undefined;
  }

  #fill(): void {
    while (!this.#closed && this.#active < this.#threads) {
      const waiting = this.#next();
      if (!waiting) return;
      this.#start(waiting);
    }
  }

  async #start({ task, resolve, reject }: Waiting): Promise<void> {
    const optimized = task.tier === 'optimized' ? 1 : 0;
    this.#active++;
    this.#activeOptimized += optimized;
    try {
      resolve(await (await this.#open()).run(task));
    } catch (error) {
      reject(error);
    } finally {
      this.#active--;
      this.#activeOptimized -= optimized;
      this.#fill();
    }
  }
}
