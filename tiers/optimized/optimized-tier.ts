// The optimized tier: LLVM's O3 over a hot function, or a loop's continuation, with what may be inlined into it and the
// profile. Has no counters.
import { type LlvmRecipe, LlvmTier } from '../llvm-compile.ts';

const recipe: LlvmRecipe = {
  tier: 'optimized',
  optimize: (module, budgetMs) => {
    const complete = module.optimize('O3', budgetMs === undefined ? {} : { budgetMs });
    if (!complete) throw new Error(`optimizing it would take more than ${budgetMs} ms of processor time`);
  },
  emit: (module) => module.emitObject({ optLevel: 3 }),
};

export class OptimizedTier extends LlvmTier {
  constructor() {
    super(recipe);
  }
}
