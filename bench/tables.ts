// A report as text for terminals. Ratios are of times: below 1 is faster than the one it is compared with.
import { spreadOf } from './compare.ts';
import { rivals } from './peers/peer.ts';
import {
  compareContestants,
  compareWithBest,
  distinct,
  type Failure,
  find,
  isComparable,
  type Report,
  type Result,
  wholeOf,
} from './results.ts';
import { evaluateTargets, type Verdict } from './targets.ts';
import { ratioCell } from './verdicts.ts';

/** At most three significant digits, without an exponent. */
export function figure(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Columns padded to their widest cell; the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = rows[0]?.map((_, column) => rows.map((row) => row[column]?.length ?? 0)) ?? [];
  const widths = columns.map((lengths) => Math.max(...lengths));
  return rows
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '))
    .join('\n');
}

/** Rows of cells, the first of them headings: medians of one metric, subjects by contestants. */
export function medianRows(report: Report, suite: string, metric: string): string[][] {
  const results = find(report, { suite, metric });
  const contestants = distinct(results, 'contestant');
  const cell = (subject: string, contestant: string) => {
    const result = results.find((entry) => entry.subject === subject && entry.contestant === contestant);
    return result === undefined ? '–' : figure(spreadOf(result.samples).median);
  };
  return [
    [`${metric}, ${results[0]?.unit ?? ''}`, ...contestants],
    ...distinct(results, 'subject').map((subject) => [subject, ...contestants.map((name) => cell(subject, name))]),
  ];
}

/** Rows of cells: medians of a metric's parts, a row for each subject and contestant. */
export function partRows(report: Report, suite: string, whole: string): string[][] {
  const results = find(report, { suite }).filter(({ metric }) => wholeOf(metric) === whole);
  const parts = distinct(results, 'metric');
  const rows = distinct(results, 'subject').flatMap((subject) =>
    distinct(results, 'contestant').flatMap((contestant) => {
      const own = results.filter((result) => result.subject === subject && result.contestant === contestant);
      if (own.length === 0) return [];
      const cells = parts.map((part) => {
        const median = spreadOf(own.find(({ metric }) => metric === part)?.samples ?? []).median;
        return median === 0 ? '–' : figure(median);
      });
      return [[`${subject}, ${contestant}`, ...cells]];
    }),
  );
  return [[`${whole}, ${results[0]?.unit ?? ''}`, ...parts.map((part) => part.slice(whole.length + 2))], ...rows];
}

/** Those that ours are compared with; the tables of medians have all. */
export const references: readonly string[] = [
  'v8-turbofan',
  'v8',
  'v8-newest',
  'cranelift',
  'native',
  'baseline',
  'optimized',
];

/** Rows of cells: one contestant against others and the best rival, and the geometric means. */
export function ratioRows(report: Report, suite: string, metric: string, contestant: string): string[][] {
  const present = distinct(find(report, { suite, metric }), 'contestant');
  const others = references.filter((name) => name !== contestant && present.includes(name));
  const columns = [
    ...others.map((against) => ({
      heading: `/ ${against}`,
      comparison: compareContestants(report, { suite, metric, contestant, against }),
    })),
    {
      heading: '/ best rival',
      comparison: compareWithBest(report, { suite, metric, contestant, rivals }),
    },
  ];
  const subjects = distinct(find(report, { suite, metric, contestant }), 'subject');
  const rows = subjects.map((subject) => [
    subject,
    ...columns.map(({ comparison }) => {
      const found = comparison.subjects.find((entry) => entry.subject === subject);
      return found === undefined ? '–' : ratioCell(found.ratio);
    }),
  ]);
  const means = columns.map(({ comparison }) => (comparison.subjects.length === 0 ? '–' : comparison.mean.toFixed(2)));
  return [
    [`${contestant}: ${metric}`, ...columns.map(({ heading }) => heading)],
    ...rows,
    ['geometric mean', ...means],
  ];
}

/** Suites whose contestants run the same subjects side by side. */
export const contests = ['kernels', 'programs', 'calls'];

/** Rows of cells of a suite that measures parts of ours. */
export function listRows(results: readonly Result[]): string[][] {
  const heading = [results[0]?.suite ?? '', 'metric', 'contestant', 'p25', 'median', 'p75', 'p99', 'p99.9', 'unit'];
  const rows = results.map(({ subject, metric, contestant, unit, samples }) => {
    const { p25, median, p75, p99, p999 } = spreadOf(samples);
    return [subject, metric, contestant, ...[p25, median, p75, p99, p999].map(figure), unit];
  });
  return [heading, ...rows];
}

/** Contestants of ours that are compared with others. */
export const compared = ['tiered', 'warm'];

/** Every table of a report, in reading order. */
export function reportTables(report: Report): string[][][] {
  return distinct(report.results, 'suite').flatMap((suite) => {
    const results = find(report, { suite });
    if (!contests.includes(suite)) return [listRows(results)];
    const metrics = distinct(results, 'metric');
    const whole = new Set(metrics.flatMap((metric) => wholeOf(metric) ?? []));
    const parts = [...whole].map((metric) => partRows(report, suite, metric));
    const wholes = metrics.filter(isComparable).flatMap((metric) => {
      const ours = compared.filter((contestant) => find(report, { suite, metric, contestant }).length > 0);
      const ratios = ours.map((contestant) => ratioRows(report, suite, metric, contestant));
      return [medianRows(report, suite, metric), ...ratios];
    });
    return [...wholes, ...parts];
  });
}

export function targetRows(verdicts: readonly Verdict[]): string[][] {
  const word = { met: 'met', missed: 'MISSED', reported: 'reported', unmeasured: 'not measured' };
  return [
    ['target', 'goal', 'figure', ''],
    ...verdicts.map(({ name, goal, figure: reached, state }) => [name, goal, reached, word[state]]),
  ];
}

/** Failures with the same contestant and message once, with the number of subjects they concern. */
export function failureLines(failures: readonly Failure[]): string[] {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    const key = `${failure.suite}\0${failure.contestant}\0${failure.message}`;
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  return [...groups.values()].map((group) => {
    const { suite, contestant, message } = group[0]!;
    const subjects = group.length > 3 ? `${group.length} subjects` : group.map(({ subject }) => subject).join(', ');
    return `not measured: ${suite}, ${contestant} on ${subjects}: ${message}`;
  });
}

/** Everything, for people. */
export function formatReport(report: Report): string {
  const environment = Object.entries(report.environment).map(([label, value]) => `${label}: ${value}`);
  const verdicts = evaluateTargets(report);
  const missed = verdicts.flatMap(({ name, each }) => {
    const beyond = each.filter(({ met }) => !met).map(({ subject, figure }) => `${subject} ${figure}`);
    return beyond.length === 0 ? [] : [`${name}, missed by: ${beyond.join('; ')}`];
  });
  const reported = verdicts.flatMap(({ name, state, each }) => {
    return state === 'reported' ? each.map(({ subject, figure }) => `${name}: ${subject}: ${figure}`) : [];
  });
  return [
    environment.join('\n'),
    ...reportTables(report).map(table),
    table(targetRows(verdicts)),
    missed.join('\n'),
    reported.join('\n'),
    failureLines(report.failures).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
