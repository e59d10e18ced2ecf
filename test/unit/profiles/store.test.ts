// Profile files: the default place, atomic replacement, and errors that name the file.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { encodeProfile } from '../../../profiles/format.ts';
import { emptyProfile } from '../../../profiles/profile.ts';
import { defaultProfilePath, readProfile, writeProfile } from '../../../profiles/store.ts';
import { fullProfile } from './arbitrary-profile.ts';

const profile = fullProfile();

t.test('default place', (t) => {
  t.equal(defaultProfilePath('ab', { XDG_CACHE_HOME: '/c' }), '/c/wasabi/profiles/ab.wprof');
  t.match(defaultProfilePath('ab', { XDG_CACHE_HOME: 'relative' }), /\.cache\/wasabi\/profiles\/ab\.wprof$/);
  t.end();
});

t.test('write, replace, read', (t) => {
  const path = join(t.testdir(), 'deep/down/a.wprof');
  writeProfile(path, emptyProfile('ab'.repeat(32)));
  writeProfile(path, profile);
  t.strictSame(encodeProfile(readProfile(path, profile.moduleHash)), encodeProfile(profile));
  t.strictSame(readdirSync(join(path, '..')), ['a.wprof'], 'no temporary file is left');
  t.end();
});

t.test('errors name the file', (t) => {
  const directory = t.testdir({ 'bad.wprof': 'text' });
  t.throws(
    () => readProfile(join(directory, 'none.wprof')),
    /cannot read profile `.*none\.wprof`: no such file or directory$/,
  );
  t.throws(() => readProfile(join(directory, 'bad.wprof')), /bad\.wprof: not a Wasabi profile/);
  const good = join(directory, 'good.wprof');
  writeFileSync(good, encodeProfile(profile));
  t.throws(() => readProfile(good, 'cd'.repeat(32)), /good\.wprof: profile of another module/);
  mkdirSync(join(directory, 'taken.wprof'));
  t.throws(
    () => writeProfile(join(directory, 'taken.wprof'), profile),
    /cannot write profile `.*taken\.wprof`: is a directory$/,
  );
  t.strictSame(readdirSync(directory).sort(), ['bad.wprof', 'good.wprof', 'taken.wprof']);
  t.end();
});
