// All tiers by name, made once for each thread that compiles.
import { BaselineTier } from './baseline/baseline-tier.ts';
import { OptimizedTier } from './optimized/optimized-tier.ts';
import type { Tier, TierName } from './tier.ts';

export function createTiers(): Record<TierName, Tier> {
  return { baseline: new BaselineTier(), optimized: new OptimizedTier() };
}
