// What swapping code costs: the time from a unit's code to its published rows, alone and beside a running thread, and how
// long such a thread stands still, against the same thread at moments without a swap.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { WASI } from '../../src/abi/wasi/wasi.ts';
import { packageRoot } from '../../src/core/paths.ts';
import { decodeModule } from '../../src/decode/decode-module.ts';
import { createEngine } from '../../src/engine.ts';
import { Instance } from '../../src/js-api/instance.ts';
import type { Memory } from '../../src/js-api/memory.ts';
import { Module, runnableOf } from '../../src/js-api/module.ts';
import { createCompiledModule, releaseCompiledModule } from '../../src/runtime/binding.ts';
import { replaceUnit } from '../../tiers/code-table.ts';
import { createTiers } from '../../tiers/tiers.ts';
import { type Kernel, kernelBytes } from '../kernels/kernels.ts';
import { definedFunctions } from '../peers/direct-engine.ts';
import type { Clock } from '../peers/protocol.ts';
import type { Measured, Result } from '../results.ts';
import { leastPauseNs, longestPauses, type Pause } from './pauses.ts';
import type { Suite, SuiteOptions } from './suite.ts';
import { metrics } from './swap-metrics.ts';
import type { SwapperStart, Turn } from './swapper.ts';

const suite = 'swaps';
/** Swaps of each kernel while nothing runs: baseline for baseline. */
const swapsAlone = 300;
/** How long a thread is watched: some 4,000 swaps. */
const watchedMs = 5000;
/** The swapping thread begins and ends while the other one is watched. */
const marginMs = 100;
/** Microseconds by a clock; processor time is that of the whole process, in which nothing else runs meanwhile. */
function microseconds(clock: Clock): number {
  if (clock === 'wall') return performance.now() * 1e3;
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Time to place a kernel's code and store its rows, over and over. */
function swapAlone(kernel: Kernel, clock: Clock): Result {
  const module = decodeModule(kernelBytes(kernel));
  const functions = definedFunctions(module);
  const importedFunctionCount = module.importedFunctions.length;
  const id = createCompiledModule({ functionCount: importedFunctionCount + functions.length, importedFunctionCount });
  const compiled = createTiers().baseline.compile({ functions }, { module });
  const samples: number[] = [];
  for (let swap = 0; swap <= swapsAlone; swap++) {
    const start = microseconds(clock);
    replaceUnit(id, compiled);
    if (swap > 0) samples.push(microseconds(clock) - start);
  }
  releaseCompiledModule(id);
  return { suite, subject: kernel.name, metric: metrics.install, contestant: 'alone', unit: 'µs', samples };
}

function readPauses(memory: Memory, address: number, count: number): Pause[] {
  const times = new BigUint64Array(memory.buffer as ArrayBuffer, address, count * 2);
  return Array.from({ length: count }, (_, index) => {
    return { beginNs: Number(times[2 * index]), endNs: Number(times[2 * index + 1]) };
  });
}

/** Runs the module that watches itself on this thread, while another one swaps its functions. */
async function watch(): Promise<{ turns: Turn[]; pauses: Pause[] }> {
  const bytes = readFileSync(join(packageRoot, 'bench/suites/pauses.wasm'));
  const engine = createEngine({ tier: 'baseline' });
  try {
    const module = new Module(bytes, engine);
    const wasi = new WASI({ version: 'preview1' });
    const instance = new Instance(module, wasi.getImportObject());
    wasi.finalizeBindings(instance);
    const exports = instance.exports as {
      watch(ms: number, least: number): number;
      log(): number;
      room(): number;
      memory: Memory;
    };
    exports.watch(1, 0);
    const go = new Int32Array(new SharedArrayBuffer(4));
    const workerData: SwapperStart = {
      ...{ id: runnableOf(module, suite).id, bytes, go },
      milliseconds: watchedMs - 2 * marginMs,
    };
    const swapper = new Worker(join(packageRoot, 'build/bench/swapper.js'), { workerData });
    await once(swapper, 'message');
    Atomics.store(go, 0, 1);
    Atomics.notify(go, 0);
    const count = exports.watch(watchedMs, leastPauseNs);
    if (count === exports.room()) throw new Error('more pauses than there is room for');
    const [turns] = (await once(swapper, 'message')) as [Turn[]];
    return { turns, pauses: readPauses(exports.memory, exports.log(), count) };
  } finally {
    await engine.shutdown();
  }
}

async function besideRunningThread(): Promise<Result[]> {
  const { turns, pauses } = await watch();
  const of = (wanted: boolean) => turns.filter(({ swapped }) => swapped === wanted);
  const result = (metric: string, samples: readonly number[]): Result => {
    return { suite, subject: 'running thread', metric, contestant: 'beside', unit: 'µs', samples };
  };
  return [
    result(
      metrics.install,
      of(true).map(({ beginNs, endNs }) => (endNs - beginNs) / 1e3),
    ),
    result(metrics.stall, longestPauses(of(true), pauses)),
    result(metrics.pause, longestPauses(of(false), pauses)),
  ];
}

async function measured(subject: string, measure: () => Result[] | Promise<Result[]>): Promise<Measured> {
  try {
    return { results: await measure(), failures: [] };
  } catch (error) {
    const { message } = error as Error;
    return { results: [], failures: [{ suite, subject, contestant: 'tiered', message }] };
  }
}

export const swapsSuite: Suite = {
  name: suite,
  description: 'from install to publish, and how long a running thread stands still for a swap',
  async *run({ kernels, clock, progress }: SuiteOptions): AsyncGenerator<Measured> {
    progress('swaps: beside a running thread');
    yield await measured('running thread', besideRunningThread);
    progress('swaps: alone');
    for (const kernel of kernels) yield await measured(kernel.name, () => [swapAlone(kernel, clock)]);
  },
};
