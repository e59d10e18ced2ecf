#include "optimize.h"

#include "count_loops.h"
#include "group_phis.h"
#include "keep_faults.h"
#include "llvm_process.h"
#include "version_loops.h"

#include "llvm/Passes/PassBuilder.h"
#include "llvm/Passes/StandardInstrumentations.h"
#include "llvm/Transforms/Utils/LCSSA.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"

#include <ctime>

using namespace llvm;

namespace wasabi_llvm {

namespace {

/// Processor time of this thread: compile threads give way to others, and a busy machine shall not change what is compiled.
uint64_t processor_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return uint64_t(now.tv_sec) * 1000 + uint64_t(now.tv_nsec) / 1'000'000;
}

OptimizationLevel level_of(unsigned level) {
  switch (level) {
  case 1:
    return OptimizationLevel::O1;
  case 2:
    return OptimizationLevel::O2;
  case 3:
    return OptimizationLevel::O3;
  default:
    return OptimizationLevel::O0;
  }
}

PipelineTuningOptions tuning(const OptimizeOptions &options) {
  PipelineTuningOptions tuning;
  const bool may_vectorize = options.vectorize && options.level >= 2;
  tuning.LoopVectorization = may_vectorize;
  tuning.LoopInterleaving = may_vectorize;
  tuning.SLPVectorization = may_vectorize;
  // It orders functions for a system linker.
  tuning.CallGraphProfile = false;
  // The threshold below which LLVM inlines; negative values admit only what always pays.
  if (!options.inline_functions) tuning.InlinerThreshold = -1000;
  return tuning;
}

} // namespace

Expected<bool> optimize(ModuleState &state, TargetMachine &machine, const OptimizeOptions &options) {
  Module &module = state.module();
  const WorkingOn working("optimizing", module);
  module.setTargetTriple(machine.getTargetTriple().str());
  module.setDataLayout(machine.createDataLayout());

  // In this order: each manager's results refer to those before it, and must go first.
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager call_graph;
  ModuleAnalysisManager modules;
  PassInstrumentationCallbacks callbacks;
  StandardInstrumentations instrumentations(state.context(), /*DebugLogging=*/false, options.verify_each);
  if (options.verify_each) instrumentations.registerCallbacks(callbacks, &modules);

  bool is_complete = true;
  if (options.budget_ms != 0) {
    const uint64_t deadline = processor_ms() + options.budget_ms;
    callbacks.registerShouldRunOptionalPassCallback([deadline, &is_complete](StringRef, Any) {
      is_complete = is_complete && processor_ms() < deadline;
      return is_complete;
    });
  }
  if (options.give_up) {
    callbacks.registerShouldRunOptionalPassCallback([word = options.give_up, &is_complete](StringRef, Any) {
      is_complete = is_complete && __atomic_load_n(word, __ATOMIC_RELAXED) == 0;
      return is_complete;
    });
  }

  PassBuilder builder(&machine, tuning(options), std::nullopt, &callbacks);
  builder.registerVectorizerStartEPCallback([&options](FunctionPassManager &passes, OptimizationLevel) {
    passes.addPass(CountInlinedLoops());
    if (!options.vectorize) return;
    passes.addPass(LoopSimplifyPass());
    passes.addPass(LCSSAPass());
    passes.addPass(VersionBoundedLoops());
    passes.addPass(GroupPhis());
  });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(call_graph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, call_graph, modules);

  ModulePassManager passes;
  if (!options.early_passes.empty()) {
    if (Error error = builder.parsePassPipeline(passes, options.early_passes)) return error;
  }
  const OptimizationLevel level = level_of(options.level);
  passes.addPass(level == OptimizationLevel::O0 ? builder.buildO0DefaultPipeline(level)
                                                : builder.buildPerModuleDefaultPipeline(level));
  passes.addPass(createModuleToFunctionPassAdaptor(KeepFaults(machine)));
  passes.run(module, modules);
  state.count_instructions();
  if (Error error = state.diagnostics().take_errors()) return error;
  return is_complete;
}

} // namespace wasabi_llvm
