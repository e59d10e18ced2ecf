// Runs the other tests of this folder once more with every WASI call made by compiled code: arguments in registers and
// overflow slots, results, and exits.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import t from 'tap';

t.setTimeout(300_000);

const self = process.argv[1] as string;
const directory = dirname(self);
/** These start processes or threads of their own, or do not depend on who calls. */
const excluded = [
  basename(self),
  'race.test.js',
  'fuzz.test.js',
  'processes.test.js',
  'command.test.js',
  'libc.test.js',
];
const files = readdirSync(directory).filter((name) => name.endsWith('.test.js') && !excluded.includes(name));

/** The calls with most arguments, once more as optimized code makes them. */
const optimized = ['path-open.test.js', 'proc.test.js'];

for (const [tier, names] of Object.entries({ baseline: files, optimized })) {
  for (const file of names) {
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, [join(directory, file)], {
      env: { ...process.env, WASABI_TEST_THROUGH: tier },
      encoding: 'utf8',
      timeout: 60_000,
    });
    const failures = stdout.split('\n').filter((line) => /^\s*not ok/.test(line));
    t.same(
      { status, signal, failures, stderr },
      { status: 0, signal: null, failures: [], stderr: '' },
      `${tier}: ${file}`,
    );
  }
}
