// Random modules on every tier against V8. WASABI_RANDOM_SEEDS=from-to runs others than the usual few.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../../src/core/paths.ts';
import { randomModule } from './random-module.ts';
import { observeRandom, type RandomExports } from './random-run.ts';

interface PlatformWebAssembly {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: RandomExports };
}

const { WebAssembly: platform } = globalThis as unknown as { WebAssembly: PlatformWebAssembly };
const [first = 0, end = 20] = (process.env.WASABI_RANDOM_SEEDS ?? '0-20').split('-').map(Number);
const eager = { entryBudget: 1, loopBudget: 1, budgetGrowth: 1, sync: true };

const modes = [
  { name: 'baseline', tier: 'baseline', tuning: {} },
  { name: 'optimized', tier: 'optimized', tuning: {} },
  { name: 'tiered', tier: 'tiered', tuning: eager },
  { name: 'forced OSR, first loops', tier: 'tiered', tuning: { ...eager, entryBudget: 1 << 30, forceOsr: true } },
  {
    name: 'forced OSR, third loops',
    tier: 'tiered',
    tuning: { ...eager, entryBudget: 1 << 30, forceOsr: true, forceOsrLoop: 2 },
  },
] as const;

function expected(seed: number): string[] {
  const module = randomModule(seed);
  return observeRandom(module, new platform.Instance(new platform.Module(module.bytes), {}).exports);
}

const wanted = new Map(Array.from({ length: end - first }, (_, i) => [first + i, expected(first + i)]));

for (const { name, tier, tuning } of modes) {
  t.test(name, async (t) => {
    const child = join(packageRoot, 'build/test/unit/lower/random-child.js');
    const run = spawnSync(process.execPath, [child, tier, JSON.stringify(tuning), String(first), String(end)], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      timeout: 600_000,
    });
    const answers = run.stdout.split('\n').filter((line) => line.startsWith('{"seed"'));
    t.equal(
      run.status,
      0,
      `the process ends by itself; it last wrote ${run.stdout.slice(-40)} ${run.stderr.slice(-400)}`,
    );
    t.equal(answers.length, end - first, 'every module ran');
    for (const line of answers) {
      const { seed, lines } = JSON.parse(line) as { seed: number; lines: string[] };
      t.strictSame(lines, wanted.get(seed), `seed ${seed}`);
    }
  });
}
