// The room's entry: all vector operators.
import type { LowerFn } from '../function-lowering.ts';
import { vectorComparisons } from './comparison.ts';
import { vectorConversions } from './conversion.ts';
import { floatVectorOperators } from './float.ts';
import { integerVectorOperators } from './integer.ts';
import { laneOperators } from './lanes.ts';
import { vectorMemoryOperators } from './memory.ts';
import { relaxedOperators } from './relaxed.ts';

export const vectorOperators = {
  ...laneOperators,
  ...vectorMemoryOperators,
  ...integerVectorOperators,
  ...vectorComparisons,
  ...floatVectorOperators,
  ...vectorConversions,
  ...relaxedOperators,
} as const satisfies Record<string, LowerFn>;
