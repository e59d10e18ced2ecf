// Counts of a profile as LLVM's branch weights. Knows nothing of where the counts come from.
import type { Weights } from '../llvm-bindings/index.ts';

/** The sum of a branch's weights stays below this. */
const maxSum = 2 ** 31;

/** Weights in the ratio of the counts, where any is positive; an outcome that was never seen is not impossible. */
export function weightsOf(counts: readonly number[]): Weights | undefined {
  const sum = counts.reduce((total, count) => total + count, 0);
  if (sum <= 0) return undefined;
  const scale = Math.min(1, (maxSum - counts.length - 1) / sum);
  return counts.map((count) => Math.floor(count * scale));
}

/** Weights of a conditional branch (taken first) from the counts of a branch site (not taken first). */
export function takenWeights(outcomes: readonly number[] | undefined): Weights | undefined {
  return outcomes && weightsOf([outcomes[1] ?? 0, outcomes[0] ?? 0]);
}
