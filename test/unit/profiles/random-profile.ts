// Random profiles for property tests, from a seed, so that a failure can be repeated.
import { maxCount, type Profile, sortTargets } from '../../../profiles/profile.ts';
import type { FunctionProfile, IndirectSite } from '../../../profiles/profile-view.ts';

/** Deterministic numbers in [0, 1): mulberry32. */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const below = (random: () => number, limit: number) => Math.floor(random() * limit);

/** Mostly small counts, now and then one near the limit. */
function randomCount(random: () => number): number {
  return random() < 0.1 ? maxCount - below(random, 3) : below(random, 2 ** below(random, 52));
}

function randomMap<T>(random: () => number, make: () => T): Map<number, T> {
  const map = new Map<number, T>();
  for (let left = below(random, 4); left > 0; left--) map.set(below(random, 12) * 1000, make());
  return map;
}

function randomSite(random: () => number): IndirectSite {
  const targets = [...randomMap(random, () => randomCount(random))];
  return {
    total: randomCount(random),
    foreign: randomCount(random),
    targets: sortTargets(targets.map(([functionIndex, count]) => ({ functionIndex, count }))),
  };
}

function randomFunction(random: () => number, functionIndex: number): FunctionProfile {
  return {
    functionIndex,
    entries: randomCount(random),
    loops: randomMap(random, () => randomCount(random)),
    outcomes: randomMap(random, () => Array.from({ length: 1 + below(random, 3) }, () => randomCount(random))),
    indirect: randomMap(random, () => randomSite(random)),
  };
}

/** A profile of the one module that all random profiles share. */
export function randomProfile(random: () => number): Profile {
  const functions = new Map<number, FunctionProfile>();
  for (let left = below(random, 5); left > 0; left--) {
    const index = below(random, 8);
    functions.set(index, randomFunction(random, index));
  }
  return { moduleHash: 'ab'.repeat(32), functions };
}
