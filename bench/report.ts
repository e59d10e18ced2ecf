// Results as one JSON object and as compact tables. Measures nothing.
import type { Spread } from './compare.ts';

/** One measured thing: `unit` is of `spread`; `ratios` are against other contestants of the same suite, by name. */
export interface Result {
  readonly suite: string;
  /** What was run: a kernel, a module, a direction of calls. */
  readonly subject: string;
  /** Who ran it, or the phase that was measured. */
  readonly contestant: string;
  readonly unit: string;
  readonly spread: Spread;
  readonly ratios: Readonly<Record<string, Spread>>;
}

/** Summaries over subjects, such as a geometric mean of median ratios. */
export interface Summary {
  readonly suite: string;
  readonly name: string;
  readonly value: number;
}

export interface Failure {
  readonly suite: string;
  readonly subject: string;
  readonly contestant: string;
  readonly message: string;
}

export interface Report {
  readonly results: readonly Result[];
  readonly summaries: readonly Summary[];
  readonly failures: readonly Failure[];
}

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

function ratioCell(ratio: Spread | undefined): string {
  return ratio === undefined ? '' : `${ratio.median.toFixed(2)} [${ratio.p10.toFixed(2)}–${ratio.p90.toFixed(2)}]`;
}

function suiteTable(suite: string, report: Report): string {
  const results = report.results.filter((result) => result.suite === suite);
  const against = [...new Set(results.flatMap((result) => Object.keys(result.ratios)))];
  const header = [suite, '', 'p10', 'median', 'p90', 'unit', ...against.map((name) => `× ${name}`)];
  const rows = results.map(({ subject, contestant, spread, unit, ratios }) => [
    subject,
    contestant,
    figure(spread.p10),
    figure(spread.median),
    figure(spread.p90),
    unit,
    ...against.map((name) => ratioCell(ratios[name])),
  ]);
  return table([header, ...rows]);
}

/** Everything, for people. Ratios are times: below 1 is faster than the one it is compared with. */
export function formatReport(report: Report): string {
  const suites = [...new Set([...report.results, ...report.failures].map((entry) => entry.suite))];
  const parts = suites.map((suite) => suiteTable(suite, report));
  if (report.summaries.length > 0) {
    parts.push(table(report.summaries.map(({ suite, name, value }) => [`${suite}: ${name}`, value.toFixed(2)])));
  }
  for (const { suite, subject, contestant, message } of report.failures) {
    parts.push(`not measured: ${suite} ${subject} ${contestant}: ${message}`);
  }
  return parts.join('\n\n');
}
