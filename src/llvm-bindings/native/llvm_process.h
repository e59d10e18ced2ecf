// What LLVM needs once a process: the native target, the host's description, and a last word before a fatal error.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <string>

namespace llvm {
class Module;
}

namespace wasabi_llvm {

/// The processor of this machine in LLVM's words.
struct HostTarget {
  std::string triple;
  std::string cpu;
  /// Only the features that differ from what `cpu` stands for.
  std::string features;
};

/// Prepares LLVM for this process; safe to call from any thread, any number of times.
void initialize_llvm();

const HostTarget &host_target();

/// Names the module that this thread works on, for the message and reproducer of a fatal LLVM error.
class WorkingOn {
public:
  WorkingOn(const char *stage, llvm::Module &module);
  ~WorkingOn();
  WorkingOn(const WorkingOn &) = delete;
  WorkingOn &operator=(const WorkingOn &) = delete;
};

} // namespace wasabi_llvm
