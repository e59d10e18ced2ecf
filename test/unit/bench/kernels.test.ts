// The bench's kernels answer alike on every tier, and the committed modules are those that the manifest speaks of.
import t from 'tap';
import { kernelBytes, kernels } from '../../../bench/kernels/kernels.ts';
import { createEngine } from '../../../src/engine.ts';
import { Instance } from '../../../src/js-api/instance.ts';
import { Module } from '../../../src/js-api/module.ts';

for (const tier of ['baseline', 'optimized', 'tiered'] as const) {
  t.test(tier, async (t) => {
    const engine = createEngine({ tier });
    for (const kernel of kernels) {
      const { exports } = new Instance(new Module(kernelBytes(kernel), engine));
      const run = exports.run as (rounds: number) => number;
      t.equal(run(kernel.rounds) >>> 0, kernel.checksum, kernel.name);
    }
    await engine.shutdown();
  });
}
