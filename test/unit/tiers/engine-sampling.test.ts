// Sampling through the engine: samples of a run end up in the profile of the module they belong to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { decodeProfile } from '../../../profiles/format.ts';
import { frameFunction, frameKindOf, selfTimes, totalTime } from '../../../profiles/stack-tree.ts';
import { createEngine, Instance, Module } from '../../../src/index.ts';
import { assemble } from '../../../src/text/assemble.ts';

const bytes = await assemble(`(module (func (export "burn") (param i32) (result i32) (local i32)
  (loop (local.set 1 (i32.add (i32.mul (local.get 1) (i32.const 31)) (local.get 0)))
    (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1)))`);

t.test('a module of the JavaScript interface', async (t) => {
  const engine = createEngine({ tier: 'baseline' });
  t.teardown(() => engine.shutdown());
  const module = new Module(bytes, engine);
  const burn = new Instance(module, {}).exports.burn as (rounds: number) => number;
  burn(1);
  t.equal(engine.stopSampling(module), undefined);
  t.ok(engine.startSampling());
  const end = performance.now() + 60;
  while (performance.now() < end) burn(100_000);
  const samples = engine.stopSampling(module);
  t.ok(samples?.timeline && samples.timeline.length > 0);
  const path = engine.writeProfile(module, join(t.testdir(), 'burn.wprof'), samples);
  const { stacks, functions } = decodeProfile(readFileSync(path));
  t.ok((functions.get(0)?.entries ?? 0) > 1);
  t.ok(totalTime(stacks).timeNs > 0);
  const own = [...selfTimes(stacks).keys()].filter((key) => frameKindOf(key) === 'baseline');
  t.same(own.map(frameFunction), [0]);
});
