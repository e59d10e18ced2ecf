// Compiles functions for the first time: at once what a running thread waits for and, as far as processors are left,
// what it will probably call next. Lowers on the calling thread, one small unit after another; what LLVM does, native
// threads do beside it. Knows nothing of hot code.
import { availableParallelism } from 'node:os';
import type { FuncIndex } from '../src/core/module.ts';
import { CompileThreads } from '../src/llvm-bindings/index.ts';
import { failFirstCall } from '../src/runtime/binding.ts';
import type { Activity } from './activity.ts';
import { type BatchLimits, chooseBatch } from './batch.ts';
import type { CodeListing } from './code-listing.ts';
import { installUnit } from './code-table.ts';
import { nowNs, type WorkerIdentity } from './compile-task.ts';
import { Guesses } from './guesses.ts';
import type { CompileLane, CompileRecord } from './metrics.ts';
import type { ModuleState } from './module-state.ts';
import type { CompileOutcome } from './protocol.ts';
import {
  type CompileContext,
  type CompiledCode,
  type CompilePhases,
  type CompileUnit,
  noPhases,
  type RunningUnit,
  type Tier,
} from './tier.ts';
import type { Tuning } from './tuning.ts';

export interface FirstCompilesOptions {
  readonly tier: Tier;
  readonly tuning: Tuning;
  readonly activity: Activity;
  readonly identity: WorkerIdentity;
  readonly listing: CodeListing | undefined;
  /** See `ControllerStart`. */
  readonly startNs: number;
  /** What a compile of these functions may look at. */
  readonly context: (state: ModuleState, unit: CompileUnit) => CompileContext;
  /** Hears of each compile that ended. */
  readonly take: (state: ModuleState, lane: CompileLane, outcome: CompileOutcome) => void;
}

interface Started {
  readonly unit: CompileUnit;
  /** See `Guess`; 0 for what was asked for. */
  readonly distance: number;
  readonly startedNs: number;
  /** Whether a thread waits for it. */
  awaited: boolean;
  running?: RunningUnit;
}

function laneOf({ awaited }: Started): CompileLane {
  return awaited ? 'firstCall' : 'runAhead';
}

/** First compiles of one module. */
interface ModuleWork {
  readonly state: ModuleState;
  readonly guesses: Guesses;
  /** What has been started and has not ended, by function. */
  readonly underWay: Map<FuncIndex, Started>;
}

export class FirstCompiles {
  readonly #options: FirstCompilesOptions;
  /** Processors beside the one that runs the program. */
  readonly #spare = Math.max(1, availableParallelism() - 1);
  readonly #modules = new Map<number, ModuleWork>();
  #threads: CompileThreads | undefined;
  /** Compiles given to the threads, and how many of them a thread of the program waits for. */
  #running = 0;
  #awaited = 0;
  #scheduled: NodeJS.Immediate | undefined;
  #closed = false;

  constructor(options: FirstCompilesOptions) {
    this.#options = options;
  }

  /** A thread waits for the function. */
  firstCall(state: ModuleState, functionIndex: FuncIndex): void {
    const work = this.#workOf(state);
    const started = work.underWay.get(functionIndex);
    if (started) {
      this.#await(started);
      started.running?.hurry();
      return;
    }
    if (!state.available(functionIndex)) return;
    const { firstCallBatchBytes, firstCallBatchFunctions } = this.#options.tuning;
    const limits = { bodyBytes: firstCallBatchBytes, functions: firstCallBatchFunctions };
    const expected = state.sequence.expected(functionIndex);
    this.#begin(work, { functions: chooseBatch(functionIndex, state, limits) }, 0, true);
    work.guesses.add(expected, 1);
    this.#schedule();
  }

  /** Nothing more is compiled for the module, nor heard of what is under way. */
  forget(state: ModuleState): void {
    this.#modules.delete(state.number);
  }

  /** Drops what has not begun; returns when the threads have ended. */
  close(): void {
    this.#closed = true;
    clearImmediate(this.#scheduled);
    this.#modules.clear();
    this.#threads?.close();
  }

  #workOf(state: ModuleState): ModuleWork {
    const known = this.#modules.get(state.number);
    if (known) return known;
    const work = { state, guesses: new Guesses(state), underWay: new Map<FuncIndex, Started>() };
    this.#modules.set(state.number, work);
    return work;
  }

  #await(started: Started): void {
    if (!started.awaited) this.#awaited++;
    started.awaited = true;
  }

  #begin(work: ModuleWork, unit: CompileUnit, distance: number, awaited: boolean): void {
    const { state, guesses, underWay } = work;
    const { tier, tuning, activity, context } = this.#options;
    const started: Started = { unit, distance, startedNs: nowNs(), awaited: false };
    if (awaited) this.#await(started);
    for (const functionIndex of unit.functions) {
      state.claims.claim(functionIndex);
      underWay.set(functionIndex, started);
    }
    this.#running++;
    activity.begin();
    try {
      this.#threads ??= new CompileThreads({
        count: 1 + this.#spare,
        stackMb: tuning.compileStackMb,
        niceness: tuning.compileNiceness,
      });
      const running = tier.begin(unit, context(state, unit), this.#threads, awaited);
      started.running = running;
      running.compiled.then(
        ({ code, thread }) => this.#end(work, started, () => this.#install(work, started, code, thread)),
        (error) => this.#end(work, started, () => this.#fail(work, started, error)),
      );
    } catch (error) {
      this.#end(work, started, () => this.#fail(work, started, error));
      return;
    }
    if (distance >= tuning.runAheadDepth) return;
    for (const functionIndex of unit.functions) guesses.add(state.callees(functionIndex), distance + 1);
  }

  #end(work: ModuleWork, started: Started, then: () => void): void {
    this.#running--;
    if (started.awaited) this.#awaited--;
    this.#options.activity.end();
    if (this.#modules.get(work.state.number) !== work) return;
    for (const functionIndex of started.unit.functions) work.underWay.delete(functionIndex);
    then();
    this.#schedule();
  }

  #install(work: ModuleWork, started: Started, code: CompiledCode, thread: number): void {
    const { state } = work;
    const { listing, take } = this.#options;
    const installingNs = nowNs();
    try {
      const image = installUnit(state.id, code);
      const installedNs = nowNs();
      listing?.installed(state.module, code, image, installingNs);
      const installed = code.rows.map(({ functionIndex }) => functionIndex);
      for (const functionIndex of installed) state.claims.finish(functionIndex);
      const records = [this.#record(state, started, code.phases, code.code.length, { llvmThread: `llvm-${thread}` })];
      const { swapped } = image;
      take(state, laneOf(started), { records, installed, failed: [], osrInstalled: false, swapped, installedNs });
    } catch (error) {
      this.#fail(work, started, error);
    }
  }

  /** Smaller units after a failure; a function that fails alone is given up. */
  #fail(work: ModuleWork, started: Started, error: unknown): void {
    const { tier, take } = this.#options;
    const { unit, distance, awaited } = started;
    const { state } = work;
    const message = error instanceof Error ? error.message : String(error);
    const parts = tier.split(unit);
    const given = parts.length > 0 ? [] : unit.functions;
    for (const functionIndex of given) {
      state.claims.fail(functionIndex);
      failFirstCall(state.id, functionIndex, message);
    }
    const failed = given.map((functionIndex) => ({ functionIndex, message }));
    const records = [this.#record(state, started, noPhases, 0, { error: message })];
    take(state, laneOf(started), { records, installed: [], failed, osrInstalled: false, swapped: 0, installedNs: 0 });
    for (const part of parts) this.#begin(work, part, distance, awaited);
  }

  #record(
    { number: module }: ModuleState,
    started: Started,
    phases: CompilePhases,
    codeBytes: number,
    how: Pick<CompileRecord, 'llvmThread' | 'error'>,
  ): CompileRecord {
    const { tier, identity, startNs } = this.#options;
    const { unit, startedNs } = started;
    const elapsedNs = Object.values(phases).reduce((sum, phaseNs) => sum + phaseNs, 0);
    const what = { module, functions: unit.functions, tier: tier.name, lane: laneOf(started) };
    return { ...what, ...identity, ...how, startedNs: startedNs - startNs, elapsedNs, phases, codeBytes };
  }

  /** Guesses are lowered one unit a turn of the event loop, so that what a thread waits for comes in between. */
  #schedule(): void {
    if (this.#closed || !this.#hasRoom()) return;
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      if (this.#hasRoom() && this.#guess()) this.#schedule();
    });
  }

  /**
   * Whether a processor is left for a guess: beside the program, or in its place while it waits. What is lowered then is
   * ready for LLVM's threads as soon as they come free.
   */
  #hasRoom(): boolean {
    const { runAheadQueue } = this.#options.tuning;
    return this.#running < (this.#awaited > 0 ? this.#awaited + this.#spare + runAheadQueue : this.#spare);
  }

  #guess(): boolean {
    const { runAheadBatchBytes, runAheadBatchFunctions } = this.#options.tuning;
    const limits: BatchLimits = { bodyBytes: runAheadBatchBytes, functions: runAheadBatchFunctions };
    for (const work of this.#modules.values()) {
      const guess = work.guesses.take(limits);
      if (!guess) continue;
      this.#begin(work, { functions: guess.functions }, guess.distance, false);
      return true;
    }
    return false;
  }
}
