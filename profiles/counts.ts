// Arithmetic of counts. Knows nothing of what is counted.

/** Largest count: sums stop here, so that adding stays associative. */
export const maxCount = Number.MAX_SAFE_INTEGER;

/** Sum that stops at `maxCount`. */
export function addCounts(a: number, b: number): number {
  return Math.min(a + b, maxCount);
}

/** Adds up two maps entry by entry. Neither is changed. */
export function mergeMaps<T>(
  a: ReadonlyMap<number, T>,
  b: ReadonlyMap<number, T>,
  merge: (x: T, y: T) => T,
): Map<number, T> {
  const merged = new Map(a);
  for (const [key, value] of b) {
    const present = merged.get(key);
    merged.set(key, present === undefined ? value : merge(present, value));
  }
  return merged;
}
