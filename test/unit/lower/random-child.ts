// Runs random modules on our engine in a process of its own. Arguments: tier, tuning as JSON, first seed, one past the
// last. Writes one JSON line a seed.
import { createEngine, Instance, Module, type TierMode } from '../../../src/index.ts';
import { randomModule } from './random-module.ts';
import { observeRandom } from './random-run.ts';

const [tier, tuning = '{}', first, end] = process.argv.slice(2);
const engine = createEngine({ tier: tier as TierMode, tuning: JSON.parse(tuning) });
for (let seed = Number(first); seed < Number(end); seed++) {
  process.stdout.write(`${JSON.stringify({ started: seed })}\n`);
  const module = randomModule(seed);
  const { exports } = new Instance(new Module(module.bytes, engine), {});
  process.stdout.write(
    `${JSON.stringify({ seed, lines: observeRandom(module, exports as Record<string, unknown>) })}\n`,
  );
}
await engine.shutdown();
