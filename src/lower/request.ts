// What lowering is asked for and what it gives back.
import type { ProfileView } from '../../profiles/profile-view.ts';
import type { FuncIndex } from '../core/module.ts';
import type { ModuleBuilder, Target } from '../llvm-bindings/index.ts';

/** An entry at a loop header: the continuation of a function from there on. */
export interface OsrRequest {
  readonly functionIndex: FuncIndex;
  /** Ordinal of the loop among the body's `loop` instructions. */
  readonly loop: number;
}

export interface LowerRequest {
  /** `baseline` code counts; `optimized` code does not, calls within the unit directly, and heeds the profile. */
  readonly tier: 'baseline' | 'optimized';
  /** Defined functions that get an entry point, `f<index>`. */
  readonly functions: readonly FuncIndex[];
  /** Further defined functions whose bodies are included privately, so that LLVM can inline them. Optimized only. */
  readonly inline?: readonly FuncIndex[];
  /** A continuation to include, `f<index>.l<loop>`. Optimized only. */
  readonly osr?: OsrRequest;
  /** Counts to be turned into branch weights, entry counts and guarded calls. Optimized only. */
  readonly profile?: ProfileView;
  /**
   * Watches, with a profile, indirect calls that by it miss all guessed targets at most this share of the times: each miss
   * is a misfit of the function asked for, the only one. 0 for none, which is the default.
   */
  readonly misfitShare?: number;
  /** The processor that the code is made for; the host's unless told otherwise. */
  readonly target?: Target;
  /** False leaves the counters out of baseline code, to measure what they cost. Default true. */
  readonly counters?: boolean;
  /** Whether the platform's memories in this process have guard regions, see `isGuarded` in core. Default true. */
  readonly platformReserves?: boolean;
  /** Keep names of blocks, for people who read the IR. */
  readonly keepNames?: boolean;
}

export interface LoweredFunction {
  readonly functionIndex: FuncIndex;
  readonly symbol: string;
  /** Words of the counter block that the code updates; 0 without probes. */
  readonly counterWords: number;
  readonly loopCount: number;
  /** First word of each indirect site in the counter block. */
  readonly indirectWords: readonly number[];
}

export interface LoweredUnit {
  /** Ready to `build`. */
  readonly builder: ModuleBuilder;
  /** In the order of the request. */
  readonly functions: readonly LoweredFunction[];
  /** Symbol of the requested continuation. */
  readonly osrSymbol?: string;
}
