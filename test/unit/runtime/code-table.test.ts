// First calls, swaps, counters and on-stack replacement, with a controller in a worker thread as in the product and
// with none.
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { entryCount, loopCount } from '../../../src/core/counter-layout.ts';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { Instance } from '../../../src/js-api/instance.ts';
import { Module } from '../../../src/js-api/module.ts';
import {
  codeStatistics,
  createCompiledModule,
  detachController,
  functionTiers,
  installCode,
  readCounters,
  releaseCompiledModule,
  retainCompiledModule,
  setThresholds,
  takeEvents,
} from '../../../src/runtime/binding.ts';
import { assemble } from '../../../src/text/assemble.ts';
import { compileFunctions, InThreadEngine, install } from '../../support/in-thread-engine.ts';
import type { AnyExports } from '../../support/programs.ts';

const thresholds = {
  entryBudget: 100,
  loopBudget: 1000,
  misfitBudget: 1000,
  budgetGrowth: 2,
  maxBudget: 1 << 20,
  sync: false,
};

const program = `(module
  (func $twice (export "twice") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
  (func (export "viaTable") (param i32) (result i32) (i32.add (call $twice (local.get 0)) (i32.const 1)))
  (func (export "args") (param i32 i64 f64 i32 f32 i32 i32 i32) (result f64)
    (f64.add (f64.convert_i32_s (i32.add (local.get 0) (i32.add (local.get 3) (i32.add (local.get 5)
      (i32.add (local.get 6) (local.get 7))))))
      (f64.add (f64.convert_i64_s (local.get 1)) (f64.add (local.get 2) (f64.promote_f32 (local.get 4))))))
  (func $sum (export "sum") (param $n i32) (result i32) (local $s i32)
    (loop $l
      (local.set $s (i32.add (local.get $s) (local.get $n)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $s)))`;

/** An instance without code yet, and what a test needs to give it some. */
async function fresh(text = program) {
  const bytes = await assemble(text);
  const module = new Module(bytes, new InThreadEngine('baseline', false));
  const token = module.share();
  const exports = new Instance(module).exports as AnyExports;
  return { id: token.wasabiModule.id, decoded: decodeModule(bytes), bytes, exports };
}

/** A controller in a thread of its own that answers as `controller-scenario.ts` says. */
async function withController(id: number, bytes: Uint8Array, behaviour: string, run: () => void): Promise<void> {
  const scenario = new URL('./controller-scenario.js', import.meta.url);
  const worker = new Worker(scenario, { workerData: { id, bytes, behaviour } });
  await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  run();
  await worker.terminate();
}

t.test('a first call waits for the controller and keeps all its arguments', async (t) => {
  const { id, bytes, exports } = await fresh();
  await withController(id, bytes, 'compile', () => {
    t.equal(exports.args?.(1, 2n, 3.5, 4, 5.5, 6, 7, 8), 37);
    t.equal(exports.viaTable?.(20), 41, 'calls between functions go through stubs too');
  });
  t.equal(exports.viaTable?.(4), 9, 'code stays when the controller is gone');
  t.throws(() => exports.sum?.(1), { message: /^code could not be compiled: nothing compiles this module/ });
});

t.test('a failed compile traps with its message, now and later', async (t) => {
  const { id, bytes, exports } = await fresh();
  await withController(id, bytes, 'fail', () => {
    t.throws(() => exports.twice?.(1), { message: 'code could not be compiled: no such luck' });
    t.throws(() => exports.viaTable?.(1), { message: 'code could not be compiled: no such luck' });
  });
  t.same([...functionTiers(id)], [3, 3, 0, 0]);
});

t.test('a controller that ends lets waiting threads go', async (t) => {
  const { id, bytes, exports } = await fresh();
  await withController(id, bytes, 'exit', () => {
    t.throws(() => exports.twice?.(1), { message: /^code could not be compiled/ });
  });
});

t.test('without a controller a missing function traps at once', async (t) => {
  const { id, decoded, exports } = await fresh();
  detachController(id);
  t.throws(() => exports.twice?.(1), { message: /^code could not be compiled/ });
  install(id, compileFunctions(decoded, [0]));
  t.equal(exports.twice?.(4), 8);
});

t.test('rows only rise unless a downgrade is wanted; old code is given back', async (t) => {
  const { id, decoded, exports } = await fresh();
  const before = codeStatistics();
  t.match(install(id, compileFunctions(decoded, [0, 1])), { published: 2, swapped: 0 });
  t.match(install(id, compileFunctions(decoded, [0], 'optimized')), { published: 1, swapped: 1 });
  t.match(install(id, compileFunctions(decoded, [0])), { published: 0, swapped: 0 });
  t.same([...functionTiers(id)], [2, 1, 0, 0]);
  t.equal(exports.viaTable?.(5), 11);
  t.match(install(id, compileFunctions(decoded, [0]), true), { published: 1, swapped: 1 });
  t.equal(functionTiers(id)[0], 1);
  t.equal(exports.viaTable?.(5), 11);
  const after = codeStatistics();
  t.equal(after.installedImages - before.installedImages, 4);
  t.equal(after.swaps - before.swaps, 2);
});

t.test('wrong requests are errors that change nothing', async (t) => {
  const { id, decoded } = await fresh();
  const good = compileFunctions(decoded, [0]);
  const row = good.rows[0]!;
  const wrong: [Partial<typeof good>, RegExp][] = [
    [{ rows: [{ ...row, functionIndex: 99 }] }, /row's function is not defined here/],
    [{ rows: [{ ...row, offset: 1 << 20 }] }, /row lies outside/],
    [{ rows: [{ ...row, counterWords: 1 }] }, /counter block is too small/],
    [{ slots: [{ symbol: 'system', offset: 0 }] }, /unknown symbol system/],
    [{ slots: [{ symbol: 'memcpy', offset: 4 }] }, /slot lies outside/],
    [{ osrEntries: [{ functionIndex: 0, loop: 0, offset: 1 << 20, sizeBytes: 8 }] }, /OSR entry lies outside/],
  ];
  for (const [change, message] of wrong) t.throws(() => installCode(id, { ...good, ...change }), { message });
  t.throws(() => installCode(1e9, good), { message: 'no compiled module has this id' });
  t.throws(() => installCode(id, {} as typeof good), TypeError);
  t.same([...functionTiers(id)], [0, 0, 0, 0]);
  const own = createCompiledModule({ functionCount: 1, importedFunctionCount: 0 });
  t.ok(retainCompiledModule(own));
  releaseCompiledModule(own);
  releaseCompiledModule(own);
  t.notOk(retainCompiledModule(own), 'gone with its last reference');
});

t.test('counters count, trip and are armed again', async (t) => {
  const { id, decoded, exports } = await fresh();
  setThresholds(id, thresholds);
  const code = compileFunctions(decoded, [0, 3]);
  install(id, code);
  takeEvents(id);
  const kinds = () => takeEvents(id).map(({ kind, functionIndex, loop }) => [kind, functionIndex, loop]);
  for (let i = 0; i < 99; i++) exports.twice?.(i);
  t.same(kinds(), []);
  exports.twice?.(0);
  t.same(kinds(), [['hotFunction', 0, -1]]);
  t.equal(entryCount(readCounters(id, 0)!), 100);
  for (let i = 0; i < 199; i++) exports.twice?.(i);
  t.same(kinds(), [], 'the next budget is larger');
  exports.twice?.(0);
  t.same(kinds(), [['hotFunction', 0, -1]]);
  t.equal(entryCount(readCounters(id, 0)!), 300);
  exports.sum?.(2500);
  t.same(kinds(), [['hotLoop', 3, 0]]);
  t.equal(loopCount(readCounters(id, 3)!, 0), 2500, 'executions of the loop header');
  t.equal(readCounters(id, 1), undefined);
});

t.test('in sync mode a running loop moves into its continuation', async (t) => {
  const { id, bytes, exports } = await fresh();
  setThresholds(id, { ...thresholds, sync: true });
  const before = codeStatistics().osrEntries;
  const expected = (n: number) => Number(BigInt.asIntN(32, (BigInt(n) * BigInt(n + 1)) / 2n));
  await withController(id, bytes, 'compile', () => {
    t.equal(exports.sum?.(5000), expected(5000));
    t.equal(codeStatistics().osrEntries - before, 1);
    t.equal(exports.sum?.(100_000), expected(100_000));
    for (let i = 0; i < 150; i++) t.equal(exports.twice?.(i), 2 * i);
    t.equal(functionTiers(id)[0], 2, 'the hot function was replaced while its caller waited');
  });
});

t.test('an answer without code ends the wait in sync mode', async (t) => {
  const { id, bytes, exports } = await fresh();
  setThresholds(id, { ...thresholds, sync: true });
  await withController(id, bytes, 'decline', () => {
    for (let i = 0; i < 1000; i++) exports.twice?.(i);
    t.equal(functionTiers(id)[0], 1);
    t.equal(exports.sum?.(30_000), 450_015_000);
  });
});
