// Declares LLVM intrinsics from a name and overloaded types, refusing combinations on which LLVM itself would crash.
#pragma once

#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"

namespace wasabi_llvm {

/// Sets `out` to the declaration of `name` for `overloads`; returns what is wrong, or null.
const char *declare_intrinsic(llvm::Module &module, llvm::StringRef name, llvm::ArrayRef<llvm::Type *> overloads,
                              llvm::Function *&out);

} // namespace wasabi_llvm
