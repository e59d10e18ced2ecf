// Modules that the fuzzer reduced: `fuzz-SEED.wasm` ran differently from V8 under the dice of that seed, or did with a
// planted fault. Each must run alike on every tier.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';
import { emptyCorpus, FuzzChild } from '../differential/fuzz-child.ts';
import type { ModuleAnswer } from '../differential/protocol.ts';
import { referenceNode } from '../programs/compare.ts';

const folder = join(packageRoot, 'test/regress');
const limitMs = 60_000;
t.setTimeout(10 * limitMs);
t.test('modules that the fuzzer reduced', async (t) => {
  const corpus = emptyCorpus();
  t.teardown(corpus.remove);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.wasm'))) {
    const child = new FuzzChild(corpus.path, referenceNode);
    const seed = Number(/^fuzz-(\d+)\.wasm$/.exec(file)?.[1]);
    const answer = await child.ask<ModuleAnswer>({ kind: 'module', path: join(folder, file), seed }, limitMs);
    child.stop();
    t.same(answer, { ran: true }, file);
  }
});
