// The size limit: what was used least recently goes first, and what was just written stays.
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { codeFolderOf } from '../../src/cache/code-cache.ts';
import { entryUses, removeLeastRecentlyUsed } from '../../src/cache/eviction.ts';
import { scratch, visit } from './programs.ts';

t.test('least recently used entries are removed', async (t) => {
  const directory = scratch(t);
  const folder = codeFolderOf(directory);
  const names: string[] = [];
  for (const entryBudget of [101, 102, 103]) {
    visit(directory, ['run 5'], { entryBudget });
    names.push(...readdirSync(folder).filter((name) => !names.includes(name)));
  }
  const [first = '', second = '', third = ''] = names.map((name) => join(folder, name));
  const long = new Date(Date.now() - 1e7);
  for (const name of readdirSync(second)) utimesSync(join(second, name), long, long);
  const uses = entryUses(folder);
  t.strictSame(
    uses.map((use) => use.folder),
    [third, first, second],
    'most recent first',
  );
  const sum = uses.reduce((total, { bytes }) => total + bytes, 0);
  removeLeastRecentlyUsed(folder, sum, third);
  t.equal(readdirSync(folder).length, 3, 'all fit');
  removeLeastRecentlyUsed(folder, sum - 1, third);
  t.strictSame(readdirSync(folder).sort(), [names[0], names[2]].sort(), 'one too many');
  visit(directory, ['run 5'], { entryBudget: 101 });
  removeLeastRecentlyUsed(folder, 0, first);
  t.strictSame(readdirSync(folder), [names[0]], 'what was just written stays');
});

t.test('files of interrupted writers go after a while', async (t) => {
  const directory = scratch(t);
  const folder = codeFolderOf(directory);
  visit(directory, ['run 5']);
  const entry = join(folder, readdirSync(folder)[0]!);
  for (const name of ['old.tmp', 'new.tmp']) writeFileSync(join(entry, name), 'x');
  const long = new Date(Date.now() - 1e7);
  utimesSync(join(entry, 'old.tmp'), long, long);
  entryUses(folder);
  t.equal(statSync(join(entry, 'old.tmp'), { throwIfNoEntry: false }), undefined);
  t.ok(statSync(join(entry, 'new.tmp')).isFile());
});
