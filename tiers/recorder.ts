// Keeps the controller's figures: counts what tasks and events report, and turns it into `EngineMetrics`. Knows nothing
// of why things happened.
import { sortTierEvents, type TierEvent } from '../profiles/history.ts';
import type { FuncIndex } from '../src/core/module.ts';
import type { CodeStatistics } from '../src/runtime/binding.ts';
import {
  type CompileRecord,
  type Counters,
  type EngineMetrics,
  type HotFunction,
  type LeftAtBaseline,
  type ThreadTime,
  zeroCounters,
} from './metrics.ts';
import type { CompileOutcome } from './protocol.ts';

/** Compile records kept; later ones are only counted, so that a long run does not fill memory. */
const maxRecords = 20_000;

function tierEvent(record: CompileRecord): TierEvent {
  const { tier, lane, loop, error, startedNs, elapsedNs, codeBytes } = record;
  const version = lane === 'recount' ? lane : tier;
  const made = loop === undefined ? version : 'continuation';
  return {
    atUs: Math.round((startedNs + elapsedNs) / 1000),
    kind: error === undefined ? made : 'failed',
    loop: loop ?? 0,
    compileUs: Math.round(elapsedNs / 1000),
    codeBytes,
  };
}

/** What the recorder cannot count itself, given when metrics are asked for. */
export interface MetricsContext {
  readonly statistics: CodeStatistics;
  readonly hottest: readonly HotFunction[];
  readonly leftAtBaseline: readonly LeftAtBaseline[];
}

export class Recorder {
  readonly counters: Counters = zeroCounters();
  readonly #startNs: number;
  readonly #bodyBytes: (module: number, functionIndex: FuncIndex) => number;
  readonly #records: CompileRecord[] = [];
  readonly #threads = new Map<string, ThreadTime>();
  readonly #before: CodeStatistics;
  #omitted = 0;

  /** `bodyBytes` is asked about functions of the records; `before` are the process's figures when the engine started. */
  constructor(
    startNs: number,
    before: CodeStatistics,
    bodyBytes: (module: number, functionIndex: FuncIndex) => number,
  ) {
    this.#startNs = startNs;
    this.#before = before;
    this.#bodyBytes = bodyBytes;
  }

  /** Counts everything a task did. */
  outcome(outcome: CompileOutcome): void {
    for (const record of outcome.records) this.#compile(record);
    this.counters['failure:functions_count'] += outcome.failed.length;
    if (outcome.osrInstalled) this.counters['osr:continuations_count']++;
    if (outcome.swapped > 0 && this.counters['tierUp:firstSwap_ns'] === 0) {
      this.counters['tierUp:firstSwap_ns'] = outcome.installedNs - this.#startNs;
    }
  }

  #compile(record: CompileRecord): void {
    if (this.#records.length < maxRecords) this.#records.push(record);
    else this.#omitted++;
    this.#spend(record);
    const { counters } = this;
    counters[`${record.tier}:compile_ns`] += record.elapsedNs;
    if (record.error !== undefined) return;
    let bytes = 0;
    for (const functionIndex of record.functions) bytes += this.#bodyBytes(record.module, functionIndex);
    counters[`${record.tier}:body_bytes`] += bytes;
    counters[`${record.tier}:functions_count`] += record.functions.length;
    counters[record.tier === 'baseline' ? 'baseline:batches_count' : 'optimized:units_count']++;
    if (record.lane === 'recount') counters['recount:functions_count'] += record.functions.length;
    if (record.lane === 'runAhead') counters['runAhead:functions_count'] += record.functions.length;
  }

  #spend({ workerName, threadId, llvmThread, elapsedNs, phases }: CompileRecord): void {
    this.#add({ workerName, threadId, compiles: 1, elapsedNs: llvmThread === undefined ? elapsedNs : phases.lowerNs });
    if (llvmThread !== undefined)
      this.#add({ workerName: llvmThread, compiles: 1, elapsedNs: elapsedNs - phases.lowerNs });
  }

  #add(time: ThreadTime): void {
    const before = this.#threads.get(time.workerName);
    this.#threads.set(time.workerName, {
      ...time,
      compiles: (before?.compiles ?? 0) + time.compiles,
      elapsedNs: (before?.elapsedNs ?? 0) + time.elapsedNs,
    });
  }

  /** Tier history of a module's functions, by the compiles that are recorded. */
  history(module: number): Map<FuncIndex, TierEvent[]> {
    const events = new Map<FuncIndex, TierEvent[]>();
    for (const record of this.#records) {
      if (record.module !== module) continue;
      const event = tierEvent(record);
      for (const functionIndex of record.functions) {
        events.set(functionIndex, [...(events.get(functionIndex) ?? []), event]);
      }
    }
    for (const [functionIndex, list] of events) events.set(functionIndex, sortTierEvents(list));
    return events;
  }

  /** Everything so far; the process-wide figures of the runtime fill in what it alone can count. */
  metrics(context: MetricsContext): EngineMetrics {
    const { statistics } = context;
    const before = this.#before;
    const counters = {
      ...this.counters,
      'firstCall:requests_count': statistics.firstCalls - before.firstCalls,
      'firstCall:wait_ns': statistics.firstCallWaitNs - before.firstCallWaitNs,
      'tierUp:swaps_count': statistics.swaps - before.swaps,
      'osr:entries_count': statistics.osrEntries - before.osrEntries,
      'code:mapped_bytes': statistics.mappedBytes,
      'code:live_bytes': statistics.liveBytes,
      'code:retired_count': statistics.retiredImages - before.retiredImages,
      'code:freed_bytes': statistics.freedBytes - before.freedBytes,
    };
    return {
      counters,
      compiles: this.#records,
      compilesOmitted: this.#omitted,
      threads: [...this.#threads.values()].sort((a, b) => b.elapsedNs - a.elapsedNs),
      hottest: context.hottest,
      leftAtBaseline: context.leftAtBaseline,
    };
  }
}
