// Files written in one step: over links and devices, into folders that are not there yet or cannot be.
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeFolder, writeWholeFile } from '../../../src/core/whole-file.ts';

t.test('a link stays, and what it leads to is written', async (t) => {
  const folder = t.testdir({ file: 'old' });
  const link = join(folder, 'link');
  symlinkSync('file', link);
  writeWholeFile(link, 'new');
  t.ok(lstatSync(link).isSymbolicLink());
  t.equal(readFileSync(join(folder, 'file'), 'utf8'), 'new');
  t.same(readdirSync(folder).sort(), ['file', 'link'], 'nothing else is left');
});

t.test('a device takes the bytes and stays', async (t) => {
  const link = join(t.testdir(), 'sink');
  symlinkSync('/dev/full', link);
  t.throws(() => writeWholeFile(link, 'text'), { code: 'ENOSPC' });
  t.ok(lstatSync(link).isSymbolicLink());
});

t.test('folders', async (t) => {
  const folder = t.testdir();
  writeWholeFile(join(folder, 'a/b/c'), 'text');
  t.equal(readFileSync(join(folder, 'a/b/c'), 'utf8'), 'text');
  mkdirSync(join(folder, 'taken'));
  t.throws(() => writeWholeFile(join(folder, 'taken'), 'text'), { code: 'EISDIR' });
  t.throws(() => makeFolder('/proc/nowhere/at/all'), { code: 'ENOENT' });
  t.same(readdirSync(folder).sort(), ['a', 'taken']);
});
