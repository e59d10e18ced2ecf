// `npm run bench`: wrong use ends with exit code 2 and one clear line; a small run writes what it measured.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Report } from '../../../bench/results.ts';
import { packageRoot } from '../../../src/core/paths.ts';

function bench(...args: string[]) {
  const entry = join(packageRoot, 'build/bench/run.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Many processes in a row, on a machine that may be busy. */
t.setTimeout(120_000);

t.test('wrong use', async (t) => {
  const folder = t.testdir({ file: '' });
  const cases: [string[], RegExp][] = [
    [['--suite', 'nonsense'], /^bench: no suite is called nonsense; see --help\n$/],
    [['--kernel', 'matrix,nonsense'], /^bench: no kernel is called nonsense; see --help\n$/],
    [['--program', 'nonsense'], /^bench: no program is called nonsense; see --help\n$/],
    [['--peer', 'nonsense'], /^bench: no peer is called nonsense; there are v8-liftoff, /],
    [['--rounds', '0'], /^bench: --rounds takes a whole number of at least 1\n$/],
    [['--rounds', 'many'], /^bench: --rounds takes a whole number of at least 1\n$/],
    [['--minutes', '0.5'], /^bench: --minutes takes a whole number of at least 1\n$/],
    [['--clock', 'sun'], /^bench: --clock takes wall or cpu\n$/],
    [['--nonsense'], /^bench: Unknown option '--nonsense'/],
    [['--json', folder], /^bench: .* is a folder\n$/],
    [['--json', join(folder, 'none/x.json')], /^bench: ENOENT/],
  ];
  for (const [args, message] of cases) {
    const { status, stdout, stderr } = bench(...args);
    t.match(stderr, message, args.join(' '));
    t.equal(status, 2);
    t.equal(stdout, '');
  }
});

t.test('a small run', async (t) => {
  const json = join(t.testdir(), 'report.json');
  const chosen = ['--suite', 'kernels', '--kernel', 'queens', '--peer', 'v8-turbofan,tiered', '--rounds', '2'];
  const { status, stdout } = bench(...chosen, '--json', json);
  t.equal(status, 0);
  t.match(stdout, /tiered: steady state +\/ v8-turbofan/);
  const { results, failures }: Report = JSON.parse(readFileSync(json, 'utf8'));
  t.strictSame(failures, []);
  const samples = (metric: string) =>
    results.filter((result) => result.metric === metric).map((result) => [result.contestant, result.samples.length]);
  t.strictSame(samples('steady state'), [
    ['v8-turbofan', 2],
    ['tiered', 2],
  ]);
  t.strictSame(samples('time to peak'), [
    ['v8-turbofan', 1],
    ['tiered', 1],
  ]);
  t.ok(results.every((result) => result.samples.every((sample) => sample > 0)));
});
