// How a target is judged: rules that look for their figures in what was measured, and say what they found for each
// subject. Knows no target and no limit.
import { geometricMean, ratioOf, type Spread, spreadOf } from './compare.ts';
import { type Comparison, compareContestants, compareWithBest, find, type Measured } from './results.ts';

/** What one subject contributes. */
export interface SubjectFigure {
  readonly subject: string;
  readonly figure: string;
  /** Whether it would meet the target on its own. */
  readonly met: boolean;
}

export interface Outcome {
  readonly figure: string;
  /** `reported`: the target is to give a figure, without a limit. */
  readonly state: 'met' | 'missed' | 'reported' | 'unmeasured';
  readonly each: readonly SubjectFigure[];
}

export type Rule = (measured: Measured) => Outcome;

const unmeasured: Outcome = { figure: '–', state: 'unmeasured', each: [] };

function judged(met: boolean, figure: string, each: readonly SubjectFigure[] = []): Outcome {
  return { figure, state: met ? 'met' : 'missed', each };
}

export function ratioCell({ median, p25, p75 }: Pick<Spread, 'median' | 'p25' | 'p75'>): string {
  return `${median.toFixed(2)} [${p25.toFixed(2)}–${p75.toFixed(2)}]`;
}

/** A time of `ratio` as what people say: how many times faster. */
function faster(ratio: number): string {
  return ratio <= 1 ? `${(1 / ratio).toFixed(2)} × faster` : `${ratio.toFixed(2)} × slower`;
}

/** The mean in words, and as a ratio with its spread from round to round. */
function meanFigure({ mean, spread }: Comparison): string {
  return spread === undefined ? faster(mean) : `${faster(mean)}; ${ratioCell({ ...spread, median: mean })}`;
}

interface Against {
  readonly suite: string;
  readonly metric: string;
  readonly contestant: string;
  readonly against: string;
}

/** The geometric mean of ratios over a suite's subjects must not exceed `limit`. */
export function meanRatio(wanted: Against, limit: number): Rule {
  return (measured) => {
    const comparison = compareContestants(measured, wanted);
    if (comparison.subjects.length === 0) return unmeasured;
    const each = comparison.subjects.map(({ subject, ratio }) => {
      return { subject, figure: ratioCell(ratio), met: ratio.median <= limit };
    });
    return judged(comparison.mean <= limit, meanFigure(comparison), each);
  };
}

/** The other way round: how many times more `against` needs than `contestant`, in the mean over some subjects. */
export function meanGain(wanted: Against, least: number, names?: readonly string[]): Rule {
  return (measured) => {
    const { subjects } = compareContestants(measured, {
      ...wanted,
      contestant: wanted.against,
      against: wanted.contestant,
    });
    const chosen = subjects.filter(({ subject }) => names?.includes(subject) ?? true);
    if (chosen.length === 0) return unmeasured;
    const gain = geometricMean(chosen.map(({ ratio }) => ratio.median));
    const each = chosen.map(({ subject, ratio }) => ({
      subject,
      figure: ratioCell(ratio),
      met: ratio.median >= least,
    }));
    return judged(gain >= least, `${gain.toFixed(2)} ×`, each);
  };
}

/** On no subject of the suites may ours exceed the best of `rivals` by more than `limit`, in three rounds of four. */
export function noneBeyond(
  wanted: Omit<Against, 'suite' | 'against'>,
  suites: readonly string[],
  rivals: readonly string[],
  limit: number,
): Rule {
  return (measured) => {
    const subjects = suites.flatMap((suite) => compareWithBest(measured, { ...wanted, suite, rivals }).subjects);
    if (subjects.length === 0) return unmeasured;
    const each = subjects.map(({ subject, against, ratio }) => {
      return { subject, figure: `${ratioCell(ratio)} of ${against}`, met: ratio.p25 <= limit };
    });
    const beyond = each.filter(({ met }) => !met);
    return judged(beyond.length === 0, `${beyond.length} of ${each.length}`, each);
  };
}

export interface ProgramRule {
  readonly metric: string;
  readonly contestant: string;
  readonly against: string;
  /** Largest allowed ratio of the medians on a program. */
  readonly limit: number | ((program: string) => number);
  /** Added to what the other needs, in the metric's unit. */
  readonly allowance?: number;
  readonly without?: readonly string[];
  readonly only?: readonly string[];
  /** Programs on which the other needs less than this are left out. */
  readonly atLeast?: number;
}

interface ProgramPair {
  readonly subject: string;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

function programPairs(measured: Measured, rule: ProgramRule): ProgramPair[] {
  const { metric, contestant, against, without = [], only, atLeast = 0 } = rule;
  const others = find(measured, { suite: 'programs', metric, contestant: against });
  return find(measured, { suite: 'programs', metric, contestant }).flatMap(({ subject, samples }) => {
    const theirs = others.find((result) => result.subject === subject)?.samples;
    const left = without.includes(subject) || !(only?.includes(subject) ?? true);
    if (theirs === undefined || left || spreadOf(theirs).median < atLeast) return [];
    return [{ subject, ours: samples, theirs }];
  });
}

/** A limit that each program must keep. */
export function eachProgram(rule: ProgramRule): Rule {
  return (measured) => {
    const pairs = programPairs(measured, rule);
    if (pairs.length === 0) return unmeasured;
    const each = pairs.map(({ subject, ours, theirs }) => {
      const limit = typeof rule.limit === 'number' ? rule.limit : rule.limit(subject);
      const met = spreadOf(ours).median <= spreadOf(theirs).median * limit + (rule.allowance ?? 0);
      return { subject, figure: ratioCell(ratioOf(ours, theirs)), met };
    });
    const met = each.filter((entry) => entry.met).length;
    const mean = geometricMean(pairs.map(({ ours, theirs }) => ratioOf(ours, theirs).median));
    return judged(met === each.length, `${met} of ${each.length} programs, mean ratio ${mean.toFixed(2)}`, each);
  };
}

/** Medians of contestants side by side, for every program that the first one ran. */
export function reportPrograms(metric: string, contestants: readonly string[]): Rule {
  return (measured) => {
    const median = (subject: string, contestant: string) => {
      const [result] = find(measured, { suite: 'programs', metric, subject, contestant });
      return result && `${contestant} ${Math.round(spreadOf(result.samples).median)} ${result.unit}`;
    };
    const each = find(measured, { suite: 'programs', metric, contestant: contestants[0]! }).map(({ subject }) => {
      const figure = contestants.flatMap((contestant) => median(subject, contestant) ?? []).join(', ');
      return { subject, figure, met: true };
    });
    return each.length === 0 ? unmeasured : { figure: 'for each program', state: 'reported', each };
  };
}

/** Of one program: ours, less what `less` needs, at most so many of the metric's unit; round by round. */
export function difference(
  wanted: { readonly subject: string; readonly metric: string; readonly contestant: string },
  limit: number,
  less?: string,
): Rule {
  return (measured) => {
    const samplesOf = (contestant: string) => find(measured, { ...wanted, suite: 'programs', contestant })[0]?.samples;
    const ours = samplesOf(wanted.contestant);
    const base = less === undefined ? ours?.map(() => 0) : samplesOf(less);
    if (ours === undefined || base === undefined) return unmeasured;
    const rounds = Math.min(ours.length, base.length);
    const { p25, median, p75 } = spreadOf(ours.slice(0, rounds).map((value, round) => value - base[round]!));
    const [low, middle, high] = [p25, median, p75].map(Math.round);
    return judged(median <= limit, `${middle} ms [${low}–${high}]`);
  };
}

/**
 * The 99.9th percentile of all samples of a metric, in microseconds, is at most a millisecond. With `beside`, the same
 * of another metric is told too.
 */
export function withinMillisecond(suite: string, metric: string, beside?: string): Rule {
  const tail = (measured: Measured, name: string) => {
    const samples = find(measured, { suite, metric: name }).flatMap((result) => result.samples);
    return samples.length === 0 ? undefined : spreadOf(samples);
  };
  return (measured) => {
    const found = tail(measured, metric);
    if (found === undefined) return unmeasured;
    const other = beside === undefined ? undefined : tail(measured, beside);
    const more = other === undefined ? '' : `; ${beside}: ${other.p999.toFixed(0)} µs`;
    return judged(
      found.p999 <= 1000,
      `${found.p999.toFixed(0)} µs of ${found.samples}, median ${found.median.toFixed(0)} µs${more}`,
    );
  };
}
