// Machine code: a module becomes an ELF relocatable object.
#pragma once

#include "module_state.h"
#include "target_machines.h"

#include "llvm/ADT/SmallVector.h"

namespace wasabi_llvm {

/// Generates code at `level`. The module is used up. `object` receives the file.
llvm::Error emit_object(ModuleState &state, llvm::LLVMTargetMachine &machine, llvm::SmallVectorImpl<char> &object);

} // namespace wasabi_llvm
