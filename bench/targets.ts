// The targets that the project set itself, each with the figure that a report gives for it. The one place for their
// limits. Measures nothing: what a report lacks is `unmeasured`.
import { kernels } from './kernels/kernels.ts';
import { rivals } from './peers/peer.ts';
import type { Measured } from './results.ts';
import { metrics as swapMetrics } from './suites/swap-metrics.ts';
import {
  difference,
  eachProgram,
  meanGain,
  meanRatio,
  noneBeyond,
  type Outcome,
  type ProgramRule,
  type Rule,
  reportPrograms,
  withinMillisecond,
} from './verdicts.ts';

interface Target {
  readonly name: string;
  readonly goal: string;
  /** From which measurements the figure comes. */
  readonly how: string;
  readonly rule: Rule;
}

export interface Verdict extends Omit<Target, 'rule'>, Outcome {}

const dominated = kernels.filter(({ indirectTargets }) => indirectTargets).map(({ name }) => name);

/** Programs whose every call crosses the edge to JavaScript. */
const acrossTheEdge = ['quickjs', 'perl'];
/** Smaller than what starting costs. */
const tiny = ['hello', 'clang-version'];

const steady = { metric: 'steady state', contestant: 'tiered' };

/** Over the kernels, which are what the target speaks of, and over the programs. */
function steadyState(rival: string, against: string, goal: string, limit: number): Target[] {
  return (['kernels', 'programs'] as const).map((suite) => ({
    name: `steady state of the ${suite} against ${rival}`,
    goal,
    how: `geometric mean, tiered / ${against}`,
    rule: meanRatio({ ...steady, suite, against }, limit),
  }));
}

const ownV8 = { against: 'v8', label: 'V8' };
const newestV8 = { against: 'v8-newest', label: 'the newest V8' };

/** A limit for each program against V8 as it comes, of this Node and of the newest one. */
function againstV8(name: string, goal: string, how: string, rule: Omit<ProgramRule, 'against'>): Target[] {
  return [ownV8, newestV8].map(({ against, label }) => ({
    name: `${name} against ${label}`,
    goal,
    how: `whole processes, ${how}, ${rule.contestant} / ${against}`,
    rule: eachProgram({ ...rule, against }),
  }));
}

const targets: readonly Target[] = [
  ...steadyState('TurboFan', 'v8-turbofan', '1.5 × faster', 1 / 1.5),
  ...steadyState('Cranelift', 'cranelift', '1.4 × faster', 1 / 1.4),
  ...steadyState('native code', 'native', 'within 1.15 ×', 1.15),
  {
    name: 'slower than the best rival by more than 5 %',
    goal: 'none',
    how: 'kernels and programs, tiered / the fastest of the rivals on each; slower in three rounds of four',
    rule: noneBeyond(steady, ['kernels', 'programs'], rivals, 1.05),
  },
  {
    name: 'gain of the profile',
    goal: '1.1 ×',
    how: 'geometric mean over the kernels, optimized / tiered',
    rule: meanGain({ ...steady, suite: 'kernels', against: 'optimized' }, 1.1),
  },
  {
    name: 'gain of the profile on indirect targets',
    goal: '1.3 ×',
    how: `geometric mean over ${dominated.join(', ')}`,
    rule: meanGain({ ...steady, suite: 'kernels', against: 'optimized' }, 1.3, dominated),
  },
  {
    name: 'gain of the profile on programs',
    goal: '1.1 ×',
    how: 'geometric mean over the programs, optimized / tiered',
    rule: meanGain({ ...steady, suite: 'programs', against: 'optimized' }, 1.1),
  },
  {
    name: 'processor time until exit against Cranelift',
    goal: 'less on each program',
    how: 'whole processes, tiered / cranelift',
    rule: eachProgram({ metric: 'processor time', contestant: 'tiered', against: 'cranelift', limit: 1 }),
  },
  {
    name: 'blocking compile wait',
    goal: 'reported apart from processor time',
    how: 'how long a program stood still for compiles, all together',
    rule: reportPrograms('blocking compile wait', ['tiered', 'warm', 'cranelift', 'winch']),
  },
  ...againstV8('cold total', 'at most 1.3 × on each program of a second or more', 'clang apart', {
    ...{ metric: 'total', contestant: 'tiered', limit: 1.3, atLeast: 1000 },
    without: ['clang', ...tiny],
  }),
  ...againstV8('cold total of clang', 'reported apart; 1.3 × would be the limit of others', 'one program', {
    ...{ metric: 'total', contestant: 'tiered', limit: 1.3, only: ['clang'] },
  }),
  {
    name: 'hello world, cold, over Node itself',
    goal: 'at most 150 ms',
    how: 'whole processes, tiered − an empty script on the same Node',
    rule: difference({ subject: 'hello', metric: 'total', contestant: 'tiered' }, 150, 'node'),
  },
  {
    name: 'hello world, warm, over Node itself',
    goal: 'at most 60 ms',
    how: 'whole processes, warm − an empty script on the same Node',
    rule: difference({ subject: 'hello', metric: 'total', contestant: 'warm' }, 60, 'node'),
  },
  ...againstV8('warm total', 'less on each program (across the JavaScript edge: at most 1.2 ×)', 'a second run', {
    ...{ metric: 'total', contestant: 'warm', without: tiny },
    limit: (program) => (acrossTheEdge.includes(program) ? 1.2 : 1),
  }),
  {
    name: 'clang, warm, until main answers',
    goal: 'at most 300 ms',
    how: 'clang --version, from the start of the process until its first output',
    rule: difference({ subject: 'clang-version', metric: 'first output', contestant: 'warm' }, 300),
  },
  {
    name: 'cost of counters at baseline',
    goal: 'at most 20 %',
    how: 'geometric mean over the kernels, counting / plain',
    rule: meanRatio({ suite: 'counters', metric: 'steady state', contestant: 'counting', against: 'plain' }, 1.2),
  },
  {
    name: 'from install to publish, p99.9',
    goal: 'at most 1 ms',
    how: 'all functions of a module at once, beside a running thread and alone',
    rule: withinMillisecond('swaps', swapMetrics.install),
  },
  {
    name: 'stall of a running thread by a swap, p99.9',
    goal: 'at most 1 ms',
    how: 'longest pause of a running thread around each swap that another thread makes',
    rule: withinMillisecond('swaps', swapMetrics.stall, swapMetrics.pause),
  },
  ...againstV8('peak memory', 'at most 1.5 × plus 100 MB on each program', 'largest resident size', {
    ...{ metric: 'peak memory', contestant: 'tiered', limit: 1.5, allowance: 100 },
  }),
];

export function evaluateTargets(measured: Measured): Verdict[] {
  return targets.map(({ rule, ...target }) => ({ ...target, ...rule(measured) }));
}
