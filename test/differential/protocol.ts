// Messages between the fuzzer and its processes. Plain data.
import type { Plan } from './swap-engine.ts';

/** What a process is started with, as JSON in its first argument. */
export interface ProcessStart {
  /** `node:v8` serialization of the corpus: an array of byte arrays. */
  readonly corpusPath: string;
  /** For files of the process; `state` in it says which case it is at: what a crash leaves behind. */
  readonly folder: string;
}

export type Request =
  | { readonly kind: 'seeds'; readonly first: number; readonly count: number }
  /** Runs an instrumented module under a seed's dice: for reducing. */
  | { readonly kind: 'module'; readonly path: string; readonly seed: number };

/** What became of a module that a request named. */
export interface ModuleAnswer {
  /** Whether V8 and all plans ran it. */
  readonly ran: boolean;
  readonly difference?: string;
}

/** A difference that was found; the module is in base64. */
export interface Difference {
  readonly seed: number;
  readonly plan: Plan;
  readonly difference: string;
  readonly module: string;
}

/** Sums over the cases of one request. */
export interface Tally {
  /** Cases that were the same on V8 and all tiers. */
  readonly same: number;
  /** Those of them with at least one swap or transfer into a continuation. */
  readonly swapped: number;
  readonly swaps: number;
  readonly osrEntries: number;
  readonly observations: number;
  readonly skipped: Readonly<Record<string, number>>;
  /** Ids of opcodes that ran modules held. */
  readonly opcodes: readonly number[];
  readonly differences: readonly Difference[];
}
