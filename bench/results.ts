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

export function joined(parts: readonly Measured[]): Measured {
  return {
    results: parts.flatMap(({ results }) => results),
    failures: parts.flatMap(({ failures }) => failures),
  };
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
}

function compared(subjects: readonly SubjectRatio[]): Comparison {
  return { subjects, mean: geometricMean(subjects.map(({ ratio }) => ratio.median)) };
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
      return other === undefined ? [] : [{ subject, against, ratio: ratioOf(samples, other.samples) }];
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
      return [{ subject: ours.subject, against: best.contestant, ratio: ratioOf(ours.samples, best.samples) }];
    }),
  );
}
