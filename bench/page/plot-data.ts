// What the page's plots show, taken from a report. Draws nothing.
import { ratioOf, type Spread } from '../compare.ts';
import { compareContestants, distinct, find, isComparable, type Report } from '../results.ts';
import { references } from '../tables.ts';

/** One dot with its spread. */
export interface RatioPoint {
  readonly subject: string;
  readonly contestant: string;
  readonly against: string;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
}

export interface PlotData {
  /** Of the element that the plot is drawn into. */
  readonly id: string;
  readonly title: string;
  /** `against`: one contestant of ours, a column for each reference; `relative`: all contestants against one. */
  readonly kind: 'against' | 'relative';
  readonly label: string;
  readonly subjects: readonly string[];
  readonly points: readonly RatioPoint[];
}

/** Largest part of the references in `against` plots beyond which dots stand at the edge. */
export const ratioDomain = [0.1, 4] as const;

function point(subject: string, contestant: string, against: string, { p25, median, p75 }: Spread): RatioPoint {
  return { subject, contestant, against, p25, median, p75 };
}

/** Keeps a dot within the axis. */
function within(value: number): number {
  return Math.min(ratioDomain[1], Math.max(ratioDomain[0], value));
}

/** Ours against every reference that took part, subject by subject, and the geometric means. */
function againstReferences(report: Report, suite: string, contestant: string): PlotData[] {
  const metric = 'steady state';
  const subjects = distinct(find(report, { suite, metric, contestant }), 'subject');
  const points = references.flatMap((against) => {
    if (against === contestant) return [];
    const { subjects: ratios, mean } = compareContestants(report, { suite, metric, contestant, against });
    if (ratios.length === 0) return [];
    const mark = point('geometric mean', contestant, against, { p25: mean, median: mean, p75: mean } as Spread);
    return [...ratios.map(({ subject, ratio }) => point(subject, contestant, against, ratio)), mark];
  });
  if (points.length === 0) return [];
  const clamped = points.map((entry) => ({
    ...entry,
    ...{ p25: within(entry.p25), median: within(entry.median), p75: within(entry.p75) },
  }));
  const title = `${suite}: ${contestant}, steady state`;
  return [{ id: `${suite}-${contestant}`, title, kind: 'against', label: '', subjects, points: clamped }];
}

/** Those that everybody is compared with, the first that took part. */
const bases = ['v8', 'v8-newest', 'v8-turbofan', 'baseline'];

/** Every contestant against one, for a metric of the programs. */
function relative(report: Report, metric: string): PlotData[] {
  const results = find(report, { suite: 'programs', metric });
  const against = bases.find((name) => results.some(({ contestant }) => contestant === name));
  if (against === undefined) return [];
  const points = results.flatMap(({ subject, contestant, samples }) => {
    const base = results.find((result) => result.subject === subject && result.contestant === against);
    if (base === undefined || contestant === against) return [];
    return [point(subject, contestant, against, ratioOf(samples, base.samples))];
  });
  if (points.length === 0) return [];
  const subjects = distinct(results, 'subject');
  const label = `← left of 1 is less (${metric} / ${against}, log scale)`;
  return [
    {
      id: `programs-${metric.replaceAll(/\W+/g, '-')}`,
      title: `programs: ${metric}`,
      kind: 'relative',
      label,
      subjects,
      points,
    },
  ];
}

/** All plots that a report has figures for. */
export function plotsOf(report: Report): PlotData[] {
  return [
    ...againstReferences(report, 'kernels', 'tiered'),
    ...againstReferences(report, 'kernels', 'optimized'),
    ...distinct(find(report, { suite: 'programs' }), 'metric')
      .filter(isComparable)
      .flatMap((metric) => relative(report, metric)),
  ];
}
