// Instances of one module on several threads over one shared memory, on every tier: atomic counters, a mutex of waits and
// wakes, growth, and waiting and waking between compiled code and JavaScript.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import t, { type Test } from 'tap';
import { packageRoot } from '../../src/core/paths.ts';
import { createEngine, type EngineOptions, eagerTuning, Instance, Memory, Module } from '../../src/index.ts';
import { assemble } from '../../src/text/assemble.ts';
import type { ThreadStart } from './worker.ts';

const threads = 4;
const rounds = 3000;
const bytes = await assemble(readFileSync(join(packageRoot, 'test/threads/program.wat'), 'utf8'));

const modes: Record<string, EngineOptions> = {
  baseline: { tier: 'baseline' },
  optimized: { tier: 'optimized' },
  tiered: { tier: 'tiered', tuning: { entryBudget: 50, loopBudget: 500 } },
  'forced OSR': { tier: 'tiered', tuning: { ...eagerTuning, forceOsr: true } },
};

type Exports = Record<string, (...args: (number | bigint)[]) => number>;

/** A module and a memory, and calls of its exports on this and on other threads. */
class Scene {
  readonly memory = new Memory({ initial: 1, maximum: 32, shared: true });
  readonly module: Module;
  readonly here: Exports;
  readonly workers: Worker[] = [];

  constructor(engine: ReturnType<typeof createEngine>) {
    this.module = new Module(bytes, engine);
    this.here = new Instance(this.module, { env: { memory: this.memory } }).exports as Exports;
  }

  /** Calls an export on a thread of its own. */
  there(call: string, ...args: (number | bigint)[]): Promise<unknown> {
    const workerData: ThreadStart = { module: this.module.share(), memory: this.memory.share(), call, args };
    const worker = new Worker(join(packageRoot, 'build/test/threads/worker.js'), { workerData });
    this.workers.push(worker);
    return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  }

  view(): Int32Array {
    return new Int32Array(this.memory.buffer);
  }
}

async function hammerCounters(t: Test, scene: Scene): Promise<void> {
  await Promise.all(Array.from({ length: threads }, () => scene.there('run', rounds)));
  const total = threads * rounds;
  const view = new DataView(scene.memory.buffer);
  t.equal(view.getBigUint64(0, true), BigInt(total) * 0x100000001n, 'a counter of 64 bits');
  t.equal(view.getInt32(8, true), -total, 'of 32 bits');
  t.equal(view.getUint32(16, true), total & 0xffff, 'of 16 bits, beside others');
  t.equal(view.getBigUint64(24, true), BigInt(total & 0xff), 'of 8 bits');
  t.equal(view.getBigUint64(32, true), BigInt(total), 'one under a mutex of waits and wakes');
  t.equal(view.getUint32(40, true), 0, 'the mutex is free');
  t.equal(view.getInt32(48, true), 3 * total, 'one changed by compare-exchange');
  t.equal(view.getInt32(56, true), 0, 'bits flipped twice');
}

async function growTogether(t: Test, scene: Scene): Promise<void> {
  const waiting = [scene.there('awaitSize', 32), scene.there('awaitSize', 32)];
  const steps = await Promise.all(Array.from({ length: threads }, () => scene.there('growAll')));
  t.equal(
    steps.reduce((sum: number, own) => sum + Number(own), 0),
    31,
    'every page was added by one thread',
  );
  t.strictSame(await Promise.all(waiting), [42 + 0x5a, 42 + 0x5a], 'threads inside wasm see the new size');
  t.equal(scene.memory.buffer.byteLength, 32 * 65536, 'and so does JavaScript');
  t.throws(() => scene.memory.grow(1), RangeError);
}

/** Wakes until somebody was waiting. */
async function wake(notify: () => number): Promise<number> {
  for (;;) {
    const woken = notify();
    if (woken > 0) return woken;
    await setTimeout(1);
  }
}

async function waitAndWake(t: Test, scene: Scene): Promise<void> {
  const { here } = scene;
  t.equal(here.wait32?.(1024, 1, -1n), 1, 'another value');
  t.equal(here.wait64?.(1024, 0n, 1_000_000n), 2, 'no wake within a millisecond');
  t.equal(here.notify?.(1024, 1), 0, 'nobody waits');
  t.throws(() => here.wait64?.(1028, 0n, 0n), { message: /unaligned atomic/ });
  t.throws(() => here.wait32?.(32 * 65536, 0, 0n), { message: /out of bounds memory access/ });
  const byJavaScript = [scene.there('wait32', 1024, 0, -1n), scene.there('wait64', 1032, 0n, -1n)];
  t.equal(await wake(() => Atomics.notify(scene.view(), 256)), 1, 'JavaScript wakes compiled code');
  t.equal(await wake(() => Atomics.notify(scene.view(), 258)), 1);
  t.strictSame(await Promise.all(byJavaScript), [0, 0]);
  const byWasm = scene.there('wait32', 1040, 0, 60_000_000_000n);
  t.equal(await wake(() => Number(here.notify?.(1040, 7))), 1, 'compiled code wakes compiled code');
  t.equal(await byWasm, 0);
  const jsWaits = new Worker(
    'const { workerData: v, parentPort: p } = require("node:worker_threads"); p.postMessage(Atomics.wait(v, 262, 0))',
    { eval: true, workerData: scene.view() },
  );
  const answer = new Promise((resolve) => jsWaits.once('message', resolve));
  t.equal(await wake(() => Number(here.notify?.(1048, 1))), 1, 'compiled code wakes JavaScript');
  t.equal(await answer, 'ok');
}

t.setTimeout(300_000);
for (const [name, options] of Object.entries(modes)) {
  t.test(name, { timeout: 120_000 }, async (t) => {
    const engine = createEngine(options);
    const scene = new Scene(engine);
    await hammerCounters(t, scene);
    await growTogether(t, scene);
    await waitAndWake(t, scene);
    await engine.shutdown();
  });
}
