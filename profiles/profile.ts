// A profile: the counts of one module's functions, identified by the hash of its bytes. Knows how counts add up;
// neither where they come from nor how they are stored.
import type { FuncIndex } from '../src/core/module.ts';
import { sha256 } from '../src/core/sha256.ts';
import { addCounts, mergeMaps } from './counts.ts';
import { mergeHistories, type TierEvent } from './history.ts';
import type { FunctionProfile, IndirectSite, TargetCount } from './profile-view.ts';
import { emptyStacks, mergeStacks, type StackTree } from './stack-tree.ts';

export interface Profile {
  /** SHA-256 of the module's bytes, lower-case hexadecimal. */
  readonly moduleHash: string;
  readonly functions: ReadonlyMap<FuncIndex, FunctionProfile>;
  /** Which code each function got, in the order of `compareTierEvents`. */
  readonly history: ReadonlyMap<FuncIndex, readonly TierEvent[]>;
  /** Sampled processor time by call stack and tier; empty without the guest profiler. */
  readonly stacks: StackTree;
}

/** Identity of a module: SHA-256 of its bytes in hexadecimal. About 1 ms for 2 MB. */
export function moduleHash(bytes: Uint8Array): string {
  return sha256(bytes).toString('hex');
}

export function emptyProfile(hash: string): Profile {
  return { moduleHash: hash, functions: new Map(), history: new Map(), stacks: emptyStacks };
}

/** Puts targets into their one order: falling count, then rising index. */
export function sortTargets(targets: Iterable<TargetCount>): TargetCount[] {
  return [...targets].sort((a, b) => b.count - a.count || a.functionIndex - b.functionIndex);
}

function mergeOutcomes(a: readonly number[], b: readonly number[]): number[] {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  return longer.map((count, index) => addCounts(count, shorter[index] ?? 0));
}

function mergeSites(a: IndirectSite, b: IndirectSite): IndirectSite {
  const counts = new Map<FuncIndex, number>();
  for (const { functionIndex, count } of [...a.targets, ...b.targets]) {
    counts.set(functionIndex, addCounts(counts.get(functionIndex) ?? 0, count));
  }
  return {
    total: addCounts(a.total, b.total),
    foreign: addCounts(a.foreign, b.foreign),
    targets: sortTargets([...counts].map(([functionIndex, count]) => ({ functionIndex, count }))),
  };
}

/** Adds up two profiles of one function. */
export function mergeFunctions(a: FunctionProfile, b: FunctionProfile): FunctionProfile {
  return {
    functionIndex: a.functionIndex,
    entries: addCounts(a.entries, b.entries),
    loops: mergeMaps(a.loops, b.loops, addCounts),
    outcomes: mergeMaps(a.outcomes, b.outcomes, mergeOutcomes),
    indirect: mergeMaps(a.indirect, b.indirect, mergeSites),
  };
}

/** Counts of one function added up; undefined of none. */
export function sumFunctions([first, ...others]: readonly FunctionProfile[]): FunctionProfile | undefined {
  return first && others.reduce(mergeFunctions, first);
}

/**
 * Adds up two profiles of the same module. Saturating, commutative and associative, with the empty profile as neutral
 * element. Throws a RangeError when the modules differ.
 */
export function mergeProfiles(a: Profile, b: Profile): Profile {
  if (a.moduleHash !== b.moduleHash) {
    throw new RangeError(`profiles of different modules: ${a.moduleHash} and ${b.moduleHash}`);
  }
  return {
    moduleHash: a.moduleHash,
    functions: mergeMaps(a.functions, b.functions, mergeFunctions),
    history: mergeMaps(a.history, b.history, mergeHistories),
    stacks: mergeStacks(a.stacks, b.stacks),
  };
}

/** Entries and loop iterations of a function together: how often something of it ran. */
export function executionCount(profile: FunctionProfile): number {
  let count = profile.entries;
  for (const iterations of profile.loops.values()) count = addCounts(count, iterations);
  return count;
}
