// SQLite, built from the amalgamation that better-sqlite3 ships, under a load of a million rows.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';
import { compare } from './compare.ts';

const { ensureProgram } = await import(pathToFileURL(join(packageRoot, 'scripts/build-examples.mjs')).href);
t.setTimeout(1_700_000);
const file: string = await ensureProgram('sqlite-workload');

t.test('ten thousand rows at baseline', async (t) => {
  compare(t, 'baseline', { file, args: ['10000'], options: ['--tier', 'baseline'] });
});

t.test('a million rows', async (t) => {
  const { here } = compare(t, 'tiered', { file, args: ['1000000'] });
  t.match(here.stderr, /[1-9]\d* swaps?, the first after/);
});
