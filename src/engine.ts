// The composition root: joins the runtime (which runs code) with the tiers (which make it). The only file in src that
// imports tiers; decides nothing about what is compiled when.
import { decodeProfile, encodeProfile } from '../profiles/format.ts';
import { moduleHash } from '../profiles/profile.ts';
import { defaultProfilePath, readProfile, writeProfile } from '../profiles/store.ts';
import type { EngineMetrics } from '../tiers/metrics.ts';
import { shareModule } from '../tiers/shared-module.ts';
import type { TierMode } from '../tiers/tier.ts';
import { TierClient } from '../tiers/tier-client.ts';
import { resolveTuning, type Tuning } from '../tiers/tuning.ts';
import type { Module } from './core/module.ts';
import { provideDefaultEngine } from './js-api/default-engine.ts';
import { createCompiledModule, releaseCompiledModule, retainCompiledModule } from './runtime/binding.ts';
import type { ModuleEngine, RunnableModule } from './runtime/engine-interface.ts';

export { ProfileError } from '../profiles/format.ts';
export type { CompileRecord, Counters, EngineMetrics, MetricName } from '../tiers/metrics.ts';
export { metricNames } from '../tiers/metrics.ts';
export type { TierMode, TierName } from '../tiers/tier.ts';
export type { Tuning } from '../tiers/tuning.ts';
export { defaultTuning, eagerTuning, parseTuning } from '../tiers/tuning.ts';

export interface EngineOptions {
  /** Default `tiered`. */
  readonly tier?: TierMode;
  readonly tuning?: Partial<Tuning>;
  /** A profile file of an earlier run, used from the first compile on. A profile of another module is an error. */
  readonly profileIn?: string;
  /** Tier events as lines on stderr while the program runs (written by the controller thread). */
  readonly logEvents?: boolean;
}

/** A module that an engine can run: its native description with a code table. */
export interface CompiledModule extends RunnableModule {
  /** Number by which the engine's metrics name it. */
  readonly number: number;
}

/** What runtime and js-api see of an engine, and what the command line drives. */
export interface Engine extends ModuleEngine {
  readonly tier: TierMode;
  readonly tuning: Tuning;

  /**
   * Starts the controller thread, which otherwise starts with the first module: called early, its start-up runs beside
   * reading and decoding.
   */
  prestart(): void;

  /**
   * Registers a validated module: returns at once, nothing is compiled before the first call (or run-ahead) wants it.
   * Throws a ProfileError when the engine was given a profile of another module.
   */
  compileModule(module: Module): CompiledModule;

  /**
   * Takes a reference to a module that another thread's engine compiled, and whose engine goes on making its code.
   * Throws an Error when it is gone.
   */
  adoptModule(shared: RunnableModule): RunnableModule;

  /** Gives back what `compileModule` or `adoptModule` took; code is freed when the last instance is gone. */
  releaseModule(compiled: RunnableModule): void;

  /** Everything counted so far. Waits for the controller thread, at most as long as one first-call batch takes. */
  metrics(): EngineMetrics;

  /**
   * Writes the profile of a module: to `path`, or beside the cache by the module's hash. Atomic. Returns the path.
   * Throws a ProfileError that names the file when it cannot be written.
   */
  writeProfile(compiled: RunnableModule, path?: string): string;

  /** Stops compile threads and frees what the engine owns. Calls of functions that have no code yet trap from then on. */
  shutdown(): Promise<void>;

  /** True while a compile is running on some thread: then leaving the process natively is quicker than by Node. */
  readonly compiling: boolean;

  /** True when no compile is running or waiting, and metrics know of all that were. */
  readonly idle: boolean;
}

class TieredEngine implements Engine {
  readonly tier: TierMode;
  readonly tuning: Tuning;
  readonly #client: TierClient;
  readonly #profileIn: string | undefined;
  readonly #modules = new Map<number, CompiledModule>();
  readonly #adopted = new Set<RunnableModule>();
  #nextNumber = 0;

  constructor(options: EngineOptions) {
    this.tier = options.tier ?? 'tiered';
    this.tuning = resolveTuning(options.tuning);
    this.#profileIn = options.profileIn;
    this.#client = new TierClient({ mode: this.tier, tuning: this.tuning, logEvents: options.logEvents ?? false });
  }

  get compiling(): boolean {
    return this.#client.activity.compiling > 0;
  }

  get idle(): boolean {
    return this.#client.activity.compiling === 0 && this.#client.activity.outstanding === 0;
  }

  prestart(): void {
    this.#client.open();
  }

  compileModule(module: Module): CompiledModule {
    const profile = this.#readProfile(module);
    const importedFunctionCount = module.importedFunctions.length;
    const functionCount = importedFunctionCount + module.functions.count;
    this.#client.open();
    const id = createCompiledModule({ functionCount, importedFunctionCount, expectController: true });
    const compiled: CompiledModule = { id, module, number: this.#nextNumber++ };
    this.#modules.set(id, compiled);
    this.#client.addModule(compiled.number, id, shareModule(module), profile);
    return compiled;
  }

  adoptModule(shared: RunnableModule): RunnableModule {
    if (!retainCompiledModule(shared.id)) throw new Error('the shared module is gone');
    const adopted = { id: shared.id, module: shared.module };
    this.#adopted.add(adopted);
    return adopted;
  }

  releaseModule(runnable: RunnableModule): void {
    if (this.#adopted.delete(runnable)) releaseCompiledModule(runnable.id);
    const compiled = this.#modules.get(runnable.id);
    if (compiled !== runnable) return;
    this.#modules.delete(compiled.id);
    this.#client.releaseModule(compiled.number);
    releaseCompiledModule(compiled.id);
  }

  metrics(): EngineMetrics {
    return this.#client.metrics();
  }

  writeProfile({ id }: RunnableModule, path?: string): string {
    const compiled = this.#modules.get(id);
    if (!compiled) throw new Error('the module does not belong to this engine');
    const profile = decodeProfile(this.#client.profile(compiled.number));
    const target = path ?? defaultProfilePath(profile.moduleHash);
    writeProfile(target, profile);
    return target;
  }

  async shutdown(): Promise<void> {
    await this.#client.close();
    for (const { id } of [...this.#modules.values(), ...this.#adopted]) releaseCompiledModule(id);
    this.#modules.clear();
    this.#adopted.clear();
  }

  #readProfile(module: Module): Uint8Array | undefined {
    if (this.#profileIn === undefined) return undefined;
    return encodeProfile(readProfile(this.#profileIn, moduleHash(module.bytes)));
  }
}

/** Makes an engine. Nothing runs until the first module, or `prestart`. Throws a RangeError for a wrong tuning setting. */
export function createEngine(options: EngineOptions = {}): Engine {
  return new TieredEngine(options);
}

let shared: Engine | undefined;

/** The engine of modules that are made without naming one: one a thread, made when first wanted. */
export function defaultEngine(): Engine {
  shared ??= createEngine();
  return shared;
}

provideDefaultEngine(defaultEngine);
