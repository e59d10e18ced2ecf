// The targets that the project set itself, each with the figure that a report gives for it. The one place for their
// limits. Measures nothing: what a report lacks is `unmeasured`.
import { geometricMean, spreadOf } from './compare.ts';
import { kernels } from './kernels/kernels.ts';
import { rivals } from './peers/peer.ts';
import { type Comparison, compareContestants, compareWithBest, find, type Measured } from './results.ts';

export interface Verdict {
  readonly name: string;
  readonly goal: string;
  readonly figure: string;
  readonly state: 'met' | 'missed' | 'unmeasured';
  /** From which measurements the figure comes. */
  readonly how: string;
  /** Subjects that miss the target on their own. */
  readonly details: readonly string[];
}

type Outcome = Pick<Verdict, 'figure' | 'state'> & Partial<Pick<Verdict, 'details'>>;

interface Target {
  readonly name: string;
  readonly goal: string;
  readonly how: string;
  readonly evaluate: (measured: Measured) => Outcome;
}

const unmeasured: Outcome = { figure: '–', state: 'unmeasured' };

/** A time of `ratio` as what people say: how many times faster. */
function faster(ratio: number): string {
  return ratio <= 1 ? `${(1 / ratio).toFixed(2)} × faster` : `${ratio.toFixed(2)} × slower`;
}

function judged(met: boolean, figure: string, details: readonly string[] = []): Outcome {
  return { figure, state: met ? 'met' : 'missed', details };
}

const steady = { suite: 'kernels', metric: 'steady state' };

/** Geometric mean over the kernels of ours against another, which must not exceed `limit`. */
function kernelMean(against: string, limit: number, contestant = 'tiered'): Target['evaluate'] {
  return (measured) => {
    const { subjects, mean } = compareContestants(measured, { ...steady, contestant, against });
    if (subjects.length === 0) return unmeasured;
    const slower = subjects.filter(({ ratio }) => ratio.median > limit);
    const details = slower.map(({ subject, ratio }) => `${subject} ${faster(ratio.median)}`);
    return judged(mean <= limit, faster(mean), details);
  };
}

/** Slower than `limit` in three rounds of four: more than noise. */
function beyond({ subjects }: Comparison, limit: number): Comparison['subjects'] {
  return subjects.filter(({ ratio }) => ratio.p25 > limit);
}

function noneSlower(measured: Measured): Outcome {
  const all = (['kernels', 'programs'] as const).map((suite) =>
    compareWithBest(measured, { suite, metric: 'steady state', contestant: 'tiered', rivals }),
  );
  const count = all.reduce((sum, { subjects }) => sum + subjects.length, 0);
  if (count === 0) return unmeasured;
  const slower = all.flatMap((comparison) => beyond(comparison, 1.05));
  const details = slower.map(({ subject, against, ratio }) => `${subject} ${faster(ratio.median)} than ${against}`);
  return judged(slower.length === 0, `${slower.length} of ${count}`, details);
}

function profileGain(names?: readonly string[]): Target['evaluate'] {
  const limit = names === undefined ? 1.1 : 1.3;
  return (measured) => {
    const { subjects } = compareContestants(measured, { ...steady, contestant: 'tiered', against: 'optimized' });
    const wanted = subjects.filter(({ subject }) => names?.includes(subject) ?? true);
    if (wanted.length === 0) return unmeasured;
    const gain = 1 / geometricMean(wanted.map(({ ratio }) => ratio.median));
    const shown = names === undefined ? wanted.filter(({ ratio }) => ratio.median > 1) : wanted;
    const details = shown.map(({ subject, ratio }) => `${subject} ${(1 / ratio.median).toFixed(2)} ×`);
    return judged(gain >= limit, `${gain.toFixed(2)} ×`, details);
  };
}

interface ProgramRule {
  readonly metric: string;
  readonly contestant: string;
  readonly against: string;
  /** Largest allowed ratio of the medians on a subject. */
  readonly limit: number | ((subject: string) => number);
  /** Added to what the other needs, in the metric's unit. */
  readonly allowance?: number;
  readonly without?: readonly string[];
  /** Subjects on which the other needs less than this are left out. */
  readonly atLeast?: number;
}

/** A limit that each program must keep. */
function eachProgram(rule: ProgramRule): Target['evaluate'] {
  const { metric, contestant, against, allowance = 0, without = [], atLeast = 0 } = rule;
  return (measured) => {
    const ours = find(measured, { suite: 'programs', metric, contestant });
    const others = find(measured, { suite: 'programs', metric, contestant: against });
    const pairs = ours.flatMap(({ subject, samples }) => {
      const other = others.find((result) => result.subject === subject);
      if (other === undefined || without.includes(subject)) return [];
      const theirs = spreadOf(other.samples).median;
      if (theirs < atLeast) return [];
      const limit = typeof rule.limit === 'number' ? rule.limit : rule.limit(subject);
      const needed = spreadOf(samples).median;
      return [{ subject, ratio: needed / theirs, met: needed <= theirs * limit + allowance }];
    });
    if (pairs.length === 0) return unmeasured;
    const missed = pairs.filter(({ met }) => !met);
    const figure = `${pairs.length - missed.length} of ${pairs.length} programs, mean ratio ${geometricMean(pairs.map(({ ratio }) => ratio)).toFixed(2)}`;
    return judged(
      missed.length === 0,
      figure,
      missed.map(({ subject, ratio }) => `${subject} ${ratio.toFixed(2)} × ${against}`),
    );
  };
}

/** Median of one result of ours, less that of another contestant, at most so many of its unit. */
function atMost(
  wanted: { readonly subject: string; readonly metric: string; readonly contestant: string },
  limit: number,
  less?: string,
): Target['evaluate'] {
  return (measured) => {
    const median = (contestant: string) => {
      const [result] = find(measured, { ...wanted, suite: 'programs', contestant });
      return result === undefined ? undefined : spreadOf(result.samples).median;
    };
    const ours = median(wanted.contestant);
    const base = less === undefined ? 0 : median(less);
    if (ours === undefined || base === undefined) return unmeasured;
    return judged(ours - base <= limit, `${Math.round(ours - base)} ms`);
  };
}

function counterCost(measured: Measured): Outcome {
  const wanted = { suite: 'counters', metric: 'steady state', contestant: 'counting', against: 'plain' };
  const { subjects, mean } = compareContestants(measured, wanted);
  if (subjects.length === 0) return unmeasured;
  const more = subjects.filter(({ ratio }) => ratio.median > 1.2);
  return judged(
    mean <= 1.2,
    `${((mean - 1) * 100).toFixed(0)} %`,
    more.map(({ subject, ratio }) => `${subject} ${((ratio.median - 1) * 100).toFixed(0)} %`),
  );
}

/** All samples of a metric of the suite `tiering`, in microseconds: their 99.9th percentile is at most a millisecond. */
function withinMillisecond(metric: string): Target['evaluate'] {
  return (measured) => {
    const samples = find(measured, { suite: 'tiering', metric }).flatMap((result) => result.samples);
    if (samples.length === 0) return unmeasured;
    const { p999 } = spreadOf(samples);
    return judged(p999 <= 1000, `${p999.toFixed(0)} µs of ${samples.length}`);
  };
}

const dominated = kernels.filter(({ indirectTargets }) => indirectTargets).map(({ name }) => name);
const mean = 'geometric mean over the kernels';

/** Programs whose every call crosses the edge to JavaScript. */
const acrossTheEdge = ['quickjs', 'perl'];

const targets: readonly Target[] = [
  {
    name: 'steady state against TurboFan',
    goal: '1.5 × faster',
    how: `${mean}, tiered / v8-turbofan`,
    evaluate: kernelMean('v8-turbofan', 1 / 1.5),
  },
  {
    name: 'steady state against Cranelift',
    goal: '1.4 × faster',
    how: `${mean}, tiered / cranelift`,
    evaluate: kernelMean('cranelift', 1 / 1.4),
  },
  {
    name: 'steady state against native code',
    goal: 'within 1.15 ×',
    how: `${mean}, tiered / native`,
    evaluate: kernelMean('native', 1.15),
  },
  {
    name: 'slower than the best rival by more than 5 %',
    goal: 'none',
    how: 'kernels and programs, tiered / the fastest of the rivals on each; slower in three rounds of four',
    evaluate: noneSlower,
  },
  {
    name: 'gain of the profile',
    goal: '1.1 ×',
    how: `${mean}, optimized / tiered; losses are listed`,
    evaluate: profileGain(),
  },
  {
    name: 'gain of the profile on indirect targets',
    goal: '1.3 ×',
    how: `geometric mean over ${dominated.join(', ')}`,
    evaluate: profileGain(dominated),
  },
  {
    name: 'processor time until exit against Cranelift',
    goal: 'less on each program',
    how: 'whole processes, tiered / cranelift',
    evaluate: eachProgram({ metric: 'processor time', contestant: 'tiered', against: 'cranelift', limit: 1 }),
  },
  {
    name: 'cold total against V8',
    goal: 'at most 1.3 × on each program of a second or more',
    how: 'whole processes, tiered / v8; clang apart',
    evaluate: eachProgram({
      metric: 'total',
      contestant: 'tiered',
      against: 'v8',
      limit: 1.3,
      without: ['clang', 'hello'],
      atLeast: 1000,
    }),
  },
  {
    name: 'cold total of clang against V8',
    goal: 'reported apart, without a limit of its own: 1.3 ×',
    how: 'whole processes, tiered / v8-newest',
    evaluate: (measured) => {
      const only = { ...measured, results: measured.results.filter(({ subject }) => subject === 'clang') };
      return eachProgram({ metric: 'total', contestant: 'tiered', against: 'v8-newest', limit: 1.3 })(only);
    },
  },
  {
    name: 'hello world, cold, over Node itself',
    goal: 'at most 150 ms',
    how: 'whole processes, tiered − an empty script on the same Node',
    evaluate: atMost({ subject: 'hello', metric: 'total', contestant: 'tiered' }, 150, 'node'),
  },
  {
    name: 'hello world, warm, over Node itself',
    goal: 'at most 60 ms',
    how: 'whole processes, warm − an empty script on the same Node',
    evaluate: atMost({ subject: 'hello', metric: 'total', contestant: 'warm' }, 60, 'node'),
  },
  {
    name: 'warm total against V8',
    goal: 'less on each program (across the JavaScript edge: at most 1.2 ×)',
    how: 'whole processes, warm / v8-newest',
    evaluate: eachProgram({
      metric: 'total',
      contestant: 'warm',
      against: 'v8-newest',
      limit: (subject) => (acrossTheEdge.includes(subject) ? 1.2 : 1),
      without: ['hello'],
    }),
  },
  {
    name: 'clang, warm, until main answers',
    goal: 'at most 300 ms',
    how: 'clang --version, from the start of the process until its first output',
    evaluate: atMost({ subject: 'clang-version', metric: 'first output', contestant: 'warm' }, 300),
  },
  {
    name: 'cost of counters at baseline',
    goal: 'at most 20 %',
    how: `${mean}, counting / plain`,
    evaluate: counterCost,
  },
  {
    name: 'from install to publish, p99.9',
    goal: 'at most 1 ms',
    how: 'all functions of a kernel at once, 300 times each',
    evaluate: withinMillisecond('install and swap'),
  },
  {
    name: 'stall of a running thread by a swap, p99.9',
    goal: 'at most 1 ms',
    how: 'longest pause of a running thread around each swap that another thread makes',
    evaluate: withinMillisecond('stall by a swap'),
  },
  {
    name: 'peak memory against V8',
    goal: 'at most 1.5 × plus 100 MB on each program',
    how: 'whole processes, largest resident size, tiered / v8-newest',
    evaluate: eachProgram({
      metric: 'peak memory',
      contestant: 'tiered',
      against: 'v8-newest',
      limit: 1.5,
      allowance: 100,
    }),
  },
];

export function evaluateTargets(measured: Measured): Verdict[] {
  return targets.map(({ name, goal, how, evaluate }) => ({ name, goal, how, details: [], ...evaluate(measured) }));
}
