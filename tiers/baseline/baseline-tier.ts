// The baseline tier: LLVM without optimization, with counters. Fast to make; counts what the optimized tier wants to know.
import { type LlvmRecipe, LlvmTier } from '../llvm-compile.ts';

const recipe: LlvmRecipe = {
  tier: 'baseline',
  optimize: () => {},
  emit: (module) => module.emitObject({ optLevel: 0 }),
};

export class BaselineTier extends LlvmTier {
  constructor() {
    super(recipe);
  }
}
