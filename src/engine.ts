// The composition root: joins the runtime (which runs code) with the tiers (which make it). The only file in src that
// imports tiers; decides nothing about what is compiled when.
import { decodeProfile, encodeProfile } from '../profiles/format.ts';
import { emptyProfile, mergeProfiles, moduleHash } from '../profiles/profile.ts';
import type { ProfileView } from '../profiles/profile-view.ts';
import { type SampledStacks, sampledStacks, treeOf } from '../profiles/samples.ts';
import { defaultProfilePath, readProfile, writeProfile } from '../profiles/store.ts';
import type { CodeListingKind } from '../tiers/code-listing.ts';
import type { MachineCodeLine } from '../tiers/code-text.ts';
import type { EngineMetrics } from '../tiers/metrics.ts';
import { shareModule } from '../tiers/shared-module.ts';
import type { TierMode } from '../tiers/tier.ts';
import { TierClient } from '../tiers/tier-client.ts';
import { resolveTuning, type Tuning } from '../tiers/tuning.ts';
import { EngineCache, type EngineCacheOptions, type ModuleCode } from './cache/engine-cache.ts';
import type { Module } from './core/module.ts';
import { provideDefaultEngine } from './js-api/default-engine.ts';
import { Module as JsModule, runnableOf } from './js-api/module.ts';
import { createCompiledModule, releaseCompiledModule, retainCompiledModule } from './runtime/binding.ts';
import type { FileIdentity, ModuleEngine, RunnableModule } from './runtime/engine-interface.ts';
import { startSampling, stopSampling } from './runtime/guest-profiler.ts';
import { platformReserves } from './runtime/memory-backing.ts';

export { ProfileError } from '../profiles/format.ts';
export type { CodeListingKind } from '../tiers/code-listing.ts';
export type { CompileRecord, Counters, EngineMetrics, MetricName } from '../tiers/metrics.ts';
export { metricNames } from '../tiers/metrics.ts';
export type { TierMode, TierName } from '../tiers/tier.ts';
export type { Tuning } from '../tiers/tuning.ts';
export { defaultTuning, eagerTuning, parseTuning } from '../tiers/tuning.ts';
export type { EngineCacheOptions } from './cache/engine-cache.ts';

export interface EngineOptions {
  /** Default `tiered`. */
  readonly tier?: TierMode;
  readonly tuning?: Partial<Tuning>;
  /** A profile file of an earlier run, used from the first compile on. A profile of another module is an error. */
  readonly profileIn?: string;
  /** Tier events as lines on stderr while the program runs (written by the controller thread). */
  readonly logEvents?: boolean;
  /** Where code outlives the process; by default nowhere. `saveCache` and `shutdown` write it. */
  readonly cache?: EngineCacheOptions;
  /** Lists all code for `perf`: in /tmp/perf-PID.map, or with its bytes in ./jit-PID.dump. */
  readonly codeListing?: CodeListingKind;
  /**
   * For a process that runs no JavaScript but ours: V8 then optimizes the compilers later, which a small program is over
   * before. Default false.
   */
  readonly ownsProcess?: boolean;
}

/** A module that an engine can run: its native description with a code table. */
export interface CompiledModule extends RunnableModule {
  /** Number by which the engine's metrics name it. */
  readonly number: number;
}

/** A module as the engine made it, or as the JavaScript interface shows it. */
export type ProfiledModule = RunnableModule | JsModule;

function runnable(module: ProfiledModule): RunnableModule {
  return module instanceof JsModule ? runnableOf(module, 'engine') : module;
}

/** What runtime and js-api see of an engine, and what the command line drives. */
export interface Engine extends ModuleEngine {
  readonly tier: TierMode;
  readonly tuning: Tuning;

  /**
   * Registers a module: returns without having compiled anything. `decodeValid` decodes and validates; what it throws is
   * passed on. Throws a ProfileError when the engine was given a profile of another module. Code that the cache has is
   * installed; the controller thread starts with the first module of which it has none, or when something is missing.
   */
  compileModule(bytes: Uint8Array, decodeValid: (bytes: Uint8Array) => Module, file?: FileIdentity): CompiledModule;

  /** Has other threads find a controller, see `ModuleEngine`. */
  shareModule(compiled: RunnableModule): void;

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
   * Begins to sample the wasm stacks of this thread, 1,000 times a second while it works. False when the system refuses or
   * some thread of the process is being sampled.
   */
  startSampling(): boolean;

  /** Ends it and gives the samples, frames of other modules without their functions; undefined without sampling. */
  stopSampling(module: ProfiledModule): SampledStacks | undefined;

  /**
   * Writes the profile of a module, with this run's samples where there are any: to `path`, or beside the cache by the
   * module's hash. Atomic. Returns the path. Throws a ProfileError that names the file when it cannot be written.
   */
  writeProfile(module: ProfiledModule, path?: string, samples?: SampledStacks): string;

  /** Writes to the cache what this engine made and the cache had not. Fails silently: a cache is no promise. */
  saveCache(): void;

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
  readonly #cache: EngineCache;
  readonly #profileIn: string | undefined;
  readonly #modules = new Map<number, CompiledModule>();
  readonly #code = new Map<number, ModuleCode>();
  readonly #adopted = new Set<RunnableModule>();
  #nextNumber = 0;

  constructor(options: EngineOptions) {
    this.tier = options.tier ?? 'tiered';
    this.tuning = resolveTuning(options.tuning);
    this.#profileIn = options.profileIn;
    this.#cache = new EngineCache(options.cache);
    this.#client = new TierClient({
      mode: this.tier,
      tuning: this.tuning,
      logEvents: options.logEvents ?? false,
      ownsProcess: options.ownsProcess ?? false,
      ...(options.codeListing && { codeListing: options.codeListing }),
    });
  }

  get compiling(): boolean {
    return this.#client.activity.compiling > 0;
  }

  get idle(): boolean {
    return this.#client.activity.compiling === 0 && this.#client.activity.outstanding === 0;
  }

  compileModule(bytes: Uint8Array, decodeValid: (bytes: Uint8Array) => Module, file?: FileIdentity): CompiledModule {
    const profile = this.#readProfile(bytes);
    const options = {
      tier: this.tier,
      tuning: this.tuning,
      profile: profile && moduleHash(profile),
      platformReserves: platformReserves(),
    };
    const code = this.#cache.codeOf(bytes, options, file);
    // Its start-up runs beside decoding.
    if (!code.exists) this.#client.open();
    const module = code.module(bytes) ?? decodeValid(bytes);
    const importedFunctionCount = module.importedFunctions.length;
    const functionCount = importedFunctionCount + module.functions.count;
    const id = createCompiledModule({ functionCount, importedFunctionCount, expectController: true });
    const compiled: CompiledModule = { id, module, number: this.#nextNumber++ };
    this.#modules.set(id, compiled);
    this.#code.set(id, code);
    this.#client.setThresholds(id);
    this.#serve(compiled, code.restore(compiled), profile);
    return compiled;
  }

  #serve({ id, module, number }: CompiledModule, hasCode: boolean, profile: Uint8Array | undefined): void {
    const message = () => ({
      kind: 'module' as const,
      number,
      id,
      module: shareModule(module),
      ...(profile && { profile }),
    });
    if (hasCode) this.#client.addModuleWhenWanted(number, id, message);
    else this.#client.addModule(message);
  }

  shareModule(runnable: RunnableModule): void {
    const compiled = this.#modules.get(runnable.id);
    if (compiled) this.#client.serve(compiled.number);
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
    this.#code.get(compiled.id)?.save();
    this.#code.delete(compiled.id);
    this.#modules.delete(compiled.id);
    this.#client.releaseModule(compiled.number, compiled.id);
    releaseCompiledModule(compiled.id);
  }

  metrics(): EngineMetrics {
    const metrics = this.#client.metrics();
    return { ...metrics, counters: { ...metrics.counters, ...this.#cache.counters } };
  }

  startSampling(): boolean {
    return startSampling();
  }

  stopSampling(module: ProfiledModule): SampledStacks | undefined {
    const samples = stopSampling();
    return samples && sampledStacks(samples, runnable(module).id);
  }

  writeProfile(module: ProfiledModule, path?: string, samples?: SampledStacks): string {
    const compiled = this.#modules.get(runnable(module).id);
    if (!compiled) throw new Error('the module does not belong to this engine');
    const counted = decodeProfile(this.#client.profile(compiled.number));
    const sampled = { ...emptyProfile(counted.moduleHash), ...(samples && { stacks: treeOf(samples) }) };
    const profile = mergeProfiles(counted, sampled);
    const target = path ?? defaultProfilePath(profile.moduleHash);
    writeProfile(target, profile);
    return target;
  }

  saveCache(): void {
    for (const code of this.#code.values()) code.save();
  }

  async shutdown(): Promise<void> {
    this.saveCache();
    await this.#client.close();
    for (const { id } of [...this.#modules.values(), ...this.#adopted]) releaseCompiledModule(id);
    this.#modules.clear();
    this.#code.clear();
    this.#adopted.clear();
  }

  #readProfile(bytes: Uint8Array): Uint8Array | undefined {
    if (this.#profileIn === undefined) return undefined;
    return encodeProfile(readProfile(this.#profileIn, moduleHash(bytes)));
  }
}

/**
 * Makes an engine. Nothing runs until the first module. Throws a RangeError for a wrong tuning setting,
 * and the system's error when the file of a code listing cannot be made.
 */
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

/**
 * LLVM's IR of a defined function of a valid module, as the optimizing compile makes it with a profile. Loads LLVM on the
 * calling thread. Throws an Error when the function cannot be compiled.
 */
export async function listOptimizedIr(module: Module, functionIndex: number, profile: ProfileView): Promise<string> {
  return (await import('../tiers/code-text.ts')).optimizedIr(module, functionIndex, profile);
}

/** The same as machine code. */
export async function listOptimizedCode(
  module: Module,
  functionIndex: number,
  profile: ProfileView,
): Promise<MachineCodeLine[]> {
  return (await import('../tiers/code-text.ts')).optimizedCode(module, functionIndex, profile);
}
