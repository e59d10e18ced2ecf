// Decides from counts and prices what happens to a hot function: optimize it, wait for more counts, or leave it at
// baseline. Pure: the same numbers always give the same decision; knows no threads, clocks or machine code.
import type { FunctionProfile, ProfileView } from '../profiles/profile-view.ts';
import { dominantTargets } from '../profiles/weights.ts';
import type { FuncIndex } from '../src/core/module.ts';
import type { BodyFacts } from './body-facts.ts';
import type { Misfits } from './profile-fit.ts';
import type { Tuning } from './tuning.ts';

/** What forming a unit asks about a function of the module. */
export interface UnitSource {
  readonly profile: ProfileView;
  bodyBytes(functionIndex: FuncIndex): number;
  /** Calls and loops of an own function. */
  body(functionIndex: FuncIndex): BodyFacts;
}

/** What the whole policy may ask. */
export interface PolicySource extends UnitSource {
  /** Whether the function has an optimized version already, so that only frames of the old one are left. */
  isReplaced(functionIndex: FuncIndex): boolean;
  /**
   * Body bytes that ran, by the outcomes of branches: slow to find out, but true for a body whose arms seldom run, whereas
   * `timeSpentNs` takes all of a loop to run each time.
   */
  executedBytes(functionIndex: FuncIndex): number;
  /** What was seen of the function's calls since its counters first asked, or first asked after it was replaced. */
  callsSinceAsked(functionIndex: FuncIndex): { readonly elapsedNs: number; readonly entries: number };
  /** Optimizing compiles of the function that failed. */
  failures(functionIndex: FuncIndex): number;
}

export interface HotEvent {
  readonly functionIndex: FuncIndex;
  /** Ordinal of the loop that asked; -1 when the function's entry did. */
  readonly loop: number;
}

/**
 * Whether one of these loops ran so much more since an optimized version was compiled that the version does not suit it: a
 * loop that was still to come had no counts, so nothing was inlined into it.
 */
export function isOutgrown(
  loops: readonly number[],
  compiledWith: FunctionProfile,
  now: FunctionProfile,
  { outgrownGrowth }: Tuning,
): boolean {
  return loops.some((offset) => {
    const before = compiledWith.loops.get(offset) ?? 0;
    return (now.loops.get(offset) ?? 0) >= outgrownGrowth * Math.max(1, before);
  });
}

export type TierDecision =
  /** Compile the function, or (`loop`) a continuation of the loop that asked, as an optimized unit. */
  | { readonly kind: 'optimize'; readonly what: 'function' | 'loop' }
  /** Ask again after this many further events of the counter. */
  | { readonly kind: 'wait'; readonly nextBudget: number }
  /** Never ask again. */
  | { readonly kind: 'stay'; readonly reason: string };

/** Baseline nanoseconds that a function has taken so far, without its callees; an estimate from its counts. */
export function timeSpentNs(profile: FunctionProfile, body: BodyFacts, tuning: Tuning): number {
  let executedBytes = profile.entries * body.straightBytes;
  for (const { offset, ownBytes } of body.loops) executedBytes += (profile.loops.get(offset) ?? 0) * ownBytes;
  return executedBytes * tuning.baselineNsPerByte;
}

/** Estimated time of an optimizing compile of so many body bytes, in nanoseconds. */
function compileTimeNs(unitBytes: number, tuning: Tuning): number {
  const growth = Math.max(1, unitBytes / tuning.optimizeLargeBytes);
  return tuning.optimizeFixedNs + unitBytes * tuning.optimizeNsPerByte * growth;
}

/** Its price, in nanoseconds of the program's own time. */
export function compilePriceNs(unitBytes: number, tuning: Tuning): number {
  return compileTimeNs(unitBytes, tuning) * tuning.backgroundPrice;
}

/**
 * Place in the queue of what shall be optimized, the smallest first: the price for each nanosecond that the function has
 * taken so far. What waits while it goes on running moves up.
 */
export function compileRank(functionIndex: FuncIndex, unitBytes: number, source: PolicySource, tuning: Tuning): number {
  return compilePriceNs(unitBytes, tuning) / Math.max(1, unitTimeNs([functionIndex], source, tuning));
}

function isLarge(functionIndex: FuncIndex, source: UnitSource, tuning: Tuning): boolean {
  return source.bodyBytes(functionIndex) > tuning.largeUnitBytes;
}

function unitPriceNs(functions: readonly FuncIndex[], source: PolicySource, tuning: Tuning): number {
  return compilePriceNs(
    functions.reduce((sum, member) => sum + source.bodyBytes(member), 0),
    tuning,
  );
}

/**
 * Callees that ran often enough beside their caller to be worth inlining, hottest first. Of a large caller most sites never
 * run, so it takes counts also to inline what is smaller than its call.
 */
function hotCallees(caller: FuncIndex, source: UnitSource, tuning: Tuning): FuncIndex[] {
  const profile = source.profile.functionProfile(caller);
  const base = Math.max(1, profile?.entries ?? 0);
  const tinyBytes = isLarge(caller, source, tuning) ? 0 : tuning.inlineTinyBytes;
  const wanted = new Map<FuncIndex, number>();
  for (const callee of source.body(caller).callees) {
    const entries = source.profile.functionProfile(callee)?.entries ?? 0;
    const bytes = source.bodyBytes(callee);
    const hot = entries >= base * tuning.inlineSiteShare && entries > 0;
    if (bytes <= tinyBytes || (hot && bytes <= tuning.inlineCalleeBytes)) wanted.set(callee, entries);
  }
  for (const site of profile?.indirect.values() ?? []) {
    for (const { functionIndex, count } of dominantTargets(site, tuning.guardedTargetShare)) {
      const small = source.bodyBytes(functionIndex) <= tuning.inlineCalleeBytes;
      if (small) wanted.set(functionIndex, Math.max(count, wanted.get(functionIndex) ?? 0));
    }
  }
  return [...wanted].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([functionIndex]) => functionIndex);
}

/** The root and what LLVM may inline into it, breadth first within the limits of the tuning. */
export function formUnit(root: FuncIndex, source: UnitSource, tuning: Tuning): FuncIndex[] {
  const unit = [root];
  const members = new Set(unit);
  let bytes = source.bodyBytes(root);
  const limit = Math.max(tuning.optimizedUnitBytes, bytes * (1 + tuning.largeUnitRoom));
  for (let next = 0; next < unit.length; next++) {
    for (const callee of hotCallees(unit[next]!, source, tuning)) {
      if (unit.length >= tuning.optimizedUnitFunctions) return unit;
      const size = source.bodyBytes(callee);
      if (members.has(callee) || bytes + size > limit) continue;
      members.add(callee);
      unit.push(callee);
      bytes += size;
    }
  }
  return unit;
}

/** Why a function is never optimized, whatever its counts; undefined when it may be. */
export function refusal(functionIndex: FuncIndex, source: PolicySource, tuning: Tuning): string | undefined {
  const bytes = source.bodyBytes(functionIndex);
  if (bytes > tuning.maxOptimizedBodyBytes) {
    return `body of ${bytes} bytes is above the limit of ${tuning.maxOptimizedBodyBytes}`;
  }
  if (source.failures(functionIndex) > tuning.maxFailures) return 'the optimizing compile failed';
  return undefined;
}

/** Events of the counter until `missingNs` more are spent, within the bounds of budgets. */
function eventsFor(missingNs: number, event: HotEvent, source: UnitSource, tuning: Tuning): number {
  const body = source.body(event.functionIndex);
  const bytes = event.loop < 0 ? body.straightBytes : (body.loops[event.loop]?.ownBytes ?? 1);
  const least = event.loop < 0 ? tuning.entryBudget : tuning.loopBudget;
  return Math.min(tuning.maxBudget, Math.max(least, Math.ceil(missingNs / (bytes * tuning.baselineNsPerByte))));
}

/** Time spent so far in all members of a unit: each of them gains. Of a large root, what ran of it alone. */
function unitTimeNs(functions: readonly FuncIndex[], source: PolicySource, tuning: Tuning): number {
  const root = functions[0]!;
  if (isLarge(root, source, tuning)) return source.executedBytes(root) * tuning.baselineNsPerByte;
  let spent = 0;
  for (const functionIndex of functions) {
    const profile = source.profile.functionProfile(functionIndex);
    if (profile) spent += timeSpentNs(profile, source.body(functionIndex), tuning);
  }
  return spent;
}

/**
 * Whether a hot loop's function is one whose calls, by its counts, outlast the compile of its continuation. Others that are
 * called again and again get a new version, which reaches the next calls soon enough, while each continuation, one for
 * each loop, would be as dear, and every call until then would pay for a transfer.
 */
function hasLastingCalls(functionIndex: FuncIndex, source: PolicySource, tuning: Tuning): boolean {
  const profile = source.profile.functionProfile(functionIndex);
  if (!profile) return true;
  const callNs = timeSpentNs(profile, source.body(functionIndex), tuning) / Math.max(1, profile.entries);
  if (profile.entries <= 1) return callNs >= tuning.lastingCallNs;
  return callNs >= Math.max(tuning.lastingCallNs, compileTimeNs(source.bodyBytes(functionIndex), tuning));
}

/**
 * What a hot counter gets. A large function's continuation costs several times as much as a new version of the function, and
 * frames of a replaced function are about to return, as a rule. So there it is for calls that are seen to outlast the
 * compile: `later` while no call has returned, and none has lasted so long.
 */
function replacementFor(event: HotEvent, source: PolicySource, tuning: Tuning): 'function' | 'loop' | 'later' {
  const { functionIndex, loop } = event;
  if (loop < 0) return 'function';
  if (tuning.sync || tuning.forceOsr) return 'loop';
  const isReplaced = source.isReplaced(functionIndex);
  if (!isReplaced && !hasLastingCalls(functionIndex, source, tuning)) return 'function';
  if (!isReplaced && !isLarge(functionIndex, source, tuning)) return 'loop';
  const { elapsedNs, entries } = source.callsSinceAsked(functionIndex);
  if (elapsedNs / (1 + entries) >= compileTimeNs(source.bodyBytes(functionIndex), tuning)) return 'loop';
  return entries > 0 && !isReplaced ? 'function' : 'later';
}

/** Events of a large function's counter until it is asked about again: half of what it has counted, as asking is dear. */
function eventsUntilLater({ functionIndex, loop }: HotEvent, source: UnitSource, tuning: Tuning): number {
  const profile = source.profile.functionProfile(functionIndex);
  const offset = source.body(functionIndex).loops[loop]?.offset ?? -1;
  const counted = (loop < 0 ? profile?.entries : profile?.loops.get(offset)) ?? 0;
  const least = loop < 0 ? tuning.entryBudget : tuning.loopBudget;
  return Math.min(tuning.maxBudget, Math.max(least, Math.ceil(counted / 2)));
}

/**
 * A hot counter's answer. A program is taken to run as long again as it has run: so the gain is the time spent so far
 * times the share that optimizing saves, and pays when it exceeds the price of compiling the unit.
 */
export function decide(event: HotEvent, source: PolicySource, tuning: Tuning): TierDecision {
  const { functionIndex } = event;
  const reason = refusal(functionIndex, source, tuning);
  if (reason !== undefined) return { kind: 'stay', reason };
  const what = replacementFor(event, source, tuning);
  if (what === 'later') return { kind: 'wait', nextBudget: eventsUntilLater(event, source, tuning) };
  if (tuning.sync || tuning.forceOsr) return { kind: 'optimize', what };
  const large = isLarge(functionIndex, source, tuning);
  // What a large function calls is next to nothing beside it, but takes long to look through.
  const functions = large ? [functionIndex] : formUnit(functionIndex, source, tuning);
  const price = unitPriceNs(functions, source, tuning);
  const neededNs = (price / tuning.expectedSaving) * (large ? tuning.largeHeadStart : 1);
  const missingNs = neededNs - unitTimeNs(functions, source, tuning);
  if (missingNs <= 0) return { kind: 'optimize', what };
  const nextBudget = large ? eventsUntilLater(event, source, tuning) : eventsFor(missingNs, event, source, tuning);
  return { kind: 'wait', nextBudget };
}

export type MisfitDecision =
  /** Count the function anew, then optimize it by what it counted. */
  | { readonly kind: 'recount' }
  /** Ask again after this many further misfits. */
  | { readonly kind: 'wait'; readonly nextBudget: number }
  /** Never ask again. */
  | { readonly kind: 'stay' };

/**
 * Whether a function whose calls often miss the targets that its profile gave is counted anew. That costs another optimizing
 * compile and as much again for the time in counting code, until `decide` finds that it pays: so no more is spent than
 * the misfits have cost already. Each time is twice as dear as the one before, and after the last one no code asks.
 */
export function decideMisfit(
  functionIndex: FuncIndex,
  misfits: Pick<Misfits, 'count' | 'recounts'>,
  source: PolicySource,
  tuning: Tuning,
): MisfitDecision {
  if (misfits.recounts >= tuning.maxRecounts || refusal(functionIndex, source, tuning)) return { kind: 'stay' };
  if (tuning.sync) return { kind: 'recount' };
  const price = 2 * unitPriceNs(formUnit(functionIndex, source, tuning), source, tuning) * 2 ** misfits.recounts;
  const missing = Math.ceil(price / tuning.misfitNs) - misfits.count;
  if (missing <= 0) return { kind: 'recount' };
  return { kind: 'wait', nextBudget: Math.min(tuning.maxBudget, Math.max(tuning.misfitBudget, missing)) };
}
