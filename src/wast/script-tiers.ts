// The ways in which scripts are run: what `--tier` of `wasabi wast` names. Pure data.
import { type EngineOptions, eagerTuning } from '../engine.ts';

export const scriptTiers = {
  baseline: { tier: 'baseline' },
  optimized: { tier: 'optimized' },
  /** Every function and loop tiers up at its first chance, and the running thread waits for it. */
  tiered: { tier: 'tiered', tuning: eagerTuning },
  /** Functions stay at baseline; their loops are left for continuations. */
  osr: { tier: 'tiered', tuning: { ...eagerTuning, forceOsr: true } },
} as const satisfies Record<string, EngineOptions>;

export type ScriptTier = keyof typeof scriptTiers;

export const scriptTierNames = Object.keys(scriptTiers) as ScriptTier[];

export function isScriptTier(name: string): name is ScriptTier {
  return Object.hasOwn(scriptTiers, name);
}
