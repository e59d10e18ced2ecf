// Unoptimized code adds to a word in memory with one instruction instead of three, and branches on the sum without a
// comparison: what counters consist of. Knows nothing of what the words mean.
#pragma once

#include "llvm/CodeGen/MachineFunctionPass.h"

namespace wasabi_llvm {

/// A pass for right after instruction selection. On other processors than x86-64 it finds nothing.
llvm::MachineFunctionPass *make_memory_update_pass();

} // namespace wasabi_llvm
