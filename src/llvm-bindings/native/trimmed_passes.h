// Code generation pipelines without passes that cost more than they give. Of LLVM's passes some forty can find nothing to
// do in unoptimized functions built by our commands, and each costs about as much as a few instructions of every
// function; in optimized code one makes things worse.
#pragma once

#include "llvm/ADT/StringSet.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"

namespace wasabi_llvm {

/// Whether nothing in `module` needs the idle passes: no exception handling, no inline assembly, no stack protectors.
bool has_idle_passes(const llvm::Module &module);

/// Passes, by the names LLVM 19 gives them, that have nothing to do in unoptimized code; a name that LLVM does not use
/// trims nothing.
const llvm::StringSet<> &idle_passes();

/// Passes that make optimized code slower.
const llvm::StringSet<> &harmful_passes();

/// Passes on to `target` what it is given, but for the passes left out.
class TrimmingPassManager final : public llvm::legacy::PassManagerBase {
public:
  TrimmingPassManager(llvm::legacy::PassManagerBase &target, const llvm::StringSet<> &left_out)
      : target(target), left_out(left_out) {}
  void add(llvm::Pass *pass) override;

private:
  llvm::legacy::PassManagerBase &target;
  const llvm::StringSet<> &left_out;
};

} // namespace wasabi_llvm
