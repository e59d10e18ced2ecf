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
  /// When to stop starting passes that code can do without; 0 for never.
  uint32_t budget_ms = 0;
  /// Passes before the pipeline, in `opt -passes` notation.
  std::string early_passes;
};

/// Optimizes in place; false if the budget ran out and passes were left out. Errors: unknown early passes, or what the
/// verifier finds.
llvm::Expected<bool> optimize(ModuleState &state, llvm::TargetMachine &machine, const OptimizeOptions &options);

} // namespace wasabi_llvm
