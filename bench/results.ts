// What suites measure, as plain data, and the questions that tables, targets and the page ask of it. Measures nothing and
// formats nothing.
import { geometricMean, ratioOf, type Spread, spreadOf } from './compare.ts';

/** One thing measured on one contestant. */
export interface Result {
  readonly suite: string;
  /** What was run: a kernel, a program, a module, a direction of calls. */
  readonly subject: string;
  /** What was measured about it. */
  readonly metric: string;
  /** Who ran it: a peer's name, or the part of ours that was measured alone. */
  readonly contestant: string;
  readonly unit: string;
  /** Round by round: samples at the same index of contestants that were measured interleaved were taken together. */
  readonly samples: readonly number[];
}

/** Something that could not be measured, and why. */
export interface Failure {
  readonly suite: string;
  readonly subject: string;
  readonly contestant: string;
  readonly message: string;
}

export interface Measured {
  readonly results: readonly Result[];
  readonly failures: readonly Failure[];
}

export interface Report extends Measured {
  /** Machine, engines and options, for people: label to value. */
  readonly environment: Readonly<Record<string, string>>;
}

function keyOf({ suite, subject, metric, contestant }: Result): string {
  return [suite, subject, metric, contestant].join('\0');
}

/** Parts of one run as one: samples of the same thing stand one after the other. */
export function accumulated(parts: readonly Measured[]): Measured {
  const results = new Map<string, Result>();
  for (const result of parts.flatMap((part) => part.results)) {
    const samples = [...(results.get(keyOf(result))?.samples ?? []), ...result.samples];
    results.set(keyOf(result), { ...result, samples });
  }
  return { results: [...results.values()], failures: parts.flatMap(({ failures }) => failures) };
}

/** Several runs as one: of what several measured, the last one tells. Where environments differ, all are named. */
export function combined(reports: readonly Report[]): Report {
  const results = new Map(reports.flatMap((report) => report.results.map((result) => [keyOf(result), result])));
  const labels = new Set(reports.flatMap(({ environment }) => Object.keys(environment)));
  const told = (label: string) => new Set(reports.flatMap(({ environment }) => environment[label] ?? []));
  return {
    environment: Object.fromEntries([...labels].map((label) => [label, [...told(label)].join(' · ')])),
    results: [...results.values()],
    failures: reports.flatMap(({ failures }) => failures),
  };
}

/** What a metric is a part of, `processor time, main thread` of `processor time`; undefined for whole ones. */
export function wholeOf(metric: string): string | undefined {
  const comma = metric.indexOf(', ');
  return comma < 0 ? undefined : metric.slice(0, comma);
}

/** Whether contestants can be compared in a metric; parts, which may be zero, are only shown. */
export function isComparable(metric: string): boolean {
  return wholeOf(metric) === undefined;
}

/** What results are looked up by; absent: any. */
export type Wanted = Partial<Pick<Result, 'suite' | 'subject' | 'metric' | 'contestant'>>;

export function find({ results }: Measured, wanted: Wanted): Result[] {
  const entries = Object.entries(wanted) as [keyof Wanted, string][];
  return results.filter((result) => entries.every(([key, value]) => result[key] === value));
}

/** Values of one field, each once, in the order in which they were measured. */
export function distinct(results: readonly Result[], field: keyof Wanted): string[] {
  return [...new Set(results.map((result) => result[field]))];
}

/** One subject's ratio of two contestants: below 1 the first needs less. */
export interface SubjectRatio {
  readonly subject: string;
  readonly against: string;
  readonly ratio: Spread;
}

/** A contestant against others, subject by subject. */
export interface Comparison {
  readonly subjects: readonly SubjectRatio[];
  /** Geometric mean of the median ratios; NaN without subjects. */
  readonly mean: number;
  /** Geometric means of each round that all subjects have; undefined without one. */
  readonly spread: Spread | undefined;
}

/** Two contestants' samples on a subject. */
interface Pair {
  readonly subject: string;
  readonly ours: readonly number[];
  readonly against: string;
  readonly theirs: readonly number[];
}

function compared(pairs: readonly Pair[]): Comparison {
  const subjects = pairs.map(({ subject, ours, against, theirs }) => {
    return { subject, against, ratio: ratioOf(ours, theirs) };
  });
  const rounds = Math.min(...pairs.map(({ ours, theirs }) => Math.min(ours.length, theirs.length)));
  const meanOf = (round: number) => geometricMean(pairs.map(({ ours, theirs }) => ours[round]! / theirs[round]!));
  return {
    subjects,
    mean: geometricMean(subjects.map(({ ratio }) => ratio.median)),
    spread: pairs.length === 0 ? undefined : spreadOf(Array.from({ length: rounds }, (_, round) => meanOf(round))),
  };
}

/** `contestant` divided by `against`, over the subjects that both have. */
export function compareContestants(
  measured: Measured,
  wanted: { readonly suite: string; readonly metric: string; readonly contestant: string; readonly against: string },
): Comparison {
  const { suite, metric, contestant, against } = wanted;
  const others = find(measured, { suite, metric, contestant: against });
  return compared(
    find(measured, { suite, metric, contestant }).flatMap(({ subject, samples }) => {
      const other = others.find((result) => result.subject === subject);
      return other === undefined ? [] : [{ subject, ours: samples, against, theirs: other.samples }];
    }),
  );
}

/** The same against whichever of `rivals` has the lowest median on each subject. */
export function compareWithBest(
  measured: Measured,
  wanted: {
    readonly suite: string;
    readonly metric: string;
    readonly contestant: string;
    readonly rivals: readonly string[];
  },
): Comparison {
  const { suite, metric, contestant, rivals } = wanted;
  const all = find(measured, { suite, metric });
  return compared(
    all.flatMap((ours) => {
      if (ours.contestant !== contestant) return [];
      const candidates = all
        .filter((result) => result.subject === ours.subject && rivals.includes(result.contestant))
        .sort((a, b) => spreadOf(a.samples).median - spreadOf(b.samples).median);
      const best = candidates[0];
      if (best === undefined) return [];
      return [{ subject: ours.subject, ours: ours.samples, against: best.contestant, theirs: best.samples }];
    }),
  );
}
