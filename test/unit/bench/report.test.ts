// What the bench makes of its samples: comparisons, tables, and the verdict on each target, from made-up figures.
import t, { type Test } from 'tap';
import {
  accumulated,
  combined,
  compareContestants,
  compareWithBest,
  type Failure,
  type Report,
  type Result,
} from '../../../bench/results.ts';
import { longestPauses } from '../../../bench/suites/pauses.ts';
import { failureLines, figure, formatReport, medianRows, ratioRows, table } from '../../../bench/tables.ts';
import { evaluateTargets } from '../../../bench/targets.ts';

function near(t: Test, actual: number, expected: number): void {
  t.ok(Math.abs(actual - expected) <= expected * 0.002, `${actual} is about ${expected}`);
}

function result(subject: string, contestant: string, samples: readonly number[], rest: Partial<Result> = {}): Result {
  return { suite: 'kernels', metric: 'steady state', unit: 'ms', subject, contestant, samples, ...rest };
}

function report(results: readonly Result[], failures: readonly Failure[] = []): Report {
  return { environment: { machine: 'imagined' }, results, failures };
}

/** Two kernels; V8 is the best rival on one, Cranelift on the other. */
const measured = report([
  result('a', 'v8-turbofan', [20, 20, 40]),
  result('a', 'cranelift', [30, 30, 60]),
  result('a', 'tiered', [10, 10, 20]),
  result('b', 'v8-turbofan', [40, 40, 40]),
  result('b', 'cranelift', [16, 16, 16]),
  result('b', 'tiered', [20, 20, 20]),
]);
const wanted = { suite: 'kernels', metric: 'steady state', contestant: 'tiered' };

const verdict = (given: Report, name: string) => evaluateTargets(given).find((entry) => entry.name === name)!;

t.test('a contestant against another, round by round', async (t) => {
  const { subjects, mean } = compareContestants(measured, { ...wanted, against: 'v8-turbofan' });
  near(t, mean, 0.5);
  near(t, subjects[0]!.ratio.maximum, 0.5);
  t.ok(Number.isNaN(compareContestants(measured, { ...wanted, against: 'nobody' }).mean));
});

t.test('a contestant against the best rival of each subject', async (t) => {
  const rivals = ['v8-turbofan', 'cranelift'];
  const { subjects } = compareWithBest(measured, { ...wanted, rivals });
  t.strictSame(
    subjects.map(({ subject, against }) => `${subject} ${against}`),
    ['a v8-turbofan', 'b cranelift'],
  );
  near(t, subjects[1]!.ratio.median, 1.25);
});

t.test('targets', async (t) => {
  t.match(verdict(measured, 'steady state of the kernels against TurboFan'), {
    state: 'met',
    figure: /^2\.00 × faster; 0\.50 \[0\.50–0\.50\]$/,
    each: [{ subject: 'a', met: true }, { subject: 'b' }],
  });
  t.match(verdict(measured, 'steady state of the kernels against Cranelift'), {
    state: 'met',
    each: [{ met: true }, { subject: 'b', figure: /^1\.25 /, met: false }],
  });
  t.match(verdict(measured, 'steady state of the programs against Cranelift'), { state: 'unmeasured' });
  t.match(verdict(measured, 'slower than the best rival by more than 5 %'), {
    state: 'missed',
    figure: '1 of 2',
    each: [{ met: true }, { subject: 'b', figure: /^1\.25 .* of cranelift$/, met: false }],
  });
  t.match(verdict(measured, 'gain of the profile'), { state: 'unmeasured', figure: '–' });
  for (const { state } of evaluateTargets(report([])))
    t.equal(state, 'unmeasured', 'nothing measured, nothing claimed');
  const gained = report([result('a', 'optimized', [30, 30]), result('a', 'tiered', [20, 20])]);
  t.match(verdict(gained, 'gain of the profile'), { state: 'met', figure: '1.50 ×', each: [{ subject: 'a' }] });
});

t.test('targets of whole programs', async (t) => {
  const program = (subject: string, contestant: string, metric: string, ms: number) =>
    result(subject, contestant, [ms, ms], { suite: 'programs', metric });
  const given = report([
    program('hello', 'node', 'total', 40),
    program('hello', 'tiered', 'total', 180),
    program('sqlite', 'v8', 'total', 1000),
    program('sqlite', 'tiered', 'total', 1400),
    program('perl', 'v8', 'total', 200),
    program('perl', 'tiered', 'total', 1000),
    program('sqlite', 'tiered', 'blocking compile wait', 7),
    program('sqlite', 'v8-newest', 'peak memory', 100),
    program('sqlite', 'tiered', 'peak memory', 240),
  ]);
  t.match(verdict(given, 'hello world, cold, over Node itself'), { state: 'met', figure: '140 ms [140–140]' });
  t.match(verdict(given, 'cold total against V8'), {
    state: 'missed',
    each: [{ subject: 'sqlite', figure: /^1\.40 / }],
  });
  t.match(verdict(given, 'cold total against the newest V8'), { state: 'unmeasured' });
  t.match(verdict(given, 'blocking compile wait'), { state: 'reported', each: [{ figure: 'tiered 7 ms' }] });
  t.match(verdict(given, 'peak memory against the newest V8'), { state: 'met' }, 'within 1.5 × plus 100 MB');
});

t.test('percentiles of the tail', async (t) => {
  const samples = Array.from({ length: 2000 }, (_, index) => (index < 5 ? 1500 : 10));
  const given = report([result('a', 'tiered', samples, { suite: 'swaps', metric: 'install to publish', unit: 'µs' })]);
  t.match(verdict(given, 'from install to publish, p99.9'), { state: 'missed' });
});

t.test('the longest pause around each swap', async (t) => {
  const turns = [1, 2, 3].map((second) => ({ beginNs: second * 1e9, endNs: second * 1e9 + 20_000 }));
  const pauses = [
    { beginNs: 1e9 - 9000, endNs: 1e9 + 1000 },
    { beginNs: 1e9 + 60_000, endNs: 1e9 + 64_000 },
    { beginNs: 1.5e9, endNs: 1.6e9 },
    { beginNs: 3e9 + 500_000, endNs: 3.1e9 },
  ];
  t.strictSame(longestPauses(turns, pauses), [10, 3, 3], 'one before, one too late, none at all');
});

t.test('parts of a run, and several runs', async (t) => {
  const rounds = [[1], [2]].map((samples) => report([result('a', 'tiered', samples)]));
  t.strictSame(accumulated(rounds).results, [result('a', 'tiered', [1, 2])]);
  const runs = combined([...rounds, { ...report([result('b', 'tiered', [3])]), environment: { machine: 'another' } }]);
  t.strictSame(runs.results, [result('a', 'tiered', [2]), result('b', 'tiered', [3])], 'the last one tells');
  t.strictSame(runs.environment, { machine: 'imagined · another' });
});

t.test('tables', async (t) => {
  const rows = [
    ['a', 'b'],
    ['long', '12'],
  ];
  t.equal(table(rows), 'a      b\nlong  12');
  t.equal(figure(1234.5), '1235');
  t.equal(figure(0.01234), '0.0123');
  t.strictSame(medianRows(measured, 'kernels', 'steady state'), [
    ['steady state, ms', 'v8-turbofan', 'cranelift', 'tiered'],
    ['a', '20.0', '30.0', '10.0'],
    ['b', '40.0', '16.0', '20.0'],
  ]);
  const ratios = ratioRows(measured, 'kernels', 'steady state', 'tiered');
  t.strictSame(ratios[0], ['tiered: steady state', '/ v8-turbofan', '/ cranelift', '/ best rival']);
  t.match(ratios[1]![1], /^0\.50 \[0\.50–0\.50\]$/);
  t.strictSame(ratios.at(-1)!.slice(0, 2), ['geometric mean', '0.50']);
});

t.test('what failed is told once, with all it concerns', async (t) => {
  const failure = (subject: string): Failure => ({ suite: 's', subject, contestant: 'winch', message: 'broke' });
  t.strictSame(failureLines([failure('a'), failure('b')]), ['not measured: s, winch on a, b: broke']);
  t.strictSame(failureLines(['a', 'b', 'c', 'd'].map(failure)), ['not measured: s, winch on 4 subjects: broke']);
  t.match(formatReport(report([], [failure('a')])), /machine: imagined[\s\S]*not measured: s, winch on a: broke/);
});
