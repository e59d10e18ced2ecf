// The baseline tier: LLVM without optimization, with counters. Fast to make; counts what the optimized tier wants to know.
import { llvmVersion } from '../../src/llvm-bindings/index.ts';
import { compileUnit, type LlvmRecipe, splitUnit } from '../llvm-compile.ts';
import type { CompileContext, CompiledCode, CompileUnit, Tier } from '../tier.ts';

const recipe: LlvmRecipe = {
  tier: 'baseline',
  optimize: () => {},
  emit: (module) => module.emitObject({ optLevel: 0 }),
};

export class BaselineTier implements Tier {
  readonly name = 'baseline';

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
