// `wasabi cache` as its users see it: what two runs left, checked, damaged and removed.
import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { formatEntries } from '../../src/cli/cache.ts';
import { stdoutTerminal } from '../../src/cli/pgo/table.ts';
import { scratchFolder, wasabi } from './command.ts';

const scratch = scratchFolder();
t.teardown(scratch.remove);
const directory = join(scratch.path, 'cache');
const add = scratch.write(
  'add.wat',
  '(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))',
);
const run = (...options: string[]) => wasabi([...options, '--cache-dir', directory, '--invoke', 'add', add, '2', '3']);
const cache = (...args: string[]) => wasabi(['cache', ...args, '--cache-dir', directory]);

t.test('an empty cache', async (t) => {
  t.match(cache('list'), { status: 0, stdout: /holds no code/, stderr: '' });
  t.match(cache('verify'), { status: 0, stdout: '0 of 0 files are whole\n' });
  t.match(cache('clear'), { status: 0, stdout: /^0 B removed/ });
});

t.test('what runs left is listed', async (t) => {
  for (const tier of ['tiered', 'baseline']) t.equal(run('--tier', tier).stdout, '5\n');
  const { status, stdout } = cache('list');
  t.equal(status, 0);
  t.match(stdout, /^module +functions +tier +size +files +last used +made by$/m);
  t.match(stdout, /^[0-9a-f]{12} +1 +baseline +[0-9.]+ KiB +1 .* this build$/m);
  const { entries } = JSON.parse(cache('list', '--json').stdout) as {
    entries: { current: boolean; segments: number }[];
  };
  t.strictSame(
    entries.map(({ current, segments }) => ({ current, segments })),
    [
      { current: true, segments: 1 },
      { current: true, segments: 1 },
    ],
  );
});

t.test('damaged files are told and removed', async (t) => {
  t.match(cache('verify'), { status: 0, stdout: '4 of 4 files are whole\n' });
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  for (const name of files.filter((name) => /\.code$|module$/.test(name)).slice(0, 2)) {
    appendFileSync(join(directory, name), 'x');
  }
  t.match(cache('verify'), { status: 1, stdout: /2 of 4 files are whole/ });
  t.match(cache('verify', '--json'), { status: 0, stdout: /"files"/ });
  t.equal(run().stdout, '5\n');
});

t.test('clearing removes everything', async (t) => {
  t.match(cache('clear', '--json'), { status: 0, stdout: /"bytes":[1-9]/ });
  t.match(cache('list').stdout, /holds no code/);
  t.match(wasabi(['cache', 'lose']), { status: 2 });
});

t.test('the table fits the terminal', async (t) => {
  const entry = { key: 'k', bytes: 1 << 20, segments: 2, usedMs: 0, current: false };
  const about = {
    module: { hash: 'ab'.repeat(32), sizeBytes: 9, functions: 1234 },
    maker: { wasabi: '0.1.0', build: 'b', llvm: '19.1.7', llvmFile: 'f', processor: 'p' },
    options: { tier: 'tiered' },
  };
  const terminal = { ...stdoutTerminal(), columns: 80 };
  const text = formatEntries('/c', [entry, { ...entry, about }], terminal);
  t.ok(
    text.split('\n').every((line) => line.length <= 80),
    text,
  );
  t.match(text, /unknown[\s\S]*abababababab +1,234 +tiered +1\.0 MiB/);
  t.match(text, /2\.0 MiB in \/c\n$/);
});
