// Every threshold of tiering in one place, each with its unit and the reason for its value. Pure data; all settable
// by option (`-C name=value` on the command line, `tuning` in EngineOptions).
import type { ResourceLimits } from 'node:worker_threads';

export interface Tuning {
  /** Calls of a baseline function until it asks for a decision. One event costs about 2 µs, so it must stay rare. */
  readonly entryBudget: number;
  /** Back edges of one loop of a baseline function until it asks for a decision: some 50 µs of a small loop. */
  readonly loopBudget: number;
  /** Factor by which a budget grows each time the decision was to wait, so that cold-ish code asks ever more rarely. */
  readonly budgetGrowth: number;
  /** Largest budget, in events; far below 2^31, where the counters would wrap. */
  readonly maxBudget: number;

  /** Bytes of bodies compiled with a first-called function, as far as it calls them: the program waits for all of them. */
  readonly firstCallBatchBytes: number;
  /** Functions in such a batch at most. */
  readonly firstCallBatchFunctions: number;
  /** Functions guessed with a first-called one because the program walks along their caller's call sites, at most. */
  readonly sequenceWindow: number;
  /** Bytes of bodies of one unit that is compiled ahead: large enough to pay for a unit, short enough not to be waited for. */
  readonly runAheadBatchBytes: number;
  /** Functions in such a unit at most. */
  readonly runAheadBatchFunctions: number;
  /** How many direct calls away from executed code run-ahead goes; 0 turns it off. */
  readonly runAheadDepth: number;
  /** Units lowered ahead and not yet compiled at most, beside those that LLVM's threads are at, while the program waits. */
  readonly runAheadQueue: number;

  /** Bytes of bodies in an optimized unit at most: hot function and what may be inlined into it. */
  readonly optimizedUnitBytes: number;
  /** A unit whose hot function leaves less room than this share of its own size may be as much larger: interpreters are. */
  readonly largeUnitRoom: number;
  /** Functions in an optimized unit at most. */
  readonly optimizedUnitFunctions: number;
  /** A direct callee joins the unit when the site ran at least this share of its caller's entries. */
  readonly inlineSiteShare: number;
  /** Body bytes of a callee worth inlining at most. */
  readonly inlineCalleeBytes: number;
  /** Body bytes of a callee that joins the unit whatever its counts: it is smaller than the call. */
  readonly inlineTinyBytes: number;
  /** An indirect target joins the unit when it is at least this share of its site's calls; lowering guards the top ones. */
  readonly guardedTargetShare: number;

  /** Estimated baseline nanoseconds a body byte executed once; with counts this prices the time spent so far. */
  readonly baselineNsPerByte: number;
  /** Estimated optimizing-compile nanoseconds a body byte: QuickJS, 503 KB, took 13 s on one core. */
  readonly optimizeNsPerByte: number;
  /** Bytes beyond which the cost of a byte grows in proportion: interpreters of 37 to 48 KB cost 1.5 times as much a byte. */
  readonly optimizeLargeBytes: number;
  /** Fixed cost of an optimizing compile, nanoseconds: pass manager, object, link, task. */
  readonly optimizeFixedNs: number;
  /** Share of baseline time that optimizing saves; from the ratio of both tiers on the kernels. */
  readonly expectedSaving: number;
  /** A call that takes longer at baseline is worth a continuation of its own, in nanoseconds; a transfer costs under 1 µs. */
  readonly lastingCallNs: number;
  /** Cost of background compile time relative to the program's own: a spare core is cheap, not free. */
  readonly backgroundPrice: number;
  /** A body larger than this many bytes stays at baseline: LLVM's cost grows faster than size. */
  readonly maxOptimizedBodyBytes: number;
  /**
   * Milliseconds of processor time that LLVM's passes over IR may take for a unit; one that takes longer is given up and
   * stays at baseline. Code generation, which comes after, is bounded by the size of bodies: it takes 0.7 to 2 times as long.
   */
  readonly optimizeBudgetMs: number;
  /** A version compiled when a loop had run this many times less, is compiled again once the loop gets a continuation. */
  readonly outgrownGrowth: number;
  /** Times a function is tried again at the optimized tier after a failed compile. */
  readonly maxFailures: number;

  /**
   * An indirect call of optimized code that by its profile misses all guessed targets at most this share of the times is
   * watched: each miss is a misfit. 0 watches nothing.
   */
  readonly misfitShare: number;
  /** Misfits of a function until it first asks for a decision; an event costs about 2 µs. */
  readonly misfitBudget: number;
  /** Estimated nanoseconds that a misfit costs: comparisons in vain, a call that is not inlined, values spilled around it. */
  readonly misfitNs: number;
  /** Times a function is counted anew because its profile did not fit, each at twice the price of the one before. */
  readonly maxRecounts: number;

  /** Pool threads; 0 = as many as there are processors beside the program's, at least two. */
  readonly poolThreads: number;
  /**
   * Units with more body bytes than this never take the last free pool thread: they would hold up all others for seconds.
   * Functions of that size get a continuation only for calls that outlast the compile.
   */
  readonly largeUnitBytes: number;
  /**
   * Share of the time usually needed after which a large function is optimized: its compile takes so long that, begun
   * later, it would not be there for the rest of this run nor for the next one.
   */
  readonly largeHeadStart: number;
  /** Niceness of compile threads: above 0 gives way to the program where processors are scarce. */
  readonly compileNiceness: number;
  /** Stack of a compile thread, megabytes: LLVM recurses over deeply nested code. */
  readonly compileStackMb: number;
  /** Young generation of a compile thread's heap, megabytes: what lowering makes is garbage soon, and V8's choice is 48. */
  readonly compileYoungMb: number;
  /** The thread whose counter tripped waits for the compile. For tests: makes tiering deterministic. */
  readonly sync: boolean;
  /** Only loops are replaced, by continuations, whatever the price; functions keep their baseline entry. For tests. */
  readonly forceOsr: boolean;
  /** With `forceOsr`: the loops of this ordinal in their function are replaced, the others stay. */
  readonly forceOsrLoop: number;
}

export const defaultTuning: Tuning = {
  entryBudget: 1000,
  loopBudget: 20_000,
  budgetGrowth: 2,
  maxBudget: 1 << 30,

  firstCallBatchBytes: 300,
  firstCallBatchFunctions: 4,
  sequenceWindow: 8,
  runAheadBatchBytes: 1000,
  runAheadBatchFunctions: 8,
  runAheadDepth: 1,
  runAheadQueue: 3,

  optimizedUnitBytes: 6000,
  largeUnitRoom: 0.05,
  optimizedUnitFunctions: 32,
  inlineSiteShare: 0.2,
  inlineCalleeBytes: 600,
  inlineTinyBytes: 40,
  guardedTargetShare: 0.05,

  baselineNsPerByte: 0.4,
  optimizeNsPerByte: 26_000,
  optimizeLargeBytes: 25_000,
  optimizeFixedNs: 3_000_000,
  expectedSaving: 0.5,
  lastingCallNs: 200_000,
  backgroundPrice: 0.5,
  maxOptimizedBodyBytes: 100_000,
  optimizeBudgetMs: 20_000,
  outgrownGrowth: 8,
  maxFailures: 1,

  misfitShare: 0.01,
  misfitBudget: 10_000,
  misfitNs: 3,
  maxRecounts: 3,

  poolThreads: 0,
  largeUnitBytes: 8000,
  largeHeadStart: 0.1,
  compileNiceness: 5,
  compileStackMb: 64,
  compileYoungMb: 6,
  sync: false,
  forceOsr: false,
  forceOsrLoop: 0,
};

/** What V8 may take for a thread that compiles. */
export function compileThreadLimits({ compileStackMb, compileYoungMb }: Tuning): ResourceLimits {
  return { stackSizeMb: compileStackMb, maxYoungGenerationSizeMb: compileYoungMb };
}

/** What larger numbers would break: counters of 32 bits, the system's limits on threads and their stacks. */
const largest: Partial<Record<keyof Tuning, number>> = {
  entryBudget: 1 << 30,
  loopBudget: 1 << 30,
  maxBudget: 1 << 30,
  poolThreads: 256,
  compileStackMb: 4096,
  compileYoungMb: 4096,
  compileNiceness: 19,
};

function checkSetting(name: string, value: unknown): void {
  if (!Object.hasOwn(defaultTuning, name)) throw new RangeError(`unknown tuning setting '${name}'`);
  if (typeof defaultTuning[name as keyof Tuning] === 'boolean') {
    if (typeof value !== 'boolean')
      throw new RangeError(`tuning setting '${name}' must be true or false, not ${value}`);
    return;
  }
  const limit = largest[name as keyof Tuning] ?? Number.MAX_VALUE;
  if (typeof value === 'number' && value >= 0 && value <= limit) return;
  const range = limit === Number.MAX_VALUE ? 'of at least 0' : `from 0 to ${limit}`;
  throw new RangeError(`tuning setting '${name}' must be a number ${range}, not ${value}`);
}

/** Fills in defaults. Throws a RangeError that names the setting whose value is of another type or out of range. */
export function resolveTuning(overrides: Partial<Tuning> = {}): Tuning {
  for (const [name, value] of Object.entries(overrides)) checkSetting(name, value);
  const tuning = { ...defaultTuning, ...overrides };
  if (tuning.entryBudget < 1 || tuning.loopBudget < 1 || tuning.misfitBudget < 1)
    throw new RangeError('a budget must be at least 1');
  return tuning;
}

/** Parses `name=value` settings of the command line; throws a RangeError as `resolveTuning` does. */
export function parseTuning(settings: readonly string[]): Partial<Tuning> {
  const parsed: Record<string, number | boolean> = {};
  for (const setting of settings) {
    const [name = '', text = 'true'] = setting.split('=', 2);
    if (text === 'true' || text === 'false') parsed[name] = text === 'true';
    else parsed[name] = text.trim() === '' ? Number.NaN : Number(text);
  }
  resolveTuning(parsed);
  return parsed;
}

/** Settings under which every function and loop tiers up at once and deterministically: the conformance suite's. */
export const eagerTuning: Partial<Tuning> = { entryBudget: 1, loopBudget: 1, budgetGrowth: 1, sync: true };
