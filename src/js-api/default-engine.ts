// The engine behind modules that are made without naming one. The composition root provides it; nothing else knows how.
import type { ModuleEngine } from '../runtime/engine-interface.ts';

let provide: (() => ModuleEngine) | undefined;

/** Sets what makes the default engine; called when the first module needs it. */
export function provideDefaultEngine(provider: () => ModuleEngine): void {
  provide = provider;
}

export function defaultEngine(): ModuleEngine {
  if (!provide) throw new Error('no engine is set up');
  return provide();
}
