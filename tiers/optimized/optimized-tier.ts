// The optimized tier: LLVM's O3 over a hot function, or a loop's continuation, with what may be inlined into it and the
// profile. Has no counters.
import { LlvmTier } from '../llvm-compile.ts';

export class OptimizedTier extends LlvmTier {
  constructor() {
    super({ tier: 'optimized', optLevel: 3 });
  }
}
