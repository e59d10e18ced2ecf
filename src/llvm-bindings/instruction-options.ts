// What a builder's instructions may be told besides their operands: how memory is accessed, how calls are made, how
// often branches go where.
import { accessBits, type CallingConvention, type Ordering, orderingNumbers, type TailKind } from './commands.ts';

/** How an instruction accesses memory. */
export interface AccessOptions {
  /** Alignment in bytes that the address is known to have; a power of two. */
  readonly align: number;
  readonly volatile?: boolean;
  /** Loads only: memory at this address never changes while the function can see it. */
  readonly invariant?: boolean;
  /** Ordering of an atomic access, which needs its natural alignment. */
  readonly atomic?: Ordering;
  /** Accesses of different non-zero classes never overlap (TBAA); 0 or absent: may overlap anything. At most 255. */
  readonly aliasClass?: number;
}

/** The same as commands say it. Made once for many instructions: half of all that are written access memory. */
export interface Access {
  /** Bits of the first word, see `accessBits`. */
  readonly flags: number;
  readonly aliasClass: number;
}

export function access(options: AccessOptions): Access {
  const alignLog2 = 31 - Math.clz32(options.align);
  const flags =
    (alignLog2 << accessBits.alignShift) |
    (orderingNumbers[options.atomic ?? 'none'] << accessBits.orderingShift) |
    (options.volatile ? accessBits.volatile : 0) |
    (options.invariant ? accessBits.invariant : 0);
  return { flags, aliasClass: options.aliasClass ?? 0 };
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
