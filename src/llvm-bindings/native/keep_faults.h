// Keeps accesses that may trap out of masked instructions, which do not fault for lanes that are switched off. Changes no
// value.
#pragma once

#include "llvm/IR/PassManager.h"
#include "llvm/Target/TargetMachine.h"

namespace wasabi_llvm {

/// AVX-512 has masks for nearly all its instructions, and LLVM folds a selection and the load of one of its sides into
/// one: where the mask is 0, an address out of bounds is then never noticed, volatile or not. A frozen value is computed
/// on its own. Runs last, whatever time optimizing has left.
class KeepFaults : public llvm::PassInfoMixin<KeepFaults> {
public:
  explicit KeepFaults(const llvm::TargetMachine &machine);
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
  static bool isRequired() { return true; }

private:
  const bool has_masks;
};

} // namespace wasabi_llvm
