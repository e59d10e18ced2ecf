// What tiering costs and how soon it pays: waits for first calls, compiles by lane, time until the first swap, and the
// swap itself.

import { decodeModule } from '../../src/decode/decode-module.ts';
import { createEngine, type EngineMetrics } from '../../src/engine.ts';
import { Instance } from '../../src/js-api/instance.ts';
import { Module } from '../../src/js-api/module.ts';
import { createCompiledModule, releaseCompiledModule } from '../../src/runtime/binding.ts';
import { replaceUnit } from '../../tiers/code-table.ts';
import { createTiers } from '../../tiers/tiers.ts';
import { type Kernel, kernelBytes } from '../kernels/kernels.ts';
import { definedFunctions } from '../peers/direct-engine.ts';
import type { Clock } from '../peers/protocol.ts';
import type { Failure, Measured, Result } from '../results.ts';
import type { Suite, SuiteOptions } from './suite.ts';

const suite = 'tiering';

/** All functions of a kernel at once, from object code to stored rows. */
export const installAndSwap = 'install and swap';

/** How long a kernel is run again and again until something of it is replaced. */
const patienceMs = 10_000;
/** Swaps that are timed: of a whole kernel's functions at once, baseline for baseline. */
const swaps = 300;

interface ColdRun {
  /** Absent where only loops were left for continuations. */
  readonly firstSwapMs?: number;
  readonly metrics: EngineMetrics;
}

/** A kernel from nothing to its first swap or on-stack replacement, in an engine of its own. */
async function coldRun(kernel: Kernel): Promise<ColdRun> {
  const engine = createEngine({ tier: 'tiered' });
  try {
    const { exports } = new Instance(new Module(kernelBytes(kernel), engine));
    const run = exports.run as (rounds: number) => number;
    for (const start = performance.now(); performance.now() - start < patienceMs; ) {
      if (run(kernel.rounds) >>> 0 !== kernel.checksum) throw new Error('wrong checksum');
      const metrics = engine.metrics();
      const firstSwapNs = metrics.counters['tierUp:firstSwap_ns'];
      if (firstSwapNs > 0) return { firstSwapMs: firstSwapNs / 1e6, metrics };
      if (metrics.counters['osr:entries_count'] > 0) return { metrics };
    }
    throw new Error(`nothing was replaced within ${patienceMs / 1000} s`);
  } finally {
    await engine.shutdown();
  }
}

function resultsOf(kernel: Kernel, runs: readonly ColdRun[]): Result[] {
  const result = (metric: string, samples: readonly number[]): Result[] => {
    if (samples.length === 0) return [];
    return [{ suite, subject: kernel.name, metric, contestant: 'tiered', unit: 'ms', samples }];
  };
  const compiles = runs.flatMap(({ metrics }) => metrics.compiles);
  const lane = (wanted: string) => compiles.filter((c) => c.lane === wanted).map((c) => c.elapsedNs / 1e6);
  const waits = runs.flatMap(({ metrics: { counters } }) => {
    const requests = counters['firstCall:requests_count'];
    return requests === 0 ? [] : [counters['firstCall:wait_ns'] / 1e6 / requests];
  });
  return [
    ...result('wait of a first call', waits),
    ...result('compile for a first call', lane('firstCall')),
    ...result('compile for tier-up', lane('tierUp')),
    ...result('compile for OSR', lane('osr')),
    ...result(
      'first swap since start',
      runs.flatMap(({ firstSwapMs }) => firstSwapMs ?? []),
    ),
  ];
}

/** Microseconds by a clock; processor time is that of the whole process, in which nothing else runs meanwhile. */
function microseconds(clock: Clock): number {
  if (clock === 'wall') return performance.now() * 1e3;
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Time to place a kernel's code and store its rows, over and over. */
function swapLatency(kernel: Kernel, clock: Clock): Result {
  const module = decodeModule(kernelBytes(kernel));
  const functions = definedFunctions(module);
  const importedFunctionCount = module.importedFunctions.length;
  const id = createCompiledModule({ functionCount: importedFunctionCount + functions.length, importedFunctionCount });
  const compiled = createTiers().baseline.compile({ functions }, { module });
  const samples: number[] = [];
  for (let swap = 0; swap <= swaps; swap++) {
    const start = microseconds(clock);
    replaceUnit(id, compiled);
    if (swap > 0) samples.push(microseconds(clock) - start);
  }
  releaseCompiledModule(id);
  return { suite, subject: kernel.name, metric: installAndSwap, contestant: 'tiered', unit: 'µs', samples };
}

export const tieringSuite: Suite = {
  name: suite,
  description: 'waits for first calls, compiles by lane, first swap, swap latency',
  async run({ kernels, rounds, clock, progress }: SuiteOptions): Promise<Measured> {
    const results: Result[] = [];
    const failures: Failure[] = [];
    for (const kernel of kernels) {
      progress(`tiering: ${kernel.name}`);
      try {
        const runs: ColdRun[] = [];
        for (let round = 0; round < Math.min(rounds, 5); round++) runs.push(await coldRun(kernel));
        results.push(...resultsOf(kernel, runs), swapLatency(kernel, clock));
      } catch (error) {
        failures.push({ suite, subject: kernel.name, contestant: 'tiered', message: (error as Error).message });
      }
    }
    return { results, failures };
  },
};
