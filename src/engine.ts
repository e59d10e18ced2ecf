// The composition root: joins the runtime (which runs code) with the tiers (which make it). The only file in src that
// imports tiers; decides nothing about what is compiled when.
import type { EngineMetrics } from '../tiers/metrics.ts';
import type { TierMode } from '../tiers/tier.ts';
import type { Tuning } from '../tiers/tuning.ts';
import type { Module } from './core/module.ts';

export type { CompileRecord, Counters, EngineMetrics, MetricName } from '../tiers/metrics.ts';
export { metricNames } from '../tiers/metrics.ts';
export type { TierMode, TierName } from '../tiers/tier.ts';
export type { Tuning } from '../tiers/tuning.ts';
export { defaultTuning, parseTuning } from '../tiers/tuning.ts';

export interface EngineOptions {
  /** Default `tiered`. */
  readonly tier?: TierMode;
  readonly tuning?: Partial<Tuning>;
  /** A profile file of an earlier run, used from the first compile on. A profile of another module is an error. */
  readonly profileIn?: string;
  /** Tier events as lines on stderr while the program runs (written by the controller thread). */
  readonly logEvents?: boolean;
}

/** A module that the engine can run: its native description with a code table. One for each `Module` and engine. */
export interface CompiledModule {
  /** Native id, valid on every thread of the process until released. */
  readonly id: number;
  readonly module: Module;
}

/** What runtime and js-api see of an engine, and what the command line drives. */
export interface Engine {
  readonly tier: TierMode;
  readonly tuning: Tuning;

  /** Registers a validated module: returns at once, nothing is compiled before the first call (or run-ahead) wants it. */
  compileModule(module: Module): CompiledModule;

  /** Gives back what `compileModule` took; code is freed when the last instance is gone. */
  releaseModule(compiled: CompiledModule): void;

  /** Everything counted so far. Waits for the controller thread, at most as long as one first-call batch takes. */
  metrics(): EngineMetrics;

  /**
   * Writes the profile of a module: to `path`, or to `defaultProfilePath(module)` beside the cache. Atomic.
   * Returns the path. Throws a WasmError that names the file when it cannot be written.
   */
  writeProfile(compiled: CompiledModule, path?: string): string;

  /** Stops compile threads and frees what the engine owns. Instances of its modules must not be called afterwards. */
  shutdown(): Promise<void>;

  /** True while a compile is running on some thread: then leaving the process natively is quicker than by Node. */
  readonly compiling: boolean;
}
