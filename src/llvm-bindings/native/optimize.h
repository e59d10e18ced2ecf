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
  /// The same as soon as this word, which other threads may change, is not 0; null for never.
  const int32_t *give_up = nullptr;
  /// Passes before the pipeline, in `opt -passes` notation.
  std::string early_passes;
};

/// Optimizes in place; false if passes were left out, as the budget ran out or it was to give up. Errors: unknown early passes, or what the
/// verifier finds.
llvm::Expected<bool> optimize(ModuleState &state, llvm::TargetMachine &machine, const OptimizeOptions &options);

} // namespace wasabi_llvm
