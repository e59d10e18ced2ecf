// The optimized tier: LLVM's O3 over a hot function, or a loop's continuation, with what may be inlined into it and the
// profile. Has no counters.
import { llvmVersion } from '../../src/llvm-bindings/index.ts';
import { compileUnit, type LlvmRecipe, splitUnit } from '../llvm-compile.ts';
import type { CompileContext, CompiledCode, CompileUnit, Tier } from '../tier.ts';

const recipe: LlvmRecipe = {
  tier: 'optimized',
  optimize: (module, budgetMs) => {
    const complete = module.optimize('O3', budgetMs === undefined ? {} : { budgetMs });
    if (!complete) throw new Error(`optimizing it would take more than ${budgetMs} ms`);
  },
  emit: (module) => module.emitObject({ optLevel: 3 }),
};

export class OptimizedTier implements Tier {
  readonly name = 'optimized';

  prepare(): void {
    llvmVersion();
  }

  compile(unit: CompileUnit, context: CompileContext): CompiledCode {
    return compileUnit(recipe, unit, context);
  }

  split(unit: CompileUnit): readonly CompileUnit[] {
    return splitUnit(unit);
  }
}
