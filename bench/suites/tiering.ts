// What tiering costs and how soon it pays: waits for first calls, compiles by lane, time until the first swap.
import { createEngine, type EngineMetrics } from '../../src/engine.ts';
import { Instance } from '../../src/js-api/instance.ts';
import { Module } from '../../src/js-api/module.ts';
import { type Kernel, kernelBytes } from '../kernels/kernels.ts';
import type { Measured, Result } from '../results.ts';
import type { Suite, SuiteOptions } from './suite.ts';

const suite = 'tiering';

/** How long a kernel is run again and again until something of it is replaced. */
const patienceMs = 10_000;

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

export const tieringSuite: Suite = {
  name: suite,
  description: 'waits for first calls, compiles by lane, first swap',
  async *run({ kernels, rounds, progress }: SuiteOptions): AsyncGenerator<Measured> {
    for (const kernel of kernels) {
      progress(`tiering: ${kernel.name}`);
      try {
        const runs: ColdRun[] = [];
        for (let round = 0; round < Math.min(rounds, 5); round++) runs.push(await coldRun(kernel));
        yield { results: resultsOf(kernel, runs), failures: [] };
      } catch (error) {
        const { message } = error as Error;
        yield { results: [], failures: [{ suite, subject: kernel.name, contestant: 'tiered', message }] };
      }
    }
  },
};
