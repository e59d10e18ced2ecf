// LLVM's default optimization pipelines, set up as a just-in-time compiler wants them.
#pragma once

#include "module_state.h"
#include "target_machines.h"

namespace wasabi_llvm {

struct OptimizeOptions {
  unsigned level = 0;
  bool inline_functions = true;
  bool vectorize = true;
  bool verify_each = false;
  /// Passes before the pipeline, in `opt -passes` notation.
  std::string early_passes;
};

/// Optimizes in place. Errors: unknown early passes, or what the verifier finds.
llvm::Error optimize(ModuleState &state, llvm::TargetMachine &machine, const OptimizeOptions &options);

} // namespace wasabi_llvm
