// An engine for tests of the runtime: compiles on the calling thread, all of a module at once or function by function
// when the test says so. Knows nothing of workers, counters' meaning or profiles.
import type { Module } from '../../src/core/module.ts';
import {
  type CompiledModuleId,
  createCompiledModule,
  type InstalledImage,
  installCode,
  releaseCompiledModule,
  retainCompiledModule,
} from '../../src/runtime/binding.ts';
import type { ModuleEngine, RunnableModule } from '../../src/runtime/engine-interface.ts';
import { BaselineTier } from '../../tiers/baseline/baseline-tier.ts';
import { OptimizedTier } from '../../tiers/optimized/optimized-tier.ts';
import type { CompiledCode, Tier } from '../../tiers/tier.ts';

const tiers: Readonly<Record<'baseline' | 'optimized', Tier>> = {
  baseline: new BaselineTier(),
  optimized: new OptimizedTier(),
};

/** Code of some functions, not installed. */
export function compileFunctions(
  module: Module,
  functions: readonly number[],
  tier: 'baseline' | 'optimized' = 'baseline',
  osr?: { functionIndex: number; loop: number },
): CompiledCode {
  return tiers[tier].compile({ functions, ...(osr ? { osr } : {}) }, { module });
}

/** Installs compiled code as the tiers do. */
export function install(id: CompiledModuleId, code: CompiledCode, downgrade = false): InstalledImage {
  return installCode(id, { ...code, downgrade });
}

export class InThreadEngine implements ModuleEngine {
  readonly #tier: Tier;
  readonly #eager: boolean;

  /** `eager`: everything is compiled before the first instance. */
  constructor(tier: 'baseline' | 'optimized' | Tier = 'baseline', eager = true) {
    this.#tier = typeof tier === 'string' ? tiers[tier] : tier;
    this.#eager = eager;
  }

  compileModule(bytes: Uint8Array, decodeValid: (bytes: Uint8Array) => Module): RunnableModule {
    const module = decodeValid(bytes);
    const importedFunctionCount = module.importedFunctions.length;
    const functionCount = importedFunctionCount + module.functions.count;
    const id = createCompiledModule({ functionCount, importedFunctionCount, expectController: !this.#eager });
    const defined = Array.from({ length: module.functions.count }, (_, index) => importedFunctionCount + index);
    if (this.#eager && defined.length > 0) install(id, this.#tier.compile({ functions: defined }, { module }));
    return { id, module };
  }

  shareModule(): void {}

  adoptModule(shared: RunnableModule): RunnableModule {
    if (!retainCompiledModule(shared.id)) throw new Error('the shared module is gone');
    return shared;
  }

  releaseModule({ id }: RunnableModule): void {
    releaseCompiledModule(id);
  }
}
