// A profile ranked: functions by heat, branches and indirect calls by count, and what two profiles disagree about.
// Numbers only; knows neither names nor terminals.
import type { FuncIndex } from '../src/core/module.ts';
import { addCounts } from './counts.ts';
import type { TierEvent, TierEventKind } from './history.ts';
import { executionCount, type Profile } from './profile.ts';
import type { FunctionProfile, IndirectSite } from './profile-view.ts';
import { functionTimes, selfTimes, type TierTimes } from './stack-tree.ts';

/** One function with everything that is counted about it. */
export interface FunctionHeat {
  readonly functionIndex: FuncIndex;
  /** Best code it got: `optimized` before `continuation` before `baseline`; undefined when none was recorded. */
  readonly tier: Exclude<TierEventKind, 'failed' | 'recount'> | undefined;
  /** Entries and loop iterations. */
  readonly executions: number;
  readonly entries: number;
  /** Sampled processor time without callees. */
  readonly time: TierTimes;
  readonly timeNs: number;
  readonly counts: FunctionProfile | undefined;
  readonly history: readonly TierEvent[];
}

const byWorth = ['optimized', 'continuation', 'baseline'] as const;

/** Code out of a cache was compiled in no recorded run, but samples see it. */
function bestTier(history: readonly TierEvent[], time: TierTimes): FunctionHeat['tier'] {
  const compiled = byWorth.find((kind) => history.some((event) => event.kind === kind));
  if (compiled && compiled !== 'baseline') return compiled;
  if (time.optimized.samples > 0) return 'optimized';
  return compiled ?? (time.baseline.samples > 0 ? 'baseline' : undefined);
}

/** Every function of the profile, hottest first: by sampled time, then by executions, then by index. */
export function rankFunctions(profile: Profile): FunctionHeat[] {
  const times = selfTimes(profile.stacks);
  const indices = new Set([...profile.functions.keys(), ...profile.history.keys()]);
  const ranked = [...indices].map((functionIndex): FunctionHeat => {
    const counts = profile.functions.get(functionIndex);
    const history = profile.history.get(functionIndex) ?? [];
    const time = functionTimes(times, functionIndex);
    return {
      functionIndex,
      tier: bestTier(history, time),
      executions: counts ? executionCount(counts) : 0,
      entries: counts?.entries ?? 0,
      time,
      timeNs: addCounts(time.baseline.timeNs, time.optimized.timeNs),
      counts,
      history,
    };
  });
  return ranked.sort((a, b) => b.timeNs - a.timeNs || b.executions - a.executions || a.functionIndex - b.functionIndex);
}

/** A place in a function's body: the module offset of its instruction. */
export interface SitePlace {
  readonly functionIndex: FuncIndex;
  readonly offset: number;
}

export interface BranchHeat extends SitePlace {
  /** As in `FunctionProfile.outcomes`. */
  readonly outcomes: readonly number[];
  readonly total: number;
}

/** Branches that ran most, of all functions or of one. */
export function hottestBranches(functions: Iterable<FunctionProfile>, limit: number): BranchHeat[] {
  const branches: BranchHeat[] = [];
  for (const { functionIndex, outcomes: sites } of functions) {
    for (const [offset, outcomes] of sites) {
      branches.push({ functionIndex, offset, outcomes, total: outcomes.reduce(addCounts, 0) });
    }
  }
  return branches.sort((a, b) => b.total - a.total || a.offset - b.offset).slice(0, limit);
}

export interface CallSiteHeat extends SitePlace {
  readonly site: IndirectSite;
}

/** Indirect call sites that ran most. */
export function hottestCallSites(functions: Iterable<FunctionProfile>, limit: number): CallSiteHeat[] {
  const sites: CallSiteHeat[] = [];
  for (const { functionIndex, indirect } of functions) {
    for (const [offset, site] of indirect) sites.push({ functionIndex, offset, site });
  }
  return sites.sort((a, b) => b.site.total - a.site.total || a.offset - b.offset).slice(0, limit);
}

/** How one function's share of all executions, and of all sampled time, differs between two profiles. */
export interface HeatChange {
  readonly functionIndex: FuncIndex;
  readonly before: FunctionHeat | undefined;
  readonly after: FunctionHeat | undefined;
  /** Share of the profile's executions (or sampled time, where both have samples), 0 to 1. */
  readonly shareBefore: number;
  readonly shareAfter: number;
}

/** What shares are of: sampled time only where both profiles have it. */
export type HeatMeasure = 'time' | 'executions';

function sharesOf(ranked: readonly FunctionHeat[], measure: HeatMeasure): Map<FuncIndex, number> {
  const heatOf = (heat: FunctionHeat) => (measure === 'time' ? heat.timeNs : heat.executions);
  const total = ranked.reduce((sum, heat) => sum + heatOf(heat), 0);
  return new Map(ranked.map((heat) => [heat.functionIndex, total > 0 ? heatOf(heat) / total : 0]));
}

/** Compares two profiles of one module: every function of either, the largest change of share first. */
export function diffProfiles(a: Profile, b: Profile): { measure: HeatMeasure; changes: HeatChange[] } {
  const [before, after] = [rankFunctions(a), rankFunctions(b)];
  const sampled = [before, after].every((ranked) => ranked.some((heat) => heat.timeNs > 0));
  const measure: HeatMeasure = sampled ? 'time' : 'executions';
  const [sharesBefore, sharesAfter] = [sharesOf(before, measure), sharesOf(after, measure)];
  const [byIndexBefore, byIndexAfter] = [before, after].map(
    (ranked) => new Map(ranked.map((heat) => [heat.functionIndex, heat])),
  ) as [Map<FuncIndex, FunctionHeat>, Map<FuncIndex, FunctionHeat>];
  const changes = [...new Set([...byIndexBefore.keys(), ...byIndexAfter.keys()])].map((functionIndex) => ({
    functionIndex,
    before: byIndexBefore.get(functionIndex),
    after: byIndexAfter.get(functionIndex),
    shareBefore: sharesBefore.get(functionIndex) ?? 0,
    shareAfter: sharesAfter.get(functionIndex) ?? 0,
  }));
  const size = (change: HeatChange) => Math.abs(change.shareAfter - change.shareBefore);
  changes.sort((x, y) => size(y) - size(x) || x.functionIndex - y.functionIndex);
  return { measure, changes };
}
