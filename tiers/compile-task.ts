// Carries out one task of the compile pool on the calling thread: compile, install, and on failure try smaller units.
// Knows nothing of queues or policy.
import { profileView } from '../profiles/weights.ts';
import type { FuncIndex, Module } from '../src/core/module.ts';
import type { CodeListing } from './code-listing.ts';
import { installUnit, replaceUnit } from './code-table.ts';
import type { CompileRecord } from './metrics.ts';
import type { CompileOutcome, CompileTask, FailedFunction } from './protocol.ts';
import { type CompileContext, type CompilePhases, type CompileUnit, isGivenUp, noPhases, type Tier } from './tier.ts';

/** Who compiles, for the records. */
export interface WorkerIdentity {
  readonly workerName: string;
  readonly threadId: number;
}

export interface TaskOptions {
  /** Hears of installed code. */
  readonly listing?: CodeListing | undefined;
  /** See `CompileContext`: then the task ends without outcome for what it had not compiled. */
  readonly giveUp?: Int32Array;
}

/** Nanoseconds of the clock that all threads share. */
export function nowNs(): number {
  return Number(process.hrtime.bigint());
}

class TaskRun {
  readonly #task: CompileTask;
  readonly #tier: Tier;
  readonly #context: CompileContext;
  readonly #identity: WorkerIdentity;
  readonly #listing: CodeListing | undefined;
  readonly records: CompileRecord[] = [];
  readonly installed: FuncIndex[] = [];
  readonly failed: FailedFunction[] = [];
  osrInstalled = false;
  swapped = 0;
  installedNs = 0;

  constructor(task: CompileTask, tier: Tier, module: Module, identity: WorkerIdentity, options: TaskOptions) {
    this.#task = task;
    this.#listing = options.listing;
    this.#tier = tier;
    this.#context = {
      module,
      ...(task.profile ? { profile: profileView(task.profile) } : {}),
      ...(task.budgetMs === undefined ? {} : { budgetMs: task.budgetMs }),
      ...(task.misfitShare === undefined ? {} : { misfitShare: task.misfitShare }),
      ...(options.giveUp ? { giveUp: options.giveUp } : {}),
    };
    this.#identity = identity;
  }

  compile(unit: CompileUnit): void {
    const startedNs = nowNs();
    try {
      const compiled = this.#tier.compile(unit, this.#context);
      const installingNs = nowNs();
      const install = this.#task.lane === 'recount' ? replaceUnit : installUnit;
      const image = install(this.#task.moduleId, compiled);
      this.installedNs = nowNs();
      this.#listing?.installed(this.#context.module, compiled, image, installingNs);
      this.swapped += image.swapped;
      this.installed.push(...compiled.rows.map((row) => row.functionIndex));
      if (unit.osr) this.osrInstalled = compiled.osrEntries.length > 0;
      this.#record(unit, startedNs, compiled.phases, compiled.code.length);
    } catch (error) {
      if (isGivenUp(this.#context)) return;
      const message = error instanceof Error ? error.message : String(error);
      this.#record(unit, startedNs, noPhases, 0, message);
      this.#retry(unit, message);
    }
  }

  /** Smaller units after a failure; a function that fails alone is given up. */
  #retry(unit: CompileUnit, message: string): void {
    const parts = this.#tier.split(unit);
    for (const part of parts) this.compile(part);
    if (parts.length > 0) return;
    if (unit.osr) this.failed.push({ functionIndex: unit.osr.functionIndex, message });
    for (const functionIndex of unit.functions) this.failed.push({ functionIndex, message });
  }

  #record(unit: CompileUnit, startedNs: number, phases: CompilePhases, codeBytes: number, error?: string): void {
    const { moduleNumber: module, tier, lane, startNs } = this.#task;
    this.records.push({
      module,
      functions: unit.osr ? [unit.osr.functionIndex] : unit.functions,
      tier,
      lane,
      ...(unit.osr ? { loop: unit.osr.loop } : {}),
      ...this.#identity,
      startedNs: startedNs - startNs,
      elapsedNs: nowNs() - startedNs,
      phases,
      codeBytes,
      ...(error === undefined ? {} : { error }),
    });
  }
}

/** Runs a task to its end; failures of functions are part of the outcome, not thrown. */
export function runCompileTask(
  task: CompileTask,
  tier: Tier,
  module: Module,
  identity: WorkerIdentity,
  options: TaskOptions = {},
): CompileOutcome {
  const run = new TaskRun(task, tier, module, identity, options);
  run.compile(task.unit);
  const { records, installed, failed, osrInstalled, swapped, installedNs } = run;
  return { records, installed, failed, osrInstalled, swapped, installedNs };
}
