// Target machines of one thread, made once for each level and processor: making one costs more than a small function.
#pragma once

#include "llvm/Support/CodeGen.h"
#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace wasabi_llvm {

/// The processor to make code for; empty strings stand for the host.
struct TargetChoice {
  std::string cpu;
  std::string features;
};

/// Names of all features of the processor, those that its model implies included.
llvm::Expected<std::vector<std::string>> enabled_features(const TargetChoice &choice);

/// Cache of target machines; belongs to one addon instance, so to one thread.
class TargetMachines {
public:
  /// Position-independent, small code model. Lives as long as this cache.
  llvm::Expected<llvm::LLVMTargetMachine *> get(llvm::CodeGenOptLevel level, const TargetChoice &choice);

private:
  using Key = std::tuple<llvm::CodeGenOptLevel, std::string, std::string>;
  std::map<Key, std::unique_ptr<llvm::TargetMachine>> machines;
};

} // namespace wasabi_llvm
