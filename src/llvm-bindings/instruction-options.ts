// What a builder's instructions may be told besides their operands: how memory is accessed, how calls are made, how
// often branches go where.
import type { CallingConvention, Ordering, TailKind } from './commands.ts';

/** How a load or store behaves. */
export interface AccessOptions {
  /** Alignment in bytes that the address is known to have; a power of two. */
  readonly align: number;
  readonly volatile?: boolean;
  /** Loads only: memory at this address never changes while the function can see it. */
  readonly invariant?: boolean;
  /** Ordering of an atomic access; such an access needs its natural alignment. */
  readonly atomic?: Ordering;
  /** Accesses of different non-zero classes never overlap (TBAA); 0 or absent: may overlap anything. At most 255. */
  readonly aliasClass?: number;
}

export interface AtomicOptions {
  readonly align: number;
  readonly ordering: Ordering;
  readonly volatile?: boolean;
}

export interface CallOptions {
  readonly tail?: TailKind;
  readonly cc?: CallingConvention;
  readonly cold?: boolean;
  readonly noreturn?: boolean;
  /** The callee may throw; otherwise the call promises not to. */
  readonly unwinds?: boolean;
}

/** Branch weights, integers below 2³²; their ratio matters, and their sum should stay below 2³². */
export type Weights = readonly number[];
