// How exceptions unwind. A thrower walks frame pointers, finds in its caller's image the landing pad of the call that is
// running, restores stack and frame pointer and jumps there: no unwinding tables, no cost where nothing is thrown.
// That needs every value that is live into a landing pad to be in the frame's memory, never in a callee-saved register
// of a function in between; calls that can land are therefore marked to preserve no register at all.
#pragma once

#include "llvm/IR/Module.h"

namespace wasabi_llvm {

/// What marks functions with landing pads; never called.
llvm::Function *personality(llvm::Module &module);

/// Before optimization: where the module has landing pads, its functions do not promise not to unwind.
void allow_unwinding(llvm::Module &module);

/// Before code generation: marks invokes, also those that inlining made, and saves LLVM the call frame information.
void prepare_unwinding(llvm::Module &module);

} // namespace wasabi_llvm
