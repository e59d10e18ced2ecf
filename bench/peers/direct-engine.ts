// An engine without controller, threads or laziness: the whole module becomes one unit of code before anything runs.
// For what is measured about code itself, such as baseline code without its counters.
import type { Module } from '../../src/core/module.ts';
import { linkObject } from '../../src/llvm-bindings/index.ts';
import { lowerFunctions } from '../../src/lower/index.ts';
import { createCompiledModule, installCode, releaseCompiledModule, setThresholds } from '../../src/runtime/binding.ts';
import type { ModuleEngine, RunnableModule } from '../../src/runtime/engine-interface.ts';

/** Indices of all functions that have a body. */
export function definedFunctions(module: Module): number[] {
  const imported = module.importedFunctions.length;
  return Array.from({ length: module.functions.count }, (_, index) => imported + index);
}

/** Counters that trip once in a long while: nobody answers. */
const never = 1 << 30;

export class DirectEngine implements ModuleEngine {
  readonly #counters: boolean;

  /** Baseline code, with or without counters. */
  constructor({ counters }: { readonly counters: boolean }) {
    this.#counters = counters;
  }

  compileModule(bytes: Uint8Array, decodeValid: (bytes: Uint8Array) => Module): RunnableModule {
    const module = decodeValid(bytes);
    const functions = definedFunctions(module);
    const importedFunctionCount = module.importedFunctions.length;
    const id = createCompiledModule({
      functionCount: importedFunctionCount + functions.length,
      importedFunctionCount,
    });
    setThresholds(id, {
      entryBudget: never,
      loopBudget: never,
      misfitBudget: never,
      budgetGrowth: 1,
      maxBudget: never,
      sync: false,
    });
    const lowered = lowerFunctions(module, { tier: 'baseline', functions, counters: this.#counters });
    const built = lowered.builder.build();
    const { code, slots, lines, handlers, entries } = linkObject(built.emitObject({ optLevel: 0 }));
    built.dispose();
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    const rows = lowered.functions.map(({ functionIndex, symbol, counterWords, loopCount, indirectWords }) => {
      const { offset, sizeBytes } = byName.get(symbol)!;
      const sites = Uint32Array.from(indirectWords);
      return { functionIndex, offset, sizeBytes, counterWords, loopCount, indirectWords: sites };
    });
    installCode(id, { tier: 'baseline', code, slots, lines, handlers, rows, osrEntries: [] });
    return { id, module };
  }

  adoptModule(): RunnableModule {
    throw new Error('modules of this engine are not shared');
  }

  shareModule(): void {}

  releaseModule(compiled: RunnableModule): void {
    releaseCompiledModule(compiled.id);
  }
}
