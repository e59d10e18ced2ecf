// Counts of one function from several phases of a program: each phase is to weigh the same, however long it was counted.
// Knows nothing of how phases are told apart.
import { executionCount, sumFunctions } from './profile.ts';
import type { FunctionProfile, IndirectSite } from './profile-view.ts';

/** A count never becomes 0: what was seen stays seen. */
function scaleCount(count: number, factor: number): number {
  return count > 0 ? Math.max(1, Math.round(count * factor)) : 0;
}

function scaleMap<T>(map: ReadonlyMap<number, T>, scale: (value: T) => T): Map<number, T> {
  return new Map([...map].map(([key, value]) => [key, scale(value)]));
}

function scaleFunction(profile: FunctionProfile, factor: number): FunctionProfile {
  const scale = (count: number) => scaleCount(count, factor);
  const scaleSite = ({ total, foreign, targets }: IndirectSite): IndirectSite => ({
    total: scale(total),
    foreign: scale(foreign),
    targets: targets.map(({ functionIndex, count }) => ({ functionIndex, count: scale(count) })),
  });
  return {
    functionIndex: profile.functionIndex,
    entries: scale(profile.entries),
    loops: scaleMap(profile.loops, scale),
    outcomes: scaleMap(profile.outcomes, (counts) => counts.map(scale)),
    indirect: scaleMap(profile.indirect, scaleSite),
  };
}

/** One profile in which every phase that counted anything has the same weight: that of the one with the fewest counts. */
export function mergePhases(phases: readonly FunctionProfile[]): FunctionProfile | undefined {
  const counted = phases.filter((phase) => executionCount(phase) > 0);
  const least = Math.min(...counted.map(executionCount));
  return sumFunctions(counted.map((phase) => scaleFunction(phase, least / executionCount(phase))));
}
