// A profile as lowering and policy read it: lookup by function and the totals of the module's profile summary.
import { addCounts } from './counts.ts';
import type { Profile } from './profile.ts';
import type { FunctionProfile, IndirectSite, ProfileView, TargetCount } from './profile-view.ts';

/** A view of a whole profile, or of the functions given; computes the totals once. */
export function profileView(functions: Iterable<FunctionProfile>): ProfileView {
  const byIndex = new Map<number, FunctionProfile>();
  let maxCount = 0;
  let totalCount = 0;
  for (const profile of functions) {
    byIndex.set(profile.functionIndex, profile);
    for (const count of [profile.entries, ...profile.loops.values()]) {
      maxCount = Math.max(maxCount, count);
      totalCount = addCounts(totalCount, count);
    }
  }
  return { maxCount, totalCount, functionProfile: (functionIndex) => byIndex.get(functionIndex) };
}

/** The view of a whole profile. */
export function wholeProfileView(profile: Profile): ProfileView {
  return profileView(profile.functions.values());
}

export interface TargetShare extends TargetCount {
  /** Share of the site's sampled calls, 0 to 1. */
  readonly share: number;
}

/** Targets of a site that make up at least `minimumShare` of its sampled calls, most frequent first. */
export function dominantTargets(site: IndirectSite, minimumShare: number): TargetShare[] {
  const samples = site.targets.reduce((sum, target) => sum + target.count, site.foreign);
  if (samples === 0) return [];
  return site.targets
    .map((target) => ({ ...target, share: target.count / samples }))
    .filter((target) => target.share >= minimumShare);
}
