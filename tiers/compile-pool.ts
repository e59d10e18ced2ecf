// The pool of compile workers: every run-ahead and optimizing compile is a Piscina task. Started with the first task;
// keeps its own queue, so that what matters most goes first and stale guesses can be dropped. The only user of Piscina.
import { availableParallelism } from 'node:os';
import type { Piscina } from 'piscina';
import { workerPath } from '../src/core/paths.ts';
import type { Activity } from './activity.ts';
import type { CodeListingKind } from './code-listing.ts';
import type { PoolLane } from './metrics.ts';
import type { CompileOutcome, CompileTask } from './protocol.ts';
import { type Machine, nextTask, type RankedTask } from './task-choice.ts';
import type { TierName } from './tier.ts';
import { compileThreadLimits, type Tuning } from './tuning.ts';

/** Lanes by urgency: what takes no time and a running loop first. */
const lanes: readonly PoolLane[] = ['recount', 'osr', 'tierUp'];

/** Ranks are asked for again at most so often: after this many times as long as asking took. */
const rankingPause = 20;

/** A task's place in its lane, the smallest first; may change while it waits. */
export type Rank = () => number;

export interface PoolTask {
  readonly lane: PoolLane;
  readonly tier: TierName;
  /** Size of its unit. */
  readonly bodyBytes: number;
  readonly currentRank: Rank;
  /** Makes the task when a thread takes it. */
  readonly task: () => CompileTask;
}

interface Waiting extends PoolTask, RankedTask {
  /** What `currentRank` said when it was asked last. */
  rank: number;
  readonly large: boolean;
  readonly resolve: (outcome: CompileOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** What a pool worker is started with. */
export interface WorkerStart {
  readonly niceness: number;
  readonly codeListing?: CodeListingKind;
  /** Cells of `Activity`. */
  readonly activity: Int32Array;
}

/** Threads of the pool: the setting, or the processors that the program leaves. */
export function poolThreads(tuning: Tuning, processors = availableParallelism()): number {
  return tuning.poolThreads > 0 ? Math.floor(tuning.poolThreads) : Math.max(2, processors - 1);
}

export class CompilePool {
  readonly #tuning: Tuning;
  readonly #activity: Activity;
  readonly #codeListing: CodeListingKind | undefined;
  readonly #machine: Machine;
  readonly #queues: Record<PoolLane, Waiting[]> = { tierUp: [], osr: [], recount: [] };
  readonly #running = new Set<Waiting>();
  #pool: Promise<Piscina> | undefined;
  #rankAgainMs = 0;
  #closed = false;

  constructor(tuning: Tuning, activity: Activity, codeListing?: CodeListingKind) {
    this.#codeListing = codeListing;
    this.#tuning = tuning;
    this.#activity = activity;
    this.#machine = { threads: poolThreads(tuning), processors: availableParallelism() };
  }

  /**
   * Runs a task when a thread is free; of a lane's tasks the one with the smallest rank, then the oldest. Rejects when the
   * pool is closed or its worker died.
   */
  run(given: PoolTask): Promise<CompileOutcome> {
    const large = given.bodyBytes > this.#tuning.largeUnitBytes && given.tier === 'optimized';
    return new Promise((resolve, reject) => {
      this.#queues[given.lane].push({ ...given, rank: given.currentRank(), large, resolve, reject });
      this.#fill();
    });
  }

  /** Drops what waits and ends the threads; resolves when they are gone. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const queue of Object.values(this.#queues)) {
      for (const { reject } of queue.splice(0)) reject(new Error('the compile pool is closed'));
    }
    if (this.#pool) await (await this.#pool).destroy();
  }

  #open(): Promise<Piscina> {
    this.#pool ??= import('piscina').then(({ Piscina }) => {
      const workerData: WorkerStart = {
        niceness: this.#tuning.compileNiceness,
        activity: this.#activity.cells,
        ...(this.#codeListing && { codeListing: this.#codeListing }),
      };
      return new Piscina({
        filename: workerPath('compile-worker.js'),
        minThreads: 1,
        maxThreads: this.#machine.threads,
        idleTimeout: 5000,
        workerData,
        resourceLimits: compileThreadLimits(this.#tuning),
      });
    });
    return this.#pool;
  }

  /** Orders what waits, older tasks before younger ones of the same rank. */
  #order(): void {
    const start = performance.now();
    if (start < this.#rankAgainMs) return;
    for (const running of this.#running) if (running.large) running.rank = running.currentRank();
    for (const lane of lanes) {
      for (const waiting of this.#queues[lane]) waiting.rank = waiting.currentRank();
      this.#queues[lane].sort((a, b) => a.rank - b.rank);
    }
    const end = performance.now();
    this.#rankAgainMs = end + (end - start) * rankingPause;
  }

  #next(): Waiting | undefined {
    this.#order();
    for (const lane of lanes) {
      const queue = this.#queues[lane];
      const next = nextTask(queue, [...this.#running], this.#machine);
      if (next >= 0) return queue.splice(next, 1)[0];
    }
    return undefined;
  }

  #fill(): void {
    while (!this.#closed && this.#running.size < this.#machine.threads) {
      const waiting = this.#next();
      if (!waiting) return;
      this.#start(waiting);
    }
  }

  async #start(waiting: Waiting): Promise<void> {
    const { task, resolve, reject } = waiting;
    this.#running.add(waiting);
    try {
      const pool = await this.#open();
      resolve(await pool.run(task()));
    } catch (error) {
      reject(error);
    } finally {
      this.#running.delete(waiting);
      this.#fill();
    }
  }
}
