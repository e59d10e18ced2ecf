// Random chains of tail calls through all sorts of signatures: every tier gives what V8 gives, in constant stack.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';
import { referenceNode } from '../programs/compare.ts';
import type { TailCallReport } from './tail-call-process.ts';

const seconds = Number(process.env.WASABI_FUZZ_SECONDS ?? 6);
const seed = Number(process.env.WASABI_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 30));

t.comment(`seed ${seed}`);
const child = join(packageRoot, 'build/test/differential/tail-call-process.js');
const run = spawnSync(referenceNode, [child, String(seed), String(seconds)], {
  encoding: 'utf8',
  timeout: (seconds + 120) * 1000,
  stdio: ['ignore', 'pipe', 'inherit'],
});
t.equal(run.status, 0, `the process ended with ${run.status ?? run.signal}`);
const { modules, swaps, osrEntries, differences } = JSON.parse(run.stdout) as TailCallReport;
t.comment(`${modules} modules, ${swaps} swaps, ${osrEntries} OSR entries`);
t.same(differences, []);
t.ok(modules > 0 && swaps > 0 && osrEntries > 0, 'code was replaced meanwhile');
