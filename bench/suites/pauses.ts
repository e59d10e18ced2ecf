// Pauses of a thread that watches itself, and the moments at which it may have been disturbed. Measures nothing.
import type { Turn } from './swapper.ts';

/** Shorter pauses are not noted; a swap without a longer one counts as this much. */
export const leastPauseNs = 3000;
/** A pause that begins so soon after a swap may still come from it: the first calls of new code. */
const aftermathNs = 100_000;

export interface Pause {
  readonly beginNs: number;
  readonly endNs: number;
}

/** For each turn the longest pause that overlaps it, in microseconds. Both lists are in the order of time. */
export function longestPauses(turns: readonly Omit<Turn, 'swapped'>[], pauses: readonly Pause[]): number[] {
  let first = 0;
  return turns.map(({ beginNs, endNs }) => {
    while (first < pauses.length && pauses[first]!.endNs <= beginNs) first++;
    let longestNs = leastPauseNs;
    for (let at = first; at < pauses.length && pauses[at]!.beginNs < endNs + aftermathNs; at++) {
      longestNs = Math.max(longestNs, pauses[at]!.endNs - pauses[at]!.beginNs);
    }
    return longestNs / 1e3;
  });
}
