// Brings values that a loop updates in the same way side by side, where LLVM's vectorizer of straight-line code looks for
// lanes. Changes no value.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wasabi_llvm {

/// Orders the phis of loop headers so that those whose next values are computed by expressions of one shape are
/// neighbours. The SLP vectorizer starts from stores and from runs of phis; accesses of linear memory are volatile, which
/// leaves the phis, and these come in the order of a module's locals, which means nothing.
class GroupPhis : public llvm::PassInfoMixin<GroupPhis> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace wasabi_llvm
