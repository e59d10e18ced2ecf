// The ways in which every execution test of the suite is run.
import type { EngineOptions } from '../../src/engine.ts';
import { eagerTuning } from '../../src/engine.ts';

export const modes = {
  baseline: { tier: 'baseline' },
  optimized: { tier: 'optimized' },
  /** Every function and loop tiers up at its first chance, and the running thread waits for it. */
  tiered: { tier: 'tiered', tuning: eagerTuning },
  /** Functions stay at baseline; their loops are left for continuations. */
  osr: { tier: 'tiered', tuning: { ...eagerTuning, forceOsr: true } },
} as const satisfies Record<string, EngineOptions>;

export type Mode = keyof typeof modes;

export function isMode(name: string): name is Mode {
  return Object.hasOwn(modes, name);
}
