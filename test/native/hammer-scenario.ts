// Eight threads run instances of one module while this thread replaces its functions again and again. Prints figures as
// JSON; hammer.test.ts judges them.
import { Worker, workerData } from 'node:worker_threads';
import { decodeModule } from '../../src/decode/decode-module.ts';
import { Instance } from '../../src/js-api/instance.ts';
import { Module, type ModuleToken } from '../../src/js-api/module.ts';
import { codeStatistics, collectRetired } from '../../src/runtime/binding.ts';
import { assemble } from '../../src/text/assemble.ts';
import { compileFunctions, InThreadEngine, install } from '../support/in-thread-engine.ts';

const threads = 8;
const swapsWanted = 10_000;

/** Copies of `mix`, so that live code is large enough for shares of it to mean something. */
const mixers = 120;
const mixFunctions = Array.from(
  { length: mixers },
  (_, index) => `(func $mix${index} (param i32) (result i32)
    (i32.xor (i32.mul (local.get 0) (i32.const 2654435761)) (i32.shr_u (local.get 0) (i32.const 15))))`,
);

/** `run` calls `step`, and that calls `mix`es through the code table and a table; all are replaced while they run. */
const program = `(module
  (table ${mixers} funcref) (elem (i32.const 0) ${mixFunctions.map((_, index) => `$mix${index}`).join(' ')})
  (type $t (func (param i32) (result i32)))
  ${mixFunctions.join('\n')}
  (func $step (param i32) (result i32)
    (i32.add (call $mix0 (local.get 0))
      (call_indirect (type $t) (i32.add (local.get 0) (i32.const 1))
        (i32.rem_u (local.get 0) (i32.const ${mixers})))))
  (func $run (export "run") (param $n i32) (result i32) (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (i32.rotl (local.get $sum) (i32.const 3)) (call $step (local.get $n))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))`;

interface Shared {
  readonly token: ModuleToken;
  /** [stop, rounds, wrong results, threads started]. */
  readonly state: Int32Array;
  readonly expected: number;
}

function expectedOf(n: number): number {
  const mix = (x: number) => Math.imul(x, 2654435761) ^ (x >>> 15);
  let sum = 0;
  for (; n > 0; n--) sum = (((sum << 3) | (sum >>> 29)) + mix(n) + mix(n + 1)) | 0;
  return sum;
}

function work({ token, state, expected }: Shared): void {
  const module = Module.fromShared(token, new InThreadEngine());
  const { run } = new Instance(module).exports as { run: (n: number) => number };
  Atomics.add(state, 3, 1);
  while (Atomics.load(state, 0) === 0) {
    if (run(2000) !== expected) Atomics.add(state, 2, 1);
    Atomics.add(state, 1, 1);
  }
}

async function hammer(): Promise<void> {
  const engine = new InThreadEngine();
  const bytes = await assemble(program);
  const module = new Module(bytes, engine);
  const token = module.share();
  const { id } = token.wasabiModule;
  const decoded = decodeModule(bytes);
  const versions = (['baseline', 'optimized'] as const).flatMap((tier) => {
    return Array.from({ length: mixers + 2 }, (_, index) => compileFunctions(decoded, [index], tier));
  });
  const state = new Int32Array(new SharedArrayBuffer(16));
  const data: Shared = { token, state, expected: expectedOf(2000) };
  const workers = Array.from({ length: threads }, () => new Worker(new URL(import.meta.url), { workerData: data }));
  const ended = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
  while (Atomics.load(state, 3) < threads) await new Promise((resolve) => setTimeout(resolve, 5));

  const nextSwap = () => install(id, versions[Math.floor(Math.random() * versions.length)]!, true).swapped;
  // Every function in an image of its own, on every thread.
  for (const version of versions) install(id, version, true);
  for (let warm = 0; warm < 500; warm++) nextSwap();
  const before = process.memoryUsage.rss();
  let swaps = 0;
  let worstRatio = 0;
  const started = process.hrtime.bigint();
  while (swaps < swapsWanted) {
    swaps += nextSwap();
    const { mappedBytes, liveBytes } = codeStatistics();
    worstRatio = Math.max(worstRatio, mappedBytes / liveBytes);
  }
  const elapsedMs = Number(process.hrtime.bigint() - started) / 1e6;
  collectRetired();
  const { mappedBytes, liveBytes, freedImages } = codeStatistics();
  const grownBytes = process.memoryUsage.rss() - before;
  Atomics.store(state, 0, 1);
  await Promise.all(ended);
  const left = collectRetired();
  const [, rounds, wrong] = state;
  console.log(
    JSON.stringify({
      swaps,
      rounds,
      wrong,
      worstRatio,
      ratio: mappedBytes / liveBytes,
      grownBytes,
      freedImages,
      left,
      elapsedMs,
    }),
  );
}

if (workerData) work(workerData as Shared);
else await hammer();
