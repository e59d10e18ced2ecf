// Machine code: a pipeline of code generation passes that turns modules into ELF relocatable objects, one at a time.
#pragma once

#include "baseline_passes.h"
#include "code_locations.h"
#include "module_state.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <map>
#include <memory>

namespace wasabi_llvm {

/// Passes set up for one target machine, to be run on any number of modules: setting them up takes as long as
/// generating unoptimized code for a function.
class CodePipeline {
public:
  /// Modules it runs on must allow `trimming`.
  static llvm::Expected<std::unique_ptr<CodePipeline>> create(llvm::LLVMTargetMachine &machine, Trimming trimming);
  CodePipeline(const CodePipeline &) = delete;
  CodePipeline &operator=(const CodePipeline &) = delete;

  /// Generates code. The module is used up. The object is valid until the next run.
  llvm::Expected<llvm::ArrayRef<char>> run(ModuleState &state);

private:
  CodePipeline() : out(object) {}
  llvm::Error add_passes(llvm::LLVMTargetMachine &machine, llvm::legacy::PassManagerBase &target);

  llvm::SmallVector<char, 0> object;
  llvm::raw_svector_ostream out;
  CodeLocations locations;
  // Last, since passes refer to the members above until they are destroyed.
  llvm::legacy::PassManager passes;
};

/// The pipelines of one thread. Only unoptimized code reuses them: elsewhere the set-up does not count.
class CodePipelines {
public:
  /// Generates code for `machine`; `receive` gets the object while it is valid.
  llvm::Error emit(ModuleState &state, llvm::LLVMTargetMachine &machine,
                   llvm::function_ref<void(llvm::ArrayRef<char>)> receive);

private:
  std::map<std::pair<llvm::LLVMTargetMachine *, Trimming>, std::unique_ptr<CodePipeline>> reused;
};

} // namespace wasabi_llvm
