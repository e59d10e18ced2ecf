// A shorter code generation pipeline for unoptimized code: LLVM's has some forty passes that can find nothing to do in
// functions built by our commands, and each costs about as much as a few instructions of every function.
#pragma once

#include "module_state.h"

#include "llvm/IR/LegacyPassManager.h"

namespace wasabi_llvm {

/// Which passes are left out: all that have nothing to do in modules with or without atomic instructions, or none.
enum class Trimming { none, with_atomics, without_atomics };

/// The most that may be left out for a module: nothing if it holds what only a pass left out lowers.
Trimming possible_trimming(ModuleState &state);

/// Passes on to `target` what it is given, but for the passes that have nothing to do.
class TrimmingPassManager final : public llvm::legacy::PassManagerBase {
public:
  TrimmingPassManager(llvm::legacy::PassManagerBase &target, Trimming trimming) : target(target), trimming(trimming) {}
  void add(llvm::Pass *pass) override;

private:
  llvm::legacy::PassManagerBase &target;
  const Trimming trimming;
};

} // namespace wasabi_llvm
