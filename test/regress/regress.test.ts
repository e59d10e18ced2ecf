// One program for each miscompile that was ever fixed, on every tier against V8.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';
import { assembled, outcomes } from './programs.ts';

interface PlatformWebAssembly {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Record<string, unknown> };
}

const { WebAssembly: platform } = globalThis as unknown as { WebAssembly: PlatformWebAssembly };
const eager = { entryBudget: 1, loopBudget: 1, budgetGrowth: 1, sync: true };
const modes = [
  ['baseline', {}],
  ['optimized', {}],
  ['tiered', eager],
  ['tiered', { ...eager, entryBudget: 1 << 30, forceOsr: true }],
] as const;
const folder = join(packageRoot, 'test/regress');
const child = join(packageRoot, 'build/test/regress/regress-child.js');

for (const file of readdirSync(folder).filter((name) => name.endsWith('.wat'))) {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  const instance = new platform.Instance(new platform.Module(await assembled(file, text)));
  const expected = outcomes(text, instance.exports);
  for (const [tier, tuning] of modes) {
    const run = spawnSync(process.execPath, [child, path, tier, JSON.stringify(tuning)], { encoding: 'utf8' });
    t.equal(run.status, 0, `${file}, ${tier}: ends by itself ${run.stderr}`);
    t.strictSame(JSON.parse(run.stdout || '[]'), expected, `${file}, ${tier} ${JSON.stringify(tuning)}`);
  }
}
