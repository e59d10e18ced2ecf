// Set-up of a checkout that is set up already: nothing to do, in under a second, and the right commands in reach.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';

const bin = join(packageRoot, 'node_modules/.bin');

t.test('npx finds wasabi, and no other Node than the one in use', async (t) => {
  t.ok(existsSync(join(bin, 'wasabi')));
  t.notOk(existsSync(join(bin, 'node')));
});

t.test('the lock file is what is installed', async (t) => {
  t.equal(spawnSync(process.execPath, [join(packageRoot, 'scripts/modules-match-lock.mjs')]).status, 0);
});
