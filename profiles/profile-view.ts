// What was counted about functions, in the shape that lowering and policy read. Plain data, so that it clones between
// threads; knows neither counter blocks nor the file format.
import type { FuncIndex } from '../src/core/module.ts';

/** One target of an indirect call site. */
export interface TargetCount {
  /** Function index in the profiled module. */
  readonly functionIndex: FuncIndex;
  /** Sampled calls: a share of the site's samples, not of its total. */
  readonly count: number;
}

/** Targets of one `call_indirect` or `call_ref` site. */
export interface IndirectSite {
  /** Calls through the site, whatever the target. */
  readonly total: number;
  /** Sampled calls whose target was a function of another module or of the host. */
  readonly foreign: number;
  /** Targets by falling count, then by index; functions of the same module only. */
  readonly targets: readonly TargetCount[];
}

/** Counts of one function. Sites are keyed by the byte offset of their instruction in the module. */
export interface FunctionProfile {
  readonly functionIndex: FuncIndex;
  /** Times the function was entered. */
  readonly entries: number;
  /** Times each loop's header was executed, entries and back edges together, keyed by the offset of the `loop` instruction. */
  readonly loops: ReadonlyMap<number, number>;
  /** Outcomes: `if` and `br_if` [not taken, taken]; `br_table` one a target, the default last. */
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
