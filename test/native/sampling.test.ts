// The guest profiler: stacks, tiers and host calls are seen as they are; sampling survives code that goes away.
import t from 'tap';
import { type SampledStacks, sampledStacks, treeOf } from '../../profiles/samples.ts';
import { frameFunction, frameKindOf, selfTimes, totalTime } from '../../profiles/stack-tree.ts';
import { Instance } from '../../src/js-api/instance.ts';
import { runnableOf } from '../../src/js-api/module.ts';
import { startSampling, stopSampling } from '../../src/runtime/guest-profiler.ts';
import { runChild } from '../support/child.ts';
import { InThreadEngine } from '../support/in-thread-engine.ts';
import { moduleFrom } from '../support/programs.ts';

/** More than the offset of any instruction of the program. */
const bodyEnd = 400;

/** `burn` takes its time in $inner, below $outer, or in JavaScript below $calls. */
const program = `(module (import "host" "work" (func $work))
  (func $inner (param i32) (local i32)
    (loop (local.set 1 (i32.add (i32.mul (local.get 1) (i32.const 31)) (local.get 0)))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (drop (local.get 1)) (i32.store (i32.const 0) (local.get 1)))
  (memory 1)
  (func $outer (param i32) (loop (call $inner (i32.const 100000)) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "burn") (param i32) (call $outer (local.get 0)))
  (func $calls (export "calls") (call $work)))`;

const burnMs = 60;

function spin(): void {
  const end = performance.now() + burnMs;
  while (performance.now() < end);
}

async function sampled(tier: 'baseline' | 'optimized', run: (exports: Record<string, (arg?: number) => void>) => void) {
  const module = await moduleFrom(program, new InThreadEngine(tier));
  const { exports } = new Instance(module, { host: { work: spin } });
  t.ok(startSampling());
  run(exports as Record<string, (arg?: number) => void>);
  const samples = stopSampling();
  if (!samples) throw new Error('no samples');
  t.equal(samples.lost, 0);
  return sampledStacks(samples, runnableOf(module, 'test').id);
}

/** Stacks as text, outermost frame first, with the samples that ended there. */
function stacksOf({ nodes }: SampledStacks): Map<string, number> {
  const paths: string[] = [];
  const stacks = new Map<string, number>();
  for (const { parent, key, samples } of nodes) {
    const path = `${parent < 0 ? '' : `${paths[parent]} `}${frameKindOf(key)}.${frameFunction(key)}`;
    paths.push(path);
    if (samples > 0) stacks.set(path, samples);
  }
  return stacks;
}

for (const tier of ['baseline', 'optimized'] as const) {
  t.test(`stacks of ${tier} code`, async (t) => {
    const stacks = await sampled(tier, ({ burn }) => {
      const end = performance.now() + burnMs;
      while (performance.now() < end) burn?.(10);
    });
    const total = totalTime(treeOf(stacks));
    t.ok(total.samples > 0);
    // Inlined or not, the time is below `burn`, and in code of this tier.
    const found = [...stacksOf(stacks)].filter(([path]) => path.startsWith(`${tier}.3`));
    const inBurn = found.reduce((sum, [, samples]) => sum + samples, 0);
    t.ok(inBurn > total.samples / 2, `${inBurn} of ${total.samples}`);
    if (tier === 'baseline') t.ok(stacksOf(stacks).has('baseline.3 baseline.2 baseline.1'));
    const offsets = (stacks.timeline ?? []).map(({ wasmOffset }) => wasmOffset).filter((offset) => offset > 0);
    if (tier === 'baseline') t.ok(offsets.length > 0, 'places in the module are known');
    t.ok(offsets.every((offset) => offset < bodyEnd));
  });
}

t.test('time in the host stands below the function that called it', async (t) => {
  const stacks = await sampled('baseline', ({ calls }) => {
    for (let left = 3; left > 0; left--) calls?.();
  });
  t.ok(stacksOf(stacks).has('baseline.4 host.0'));
  t.ok([...selfTimes(treeOf(stacks)).keys()].every((key) => ['host', 'baseline'].includes(frameKindOf(key))));
});

t.test('one at a time', async (t) => {
  t.equal(stopSampling(), undefined);
  t.ok(startSampling());
  t.notOk(startSampling());
  const samples = stopSampling();
  t.equal(samples?.points.length, 0, 'nothing is sampled outside wasm');
  t.equal(stopSampling(), undefined);
});

t.test('code may be replaced and freed while its thread is sampled', async (t) => {
  const { status, signal, stdout, stderr } = runChild('native/sampling-scenario');
  t.equal(signal, null, stderr);
  t.equal(status, 0, stderr);
  const found = JSON.parse(stdout) as { swaps: number; freedImages: number; samples: number; wrong: number };
  t.equal(found.swaps, 3000);
  t.ok(found.freedImages > 100, `${found.freedImages} images were freed`);
  t.ok(found.samples > 10, `${found.samples} samples`);
  t.equal(found.wrong, 0);
});
