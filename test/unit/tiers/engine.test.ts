// The engine as its users see it: several at once, their metrics and profiles, modules of other threads, and an end that
// leaves nothing behind.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import wabtLoader from 'wabt';
import { decodeProfile } from '../../../profiles/format.ts';
import { createEngine, type Engine, eagerTuning, Instance, Memory, Module } from '../../../src/index.ts';
import { runnableOf } from '../../../src/js-api/module.ts';
import { codeStatistics, collectRetired } from '../../../src/runtime/binding.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const wabt = await wabtLoader();
const assemble = (text: string) => Uint8Array.from(wabt.parseWat('test.wat', text).toBinary({}).buffer);
const power = (base: number) =>
  assemble(`(module
    (func $step (param i32) (result i32) (i32.mul (local.get 0) (i32.const ${base})))
    (func (export "power") (param $n i32) (result i32) (local $x i32)
      (local.set $x (i32.const 1))
      (loop $next
        (local.set $x (call $step (local.get $x)))
        (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
      (local.get $x)))`);

function powerOf(module: Module): (n: number) => number {
  return new Instance(module).exports.power as (n: number) => number;
}

/** The metrics when nothing is left to compile; the first question is answered once the controller is there. */
async function settled(engine: Engine) {
  engine.metrics();
  while (!engine.idle) await setTimeout(1);
  return engine.metrics();
}

t.test('several engines, modules and instances at once', async (t) => {
  const engines = [
    createEngine({ tier: 'baseline' }),
    createEngine({ tier: 'optimized' }),
    createEngine({ tuning: eagerTuning }),
  ];
  const functions = engines.flatMap((engine) =>
    [2, 3].flatMap((base) => {
      const module = new Module(power(base), engine);
      return [powerOf(module), powerOf(module)].map((run) => ({ base, run }));
    }),
  );
  for (let n = 1; n <= 10; n++) for (const { base, run } of functions) t.equal(run(n), base ** n);
  const [baseline, optimized, tiered] = await Promise.all(engines.map(settled));
  t.equal(baseline!.counters['baseline:functions_count'], 4);
  t.equal(baseline!.counters['optimized:functions_count'], 0);
  t.equal(optimized!.counters['optimized:functions_count'], 4);
  t.equal(optimized!.counters['baseline:functions_count'], 0);
  t.ok(tiered!.counters['optimized:functions_count'] >= 4);
  t.strictSame([...new Set(tiered!.compiles.map(({ module }) => module))].sort(), [0, 1]);
  t.ok(tiered!.threads.some(({ workerName }) => workerName === 'controller'));
  await Promise.all(engines.map((engine) => engine.shutdown()));
});

t.test('a profile is written, and used by the next engine', async (t) => {
  const path = join(t.testdir(), 'power.wprof');
  const first = createEngine({ tier: 'baseline' });
  const module = new Module(power(3), first);
  powerOf(module)(5000);
  t.equal(first.writeProfile(runnableOf(module, 'test'), path), path);
  await first.shutdown();

  const profile = decodeProfile(readFileSync(path));
  t.equal(profile.functions.get(0)?.entries, 5000);
  t.strictSame([...profile.functions.get(1)!.loops.values()], [5000]);

  const next = createEngine({ profileIn: path, tuning: { backgroundPrice: 0 } });
  const again = new Module(power(3), next);
  const { compiles } = await settled(next);
  t.strictSame(compiles[0]?.functions, [0], 'what was hot is optimized before it is called');
  t.equal(powerOf(again)(3), 27);
  t.throws(() => new Module(power(2), next), /power\.wprof: profile of another module/);
  next.writeProfile(runnableOf(again, 'test'), path);
  t.ok(decodeProfile(readFileSync(path)).functions.get(0)!.entries >= 5000, 'counts of both runs are kept');
  await next.shutdown();
});

t.test('wrong settings', (t) => {
  t.throws(() => createEngine({ tuning: { entryBudget: 0 } }), RangeError);
  t.throws(
    () =>
      createEngine({ profileIn: '/nowhere/x.wprof' }) &&
      new Module(power(2), createEngine({ profileIn: '/nowhere/x.wprof' })),
    /cannot read profile/,
  );
  t.end();
});

t.test('an engine that never ran anything', async (t) => {
  const engine = createEngine();
  t.equal(engine.metrics().compiles.length, 0);
  t.ok(engine.idle);
  await engine.shutdown();
  t.throws(() => new Module(power(2), engine), /shut down/);
});

t.test('a shared module outlives its first owner', async (t) => {
  const [owner, guest] = [createEngine(), createEngine()];
  const module = new Module(power(2), owner);
  t.equal(powerOf(module)(4), 16);
  const shared = Module.fromShared(module.share(), guest);
  await owner.shutdown();
  t.equal(powerOf(shared)(5), 32, 'its code is there');
  await guest.shutdown();
});

t.test('a module that is dropped before the controller knows of it does no harm', async (t) => {
  const engine = createEngine();
  for (let index = 0; index < 10; index++) {
    engine.releaseModule(runnableOf(new Module(power(2), engine), 'test'));
  }
  t.equal(engine.metrics().compiles.length, 0, 'it answers');
  t.equal(powerOf(new Module(power(3), engine))(3), 27, 'and goes on compiling');
  await engine.shutdown();
});

t.test('what is no token is refused', async (t) => {
  for (const token of [undefined, null, {}, { wasabiModule: {} }]) {
    t.throws(() => Module.fromShared(token as never), { constructor: TypeError, message: /must be a token/ });
    t.throws(() => Memory.fromShared(token as never), { constructor: TypeError, message: /must be a token/ });
  }
});

t.test('nothing is left', async (t) => {
  for (let tries = 0; tries < 100; tries++) {
    collectGarbage();
    collectRetired();
    await setTimeout(10);
    if (codeStatistics().compiledModules === 0) break;
  }
  const { compiledModules, instances, mappedBytes, images } = codeStatistics();
  t.strictSame(
    { compiledModules, instances, mappedBytes, images },
    { compiledModules: 0, instances: 0, mappedBytes: 0, images: 0 },
  );
});
