// How well the profiles of a module's optimized functions fit: misfits so far, how often a function was counted anew, and
// what it counted in earlier phases of the program. Decides nothing.
import { addCounts } from '../profiles/counts.ts';
import { mergePhases } from '../profiles/phases.ts';
import { sumFunctions } from '../profiles/profile.ts';
import type { FunctionProfile } from '../profiles/profile-view.ts';
import type { FuncIndex } from '../src/core/module.ts';

/** What the policy wants to know of a function whose misfits ran out. */
export interface Misfits {
  /** Since its code was installed. */
  readonly count: number;
  /** How many it was allowed last. */
  readonly budget: number;
  /** Times the function was counted anew before. */
  readonly recounts: number;
}

interface Fit {
  count: number;
  budget: number;
  recounts: number;
  /** In this process. */
  recounted: boolean;
  /** Counts of the phases before the last recount, the oldest first. */
  readonly phases: FunctionProfile[];
}

export class ProfileFits {
  readonly #fits = new Map<FuncIndex, Fit>();
  readonly #firstBudget: number;
  readonly #maxRecounts: number;

  /** See `Tuning`. */
  constructor(misfitBudget: number, maxRecounts: number) {
    this.#firstBudget = misfitBudget;
    this.#maxRecounts = maxRecounts;
  }

  /** An earlier process counted the function anew so often; what it counted then is one phase. */
  restore(functionIndex: FuncIndex, recounts: number): void {
    this.#fit(functionIndex).recounts = recounts;
  }

  /** The function's budget was spent. */
  spent(functionIndex: FuncIndex): Misfits {
    const fit = this.#fit(functionIndex);
    fit.count = addCounts(fit.count, fit.budget);
    return fit;
  }

  /** The function has new optimized code, which nothing was missed by yet. */
  renew(functionIndex: FuncIndex): void {
    const fit = this.#fits.get(functionIndex);
    if (!fit) return;
    fit.count = 0;
    fit.budget = this.#firstBudget;
  }

  /** What was answered: the next budget. */
  allow(functionIndex: FuncIndex, budget: number): void {
    this.#fit(functionIndex).budget = budget;
  }

  /** Whether the function was counted anew as often as it may be: then its code is for all phases, and watches nothing. */
  isSettled(functionIndex: FuncIndex): boolean {
    return this.#recounts(functionIndex) >= this.#maxRecounts;
  }

  /** The function is going to be counted anew; `counted` is what it counted since it was so last. */
  recount(functionIndex: FuncIndex, counted: FunctionProfile | undefined): void {
    const fit = this.#fit(functionIndex);
    fit.recounts++;
    fit.recounted = true;
    this.renew(functionIndex);
    if (counted) fit.phases.push(counted);
  }

  /** The counts to optimize by: those of this phase, and once it is settled those of all, each phase with the same weight. */
  lasting(functionIndex: FuncIndex, counted: FunctionProfile | undefined): FunctionProfile | undefined {
    if (!this.isSettled(functionIndex)) return counted;
    return mergePhases(this.#phases(functionIndex, counted));
  }

  /** Everything that was ever counted. */
  all(functionIndex: FuncIndex, counted: FunctionProfile | undefined): FunctionProfile | undefined {
    return sumFunctions(this.#phases(functionIndex, counted));
  }

  /** Whether the function was counted anew in this process. */
  isRecounted(functionIndex: FuncIndex): boolean {
    return this.#fits.get(functionIndex)?.recounted ?? false;
  }

  #recounts(functionIndex: FuncIndex): number {
    return this.#fits.get(functionIndex)?.recounts ?? 0;
  }

  #phases(functionIndex: FuncIndex, latest: FunctionProfile | undefined): FunctionProfile[] {
    const before = this.#fits.get(functionIndex)?.phases ?? [];
    return latest ? [...before, latest] : [...before];
  }

  #fit(functionIndex: FuncIndex): Fit {
    const known = this.#fits.get(functionIndex);
    if (known) return known;
    const made = { count: 0, budget: this.#firstBudget, recounts: 0, recounted: false, phases: [] };
    this.#fits.set(functionIndex, made);
    return made;
  }
}
