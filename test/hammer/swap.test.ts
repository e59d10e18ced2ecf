// Eight threads run instances of one module while every function is replaced again and again. Every result must be
// right, retired code must be given back while the threads stay inside wasm, and memory must not grow.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import wabtLoader from 'wabt';
import { packageRoot } from '../../src/core/paths.ts';
import { createEngine, Instance, Module } from '../../src/index.ts';
import { runnableOf } from '../../src/js-api/module.ts';
import { codeStatistics, collectRetired } from '../../src/runtime/binding.ts';
import { replaceUnit } from '../../tiers/code-table.ts';
import type { CompiledCode } from '../../tiers/tier.ts';
import { createTiers } from '../../tiers/tiers.ts';

export interface HammerStart {
  readonly token: ReturnType<Module['share']>;
  /** Not 0: end after the current call. */
  readonly stop: Int32Array;
  readonly seed: number;
  readonly rounds: number;
  readonly expected: number;
}

const threads = 8;
const swaps = 10_000;
/** Rounds of a call: the first thread stays inside wasm for seconds, the others come out often. */
const roundsOf = (thread: number) => (thread === 0 ? 20_000 : 50);
const megabyte = 1 << 20;
/** Retired code that may wait before threads are asked (`leastLiveBytes` in retirement.cc), the module being a page or two. */
const waitingBytes = 256 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const wabt = await wabtLoader();
const source = readFileSync(join(packageRoot, 'test/hammer/program.wat'), 'utf8');
const bytes = Uint8Array.from(wabt.parseWat('program.wat', source).toBinary({}).buffer);
const engine = createEngine({ tier: 'baseline' });
const module = new Module(bytes, engine);
const { id, module: decoded } = runnableOf(module, 'test');

function start(thread: number, stop: Int32Array, run: (seed: number, rounds: number) => number): Worker {
  const rounds = roundsOf(thread);
  const seed = 1000 + thread;
  const workerData: HammerStart = { token: module.share(), stop, seed, rounds, expected: run(seed, rounds) };
  return new Worker(join(packageRoot, 'build/test/hammer/worker.js'), { workerData });
}

/** Code in both tiers for the whole module and for parts of it. */
function compileUnits(): CompiledCode[] {
  const tiers = createTiers();
  const functions = Array.from({ length: decoded.functions.count }, (_, index) => index);
  return [functions, functions.slice(0, 3), functions.slice(3), [3], [4], [5]].flatMap((unit) =>
    [tiers.optimized, tiers.baseline].map((tier) => tier.compile({ functions: unit }, { module: decoded })),
  );
}

/** Replaces the code of a few functions at a time until so many rows were changed. */
async function hammer(units: readonly CompiledCode[], rows: number): Promise<{ swapped: number; worstExcess: number }> {
  let swapped = 0;
  let worstExcess = 0;
  for (let turn = 0; swapped < rows; turn++) {
    swapped += replaceUnit(id, units[turn % units.length]!).swapped;
    if (turn % 50 === 49) {
      await setTimeout(1);
      collectRetired();
      const { mappedBytes, liveBytes } = codeStatistics();
      worstExcess = Math.max(worstExcess, mappedBytes - 2 * liveBytes);
    }
  }
  return { swapped, worstExcess };
}

/** Resident bytes without what JavaScript's collector would give back. */
function residentBytes(): number {
  collectGarbage();
  return process.memoryUsage.rss();
}

/** Of resident memory, by 10,000 swaps. */
const mostGrown = 10 * megabyte;

t.setTimeout(180_000);

t.test('10,000 swaps under eight running threads', { timeout: 120_000 }, async (t) => {
  const run = new Instance(module).exports.run as (seed: number, rounds: number) => number;
  run(1, 10);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const workers = Array.from({ length: threads }, (_, thread) => start(thread, stop, run));
  const online = workers.map((worker) => new Promise((resolve) => worker.once('online', resolve)));
  const ends = workers.map(
    (worker) =>
      new Promise<{ calls: number; wrong: number }>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      }),
  );
  await Promise.all(online);
  // What the compiler and a running start take is not what swapping takes.
  const units = compileUnits();
  await hammer(units, swaps / 10);
  let before = residentBytes();
  const { swapped, worstExcess } = await hammer(units, swaps);
  let grown = residentBytes() - before;
  // Eight threads' heaps that are still settling grow once; a leak grows every time.
  for (let again = 0; again < 2 && grown >= mostGrown; again++) {
    before = residentBytes();
    await hammer(units, swaps);
    grown = residentBytes() - before;
  }
  Atomics.store(stop, 0, 1);
  const results = await Promise.all(ends);
  for (let tries = 0; collectRetired() > 0 && tries < 100; tries++) await setTimeout(10);

  const { mappedBytes, liveBytes, swaps: counted } = codeStatistics();
  t.ok(swapped >= swaps && counted >= swaps, `${swapped} rows were swapped`);
  t.strictSame(
    results.map(({ wrong }) => wrong),
    results.map(() => 0),
    `every one of ${results.reduce((sum, { calls }) => sum + calls, 0)} results was right`,
  );
  t.ok(mappedBytes <= 2 * liveBytes, `at the end ${mappedBytes} bytes are mapped for ${liveBytes} live ones`);
  t.ok(worstExcess <= waitingBytes, `while swapping at most ${worstExcess} bytes more than twice the live code`);
  t.ok(grown < mostGrown, `resident memory grew by ${(grown / megabyte).toFixed(1)} MB`);
});

t.teardown(() => engine.shutdown());
