// Gives loops that walk a region of memory a second version in which every access is known to be inside, so that LLVM
// may vectorize it. The first version stays for whenever that cannot be shown before the loop begins.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wasabi_llvm {

/// Volatile accesses say that an access may trap. In a loop whose addresses are affine, a check before the loop shows
/// that none will; the loop behind it has plain accesses instead. Only for loops that LLVM could vectorize then: inner
/// ones with a single exit and a trip count known beforehand, no calls, and no value carried around but inductions and
/// reductions that may be reordered.
class VersionBoundedLoops : public llvm::PassInfoMixin<VersionBoundedLoops> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace wasabi_llvm
