// What tiering did, counted: names are `phase:quantity_unit`. One object is kept by the controller and cloned to
// whoever asks; it knows how to count, not why.
import type { FuncIndex } from '../src/core/module.ts';
import type { CompilePhases, TierName } from './tier.ts';

/** Why something was compiled. */
export type CompileLane = 'firstCall' | 'runAhead' | 'tierUp' | 'osr' | 'recount';

/** Why the pool compiles something: what there is code of already. */
export type PoolLane = Exclude<CompileLane, 'firstCall' | 'runAhead'>;

/** Every counter, with its meaning. Durations are nanoseconds. */
export const metricNames = {
  'baseline:batches_count': 'batches compiled at baseline',
  'baseline:functions_count': 'functions compiled at baseline',
  'baseline:body_bytes': 'body bytes compiled at baseline',
  'baseline:compile_ns': 'time compiling at baseline, all threads',
  'optimized:units_count': 'units compiled at the optimized tier',
  'optimized:functions_count': 'functions compiled at the optimized tier',
  'optimized:body_bytes': 'body bytes compiled at the optimized tier',
  'optimized:compile_ns': 'time compiling at the optimized tier, all threads',
  'firstCall:requests_count': 'first calls that the program waited for',
  'firstCall:wait_ns': 'time from such a request until its code was there',
  'runAhead:functions_count': 'functions compiled ahead of the program',
  'tierUp:events_count': 'trips of entry and loop counters that reached the controller',
  'tierUp:waits_count': 'decisions to wait for more counts',
  'tierUp:swaps_count': 'rows of the code table changed from one code version to another',
  'tierUp:firstSwap_ns': 'time from the start of the engine until the first swap; 0 without one',
  'osr:continuations_count': 'loop continuations compiled',
  'osr:entries_count': 'transfers of a running loop into a continuation',
  'osr:refused_count': 'loops for which no continuation could be compiled',
  'recount:events_count': 'budgets of misfits of optimized code that ran out',
  'recount:functions_count': 'times a function went back to counting code as its profile did not fit any more',
  'failure:functions_count': 'functions that a tier could not compile',
  'cache:hits_count': 'modules whose code was in the cache',
  'cache:misses_count': 'modules looked for in the cache in vain',
  'cache:segments_count': 'files of the cache that were restored',
  'cache:refused_count': 'files of the cache that were damaged, and were removed',
  'cache:read_bytes': 'bytes read from the cache',
  'cache:restore_ns': 'time for reading and installing them',
  'cache:baselineFunctions_count': 'functions that got baseline code from the cache',
  'cache:optimizedFunctions_count': 'functions that got optimized code from the cache',
  'cache:continuations_count': 'loop continuations from the cache',
  'cache:code_bytes': 'bytes of code from the cache',
  'cache:written_bytes': 'bytes written to the cache',
  'code:mapped_bytes': 'bytes of the code region in use',
  'code:live_bytes': 'bytes of code that is reachable',
  'code:retired_count': 'code images retired',
  'code:freed_bytes': 'bytes of retired code given back',
} as const;

export type MetricName = keyof typeof metricNames;
export type Counters = Record<MetricName, number>;

/** One compile: what, how, where and how long. */
export interface CompileRecord {
  /** Number of the module in its engine, from 0. */
  readonly module: number;
  readonly functions: readonly FuncIndex[];
  readonly tier: TierName;
  readonly lane: CompileLane;
  /** Loop ordinal of the continuation, for lane `osr`. */
  readonly loop?: number;
  /** `controller` or `compile-<n>`. */
  readonly workerName: string;
  /** `threadId` of node:worker_threads. */
  readonly threadId: number;
  /** Thread on which LLVM did its part, `llvm-<n>`; absent where it was the same one. */
  readonly llvmThread?: string;
  /** Since the engine started. */
  readonly startedNs: number;
  /** Time compiling, without what it waited for a thread. */
  readonly elapsedNs: number;
  readonly phases: CompilePhases;
  readonly codeBytes: number;
  /** Present when the compile failed; then nothing was installed. */
  readonly error?: string;
}

export interface ThreadTime {
  readonly workerName: string;
  /** `threadId` of node:worker_threads; absent for a thread that runs no JavaScript. */
  readonly threadId?: number;
  readonly compiles: number;
  readonly elapsedNs: number;
}

export interface HotFunction {
  readonly module: number;
  readonly functionIndex: FuncIndex;
  /** From the name section, or `func[i]`. */
  readonly name: string;
  /** The best that there is of it, a continuation of one of its loops included. */
  readonly tier: TierName;
  /** Entries plus back edges counted while at baseline. */
  readonly count: number;
}

export interface LeftAtBaseline {
  readonly module: number;
  readonly functionIndex: FuncIndex;
  readonly name: string;
  readonly reason: string;
}

/** All there is to report about an engine; plain data. */
export interface EngineMetrics {
  readonly counters: Counters;
  readonly compiles: readonly CompileRecord[];
  /** Compiles beyond those listed in `compiles` (which keeps the first ones). */
  readonly compilesOmitted: number;
  readonly threads: readonly ThreadTime[];
  readonly hottest: readonly HotFunction[];
  /** Functions whose counters asked for more and that stayed at baseline, hottest first. */
  readonly leftAtBaseline: readonly LeftAtBaseline[];
}

export function zeroCounters(): Counters {
  return Object.fromEntries(Object.keys(metricNames).map((name) => [name, 0])) as Counters;
}
