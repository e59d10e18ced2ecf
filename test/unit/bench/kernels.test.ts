// The bench's kernels answer on every tier, and in loops entered by on-stack replacement, as on Node's own engine; the
// committed modules are those that the manifest speaks of.
import t from 'tap';
import { type Kernel, kernelBytes, kernels } from '../../../bench/kernels/kernels.ts';
import { createEngine } from '../../../src/engine.ts';
import { eagerTuning } from '../../../src/index.ts';
import { Instance } from '../../../src/js-api/instance.ts';
import { Module } from '../../../src/js-api/module.ts';
import type { ModuleEngine } from '../../../src/runtime/engine-interface.ts';

type Run = (rounds: number) => number;
interface Platform {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: { readonly run: Run } };
}
const platform = (globalThis as unknown as { WebAssembly: Platform }).WebAssembly;

/** A fraction of the work that the bench measures: enough to tier up. */
const shortRounds = (kernel: Kernel) => Math.ceil(kernel.rounds / 20);

function referenceRun(kernel: Kernel): Run {
  return new platform.Instance(new platform.Module(kernelBytes(kernel))).exports.run;
}

function runOn(engine: ModuleEngine, kernel: Kernel): Run {
  return new Instance(new Module(kernelBytes(kernel), engine)).exports.run as Run;
}

const expected = new Map(kernels.map((kernel) => [kernel, referenceRun(kernel)(shortRounds(kernel)) >>> 0]));

/** All kernels five times over, on a machine that may be busy. */
t.setTimeout(300_000);

t.test('checksums of the manifest, and again on the same instance', async (t) => {
  for (const kernel of kernels) {
    const run = referenceRun(kernel);
    t.equal(run(kernel.rounds) >>> 0, kernel.checksum, kernel.name);
    t.equal(run(kernel.rounds) >>> 0, kernel.checksum, `${kernel.name}, second run`);
  }
});

t.test('at least twenty, each with a name of its own', async (t) => {
  t.ok(kernels.length >= 20);
  t.equal(new Set(kernels.map(({ name }) => name)).size, kernels.length);
});

const modes = {
  baseline: { tier: 'baseline' },
  optimized: { tier: 'optimized' },
  tiered: { tier: 'tiered', tuning: eagerTuning },
  'forced OSR': { tier: 'tiered', tuning: { ...eagerTuning, entryBudget: 1 << 30, forceOsr: true } },
} as const;

for (const [mode, options] of Object.entries(modes)) {
  t.test(mode, async (t) => {
    const engine = createEngine(options);
    for (const kernel of kernels) {
      const run = runOn(engine, kernel);
      for (let round = 0; round < 2; round++)
        t.equal(run(shortRounds(kernel)) >>> 0, expected.get(kernel), `${kernel.name}, run ${round}`);
    }
    await engine.shutdown();
  });
}
