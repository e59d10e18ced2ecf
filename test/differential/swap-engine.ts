// Our tiers on the calling thread, with code replaced at moments that a seed chooses: policy, units, profiles,
// compilation and code table are the product's, only threads and clocks are left out. So a seed repeats a case exactly.
import { profileView } from '../../profiles/weights.ts';
import type { FuncIndex, Module } from '../../src/core/module.ts';
import { opcodeIds } from '../../src/core/opcodes.ts';
import {
  type CompiledModuleId,
  createCompiledModule,
  releaseCompiledModule,
  setThresholds,
  takeEvents,
} from '../../src/runtime/binding.ts';
import type { ModuleEngine, RunnableModule } from '../../src/runtime/engine-interface.ts';
import { installUnit, replaceUnit } from '../../tiers/code-table.ts';
import { ModuleState } from '../../tiers/module-state.ts';
import { decide, formUnit, type HotEvent } from '../../tiers/policy.ts';
import { shareModule } from '../../tiers/shared-module.ts';
import type { CompiledCode, CompileUnit, Tier, TierName } from '../../tiers/tier.ts';
import { defaultTuning, type Tuning } from '../../tiers/tuning.ts';
import type { Random } from '../unit/lower/random-encoding.ts';
import { readBody } from './bodies.ts';
import type { Moments } from './observe.ts';

const plans = ['baseline', 'optimized', 'tiered', 'osr'] as const;
export type Plan = (typeof plans)[number];

/** All plans; a module without loops has nothing for `osr`. */
export function plansFor(module: Module): readonly Plan[] {
  const loops = Array.from({ length: module.functions.count }, (_, index) =>
    readBody(module, index).operators.some(({ id }) => id === opcodeIds.loop),
  );
  return loops.includes(true) ? plans : plans.filter((plan) => plan !== 'osr');
}

/** With `sync`, the policy optimizes whatever asks. */
const tuning: Tuning = { ...defaultTuning, sync: true };

/** Optimizing compiles of one plan, which are what takes time. */
const mostOptimized = 3;
const swapDuringCallPercent = 25;

/** Code of one module that several plans install. */
export interface SharedCode {
  baseline?: CompiledCode;
  optimized?: CompiledCode;
}

export type Tiers = Readonly<Record<TierName, Tier>>;

export class SwapEngine implements ModuleEngine, Moments {
  readonly #plan: Plan;
  readonly #tiers: Tiers;
  readonly #random: Random;
  readonly #code: SharedCode;
  #state: ModuleState | undefined;
  #compiled = 0;
  #dead = false;
  swaps = 0;

  /** For one module. `code` is filled, and used where another plan has filled it. */
  constructor(plan: Plan, tiers: Tiers, random: Random, code: SharedCode) {
    this.#plan = plan;
    this.#tiers = tiers;
    this.#random = random;
    this.#code = code;
  }

  compileModule(bytes: Uint8Array, decodeValid: (bytes: Uint8Array) => Module): RunnableModule {
    const module = decodeValid(bytes);
    const importedFunctionCount = module.importedFunctions.length;
    const functionCount = importedFunctionCount + module.functions.count;
    const id = createCompiledModule({ functionCount, importedFunctionCount, expectController: true });
    const budget = () => (this.#random.chance(50) ? 1 : 1 + this.#random.below(20));
    const quiet = this.#plan === 'baseline' || this.#plan === 'optimized';
    setThresholds(id, {
      entryBudget: quiet || this.#plan === 'osr' ? defaultTuning.maxBudget : budget(),
      loopBudget: quiet ? defaultTuning.maxBudget : budget(),
      misfitBudget: 1 + this.#random.below(20),
      budgetGrowth: 1,
      maxBudget: defaultTuning.maxBudget,
      sync: false,
    });
    this.#state = new ModuleState({ kind: 'module', number: 0, id, module: shareModule(module) }, tuning);
    if (module.functions.count > 0) this.#installFirst(id, module);
    return { id, module };
  }

  shareModule(): void {}

  adoptModule(): RunnableModule {
    throw new Error('a case runs on one thread');
  }

  releaseModule({ id }: RunnableModule): void {
    this.#dead = true;
    releaseCompiledModule(id);
  }

  duringCall(): void {
    if (this.#random.chance(swapDuringCallPercent)) this.#swapSome();
  }

  betweenCalls(): void {
    if (this.#random.chance(70)) this.#swapSome();
  }

  /** At least one function is replaced in every module. */
  beforeLastRound(): void {
    if (this.#plan !== 'tiered' || this.swaps > 0 || !this.#state) return;
    const { importedFunctions, functions } = this.#state.module;
    if (functions.count > 0) this.#optimize(importedFunctions.length + this.#random.below(functions.count));
  }

  #installFirst(id: CompiledModuleId, module: Module): void {
    const tier = this.#plan === 'optimized' ? 'optimized' : 'baseline';
    const first = module.importedFunctions.length;
    const functions = Array.from({ length: module.functions.count }, (_, index) => first + index);
    this.#code[tier] ??= this.#tiers[tier].compile({ functions }, { module });
    installUnit(id, this.#code[tier]);
  }

  /** Answers what counters ask for, and replaces something else of the module now and then. */
  #swapSome(): void {
    const state = this.#state;
    if (!state || this.#dead || state.module.functions.count === 0) return;
    for (const event of takeEvents(state.id)) {
      if (event.kind === 'firstCall' || !this.#random.chance(this.#plan === 'osr' ? 100 : 50)) continue;
      if (event.kind === 'misfit') this.#downgrade(event.functionIndex);
      else if (event.kind === 'hotLoop') this.#continue(event);
      else this.#optimize(event.functionIndex);
    }
    if (this.#plan !== 'tiered') return;
    const any = state.module.importedFunctions.length + this.#random.below(state.module.functions.count);
    const dice = this.#random.below(100);
    if (dice < 20) this.#optimize(any);
    else if (dice < 40) this.#downgrade(any);
  }

  #inlined(event: HotEvent): readonly FuncIndex[] {
    const state = this.#state!;
    const isWorthIt = decide(event, state, tuning).kind === 'optimize';
    return isWorthIt ? formUnit(event.functionIndex, state, tuning).slice(1) : [];
  }

  #optimize(functionIndex: FuncIndex): void {
    const state = this.#state!;
    if (state.optimized.has(functionIndex) || this.#compiled >= mostOptimized) return;
    state.optimized.add(functionIndex);
    this.#install({ functions: [functionIndex], inline: this.#inlined({ functionIndex, loop: -1 }) });
  }

  #continue({ functionIndex, loop }: HotEvent): void {
    const state = this.#state!;
    if (state.continuation(functionIndex, loop) || this.#compiled >= mostOptimized) return;
    state.setContinuation(functionIndex, loop, 'installed');
    this.#install({ functions: [], inline: this.#inlined({ functionIndex, loop }), osr: { functionIndex, loop } });
  }

  #install(unit: CompileUnit): void {
    const state = this.#state!;
    this.#compiled++;
    const profiles = [
      ...new Set([...unit.functions, ...(unit.inline ?? []), ...(unit.osr ? [unit.osr.functionIndex] : [])]),
    ];
    const profile = profileView(profiles.flatMap((index) => state.functionProfile(index) ?? []));
    const { misfitShare } = tuning;
    const code = this.#tiers.optimized.compile(unit, { module: state.module, profile, misfitShare });
    installUnit(state.id, code);
    this.swaps++;
  }

  /** Puts the first code back in place of the function's optimized one, in the whole batch that it came in. */
  #downgrade(functionIndex: FuncIndex): void {
    const state = this.#state!;
    if (!state.optimized.delete(functionIndex)) return;
    const { rows, ...code } = this.#code.baseline!;
    replaceUnit(state.id, { ...code, rows: rows.filter((row) => row.functionIndex === functionIndex) });
    this.swaps++;
  }
}
