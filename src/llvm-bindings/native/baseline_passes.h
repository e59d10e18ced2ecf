// A shorter code generation pipeline for unoptimized code: LLVM's has some forty passes that can find nothing to do in
// functions built by our commands, and each costs about as much as a few instructions of every function.
#pragma once

#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"

namespace wasabi_llvm {

/// Whether nothing in `module` needs the passes left out: no exception handling, no inline assembly, no stack
/// protectors.
bool can_trim_passes(const llvm::Module &module);

/// Passes on to `target` what it is given, but for the passes that have nothing to do.
class TrimmingPassManager final : public llvm::legacy::PassManagerBase {
public:
  explicit TrimmingPassManager(llvm::legacy::PassManagerBase &target) : target(target) {}
  void add(llvm::Pass *pass) override;

private:
  llvm::legacy::PassManagerBase &target;
};

} // namespace wasabi_llvm
