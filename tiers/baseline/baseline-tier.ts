// The baseline tier: LLVM without optimization, with counters. Fast to make; counts what the optimized tier wants to know.
import { LlvmTier } from '../llvm-compile.ts';

export class BaselineTier extends LlvmTier {
  constructor() {
    super({ tier: 'baseline', optLevel: 0 });
  }
}
