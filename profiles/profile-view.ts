// What was counted about functions, in the shape that lowering and policy read. Plain data, so that it clones between
// threads; knows neither counter blocks nor the file format.
import type { FuncIndex } from '../src/core/module.ts';

/** One target of an indirect call site. */
export interface TargetCount {
  /** Function index in the profiled module. */
  readonly functionIndex: FuncIndex;
  readonly count: number;
}

/** Targets of one `call_indirect` or `call_ref` site. */
export interface IndirectSite {
  /** Calls through the site, also those whose target is not listed. */
  readonly total: number;
  /** The most frequent targets, most frequent first; functions of the same module only. */
  readonly targets: readonly TargetCount[];
}

/** Counts of one function. Sites are keyed by the byte offset of their instruction in the module. */
export interface FunctionProfile {
  readonly functionIndex: FuncIndex;
  /** Times the function was entered. */
  readonly entries: number;
  /** Times each loop's back edges were taken, keyed by the offset of the `loop` instruction. */
  readonly loops: ReadonlyMap<number, number>;
  /**
   * Outcomes: `if` and `br_if` [not taken, taken], `select` [second operand (condition 0), first operand],
   * `br_table` one a target, the default last.
   */
  readonly outcomes: ReadonlyMap<number, readonly number[]>;
  readonly indirect: ReadonlyMap<number, IndirectSite>;
}

/** What lowering asks for: the profile of a function of the unit, where there is one. */
export interface ProfileView {
  functionProfile(functionIndex: FuncIndex): FunctionProfile | undefined;
  /** Largest entry or loop count in the whole profile, for the module's profile summary. */
  readonly maxCount: number;
  /** Sum of all counts. */
  readonly totalCount: number;
}
