// A profile for people: what ran most, and where its calls and branches went. Text only; knows no tiers.
import { executionCount, type Profile } from './profile.ts';
import type { FunctionProfile } from './profile-view.ts';

/** Functions by falling execution count, then by index. */
export function hottestFunctions(profile: Profile, limit: number): FunctionProfile[] {
  return [...profile.functions.values()]
    .map((entry) => ({ entry, count: executionCount(entry) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.entry.functionIndex - b.entry.functionIndex)
    .slice(0, limit)
    .map(({ entry }) => entry);
}

function describeFunction(profile: FunctionProfile, name: string): string[] {
  const lines = [`${name}: entered ${profile.entries}`];
  for (const [offset, count] of profile.loops) lines.push(`  loop at 0x${offset.toString(16)}: ${count}`);
  for (const [offset, site] of profile.indirect) {
    const targets = site.targets.map((target) => `${target.functionIndex}×${target.count}`).join(' ');
    lines.push(
      `  indirect call at 0x${offset.toString(16)}: ${site.total}, sampled ${targets || 'none of this module'}`,
    );
  }
  return lines;
}

/** Lines about the hottest functions; `nameOf` gives a function's display name. */
export function describeProfile(profile: Profile, nameOf: (functionIndex: number) => string, limit = 10): string[] {
  const hottest = hottestFunctions(profile, limit);
  return [
    `module ${profile.moduleHash}, ${profile.functions.size} functions with counts`,
    ...hottest.flatMap((entry) => describeFunction(entry, nameOf(entry.functionIndex))),
  ];
}
