// Shows LLVM how often loops run that inlining made countable. Changes no value.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wasabi_llvm {

/// Where a callee's limit became known by inlining, its loop may still compare the low half of a 64-bit counter with it,
/// as an `and` with a mask, which scalar evolution does not count. Compares the narrow type instead, and runs
/// IndVarSimplify again where it did: counter and limit become as wide as they need to be, and masks of addresses go.
class CountInlinedLoops : public llvm::PassInfoMixin<CountInlinedLoops> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace wasabi_llvm
