// The bench's page: its data, and that it stands for itself; entries of the history.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { historyEntry, historyPath, writeHistoryEntry } from '../../../bench/history.ts';
import { reportPage } from '../../../bench/page/page.ts';
import { plotsOf } from '../../../bench/page/plot-data.ts';
import type { Report, Result } from '../../../bench/results.ts';
import { packageRoot } from '../../../src/core/paths.ts';

function result(suite: string, subject: string, metric: string, contestant: string, samples: number[]): Result {
  return { suite, subject, metric, contestant, unit: 'ms', samples };
}

const report: Report = {
  environment: { machine: 'a <b>& "c"' },
  results: [
    result('kernels', 'a', 'steady state', 'v8-turbofan', [20, 20]),
    result('kernels', 'a', 'steady state', 'tiered', [10, 10]),
    result('kernels', 'b', 'steady state', 'v8-turbofan', [10, 10]),
    result('kernels', 'b', 'steady state', 'tiered', [80, 80]),
    result('programs', 'sqlite', 'total', 'v8', [1000]),
    result('programs', 'sqlite', 'total', 'tiered', [1500]),
  ],
  failures: [{ suite: 'kernels', subject: 'a', contestant: 'winch', message: '</script><i>' }],
};

t.test('data of the plots', async (t) => {
  const [kernels, total, ...more] = plotsOf(report);
  t.strictSame(more, []);
  t.match(kernels, { id: 'kernels-tiered', kind: 'against', subjects: ['a', 'b'] });
  const at = (subject: string) => kernels!.points.find((point) => point.subject === subject)!.median;
  t.ok(Math.abs(at('a') - 0.5) < 0.01);
  t.equal(at('b'), 4, 'at the edge of the axis');
  t.ok(Math.abs(at('geometric mean') - 2) < 0.01);
  t.match(total, { id: 'programs-total', kind: 'relative' });
  t.match(total!.points, [{ subject: 'sqlite', contestant: 'tiered', against: 'v8', median: 1.5 }]);
});

t.test('the page', async (t) => {
  const page = reportPage(report);
  t.match(page, 'a &lt;b&gt;&amp; &quot;c&quot;', 'text is escaped');
  t.match(page, '&lt;/script&gt;&lt;i&gt;');
  t.notMatch(page, /<(script|link|img)[^>]*\b(src|href)=/, 'nothing is loaded from elsewhere');
  const data = JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)![1]!);
  t.strictSame(data.plots, JSON.parse(JSON.stringify(plotsOf(report))));
  for (const { id } of data.plots) t.match(page, `<figure id="${id}">`);
  t.equal(page.split('<script').length, page.split('</script>').length);
});

t.test('an entry of the history', async (t) => {
  const counters = [
    result('counters', 'a', 'steady state', 'counting', [12]),
    result('counters', 'a', 'steady state', 'plain', [10]),
  ];
  const entry = historyEntry('try', { ...report, results: [...report.results, ...counters] });
  t.match(entry, { version: 1, name: 'try', environment: report.environment });
  t.match(
    entry.comparisons.find(({ suite }) => suite === 'kernels'),
    { contestant: 'tiered', against: 'v8-turbofan', subjects: { a: [0.5, 0.5, 0.5] } },
  );
  t.match(
    entry.comparisons.filter(({ suite }) => suite === 'counters'),
    [{ contestant: 'counting', against: 'plain', mean: 1.2 }],
  );
  const path = join(t.testdir(), 'try.json');
  writeHistoryEntry(path, entry);
  t.strictSame(JSON.parse(readFileSync(path, 'utf8')), entry);
  for (const name of ['', '../x', 'A', 'x.json']) t.throws(() => historyPath(name), /lower-case letters/);
});

t.test('from an earlier run', async (t) => {
  const folder = t.testdir({ 'not.json': '{"results": 3}' });
  const [json, page] = [join(folder, 'report.json'), join(folder, 'page.html')];
  writeFileSync(json, JSON.stringify(report));
  const bench = (...args: string[]) =>
    spawnSync(process.execPath, [join(packageRoot, 'build/bench/run.js'), ...args], { encoding: 'utf8' });
  const { status, stdout } = bench('--from', json, '--page', page);
  t.equal(status, 0);
  t.match(stdout, /not measured: kernels, winch on a/);
  t.match(readFileSync(page, 'utf8'), /<title>Wasabi: bench/);
  const refused = bench('--from', join(folder, 'not.json'));
  t.equal(refused.status, 2);
  t.match(refused.stderr, /^bench: .*not.json is no report of the bench\n$/);
});
