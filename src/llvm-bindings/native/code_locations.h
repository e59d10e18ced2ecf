// Writes a section that maps code to source locations: what DWARF's line table would say, at a fraction of its cost.
//
// Section `.llvm_bindings.locations`, not loaded: for each function with code, a record of
//   u64 address of the function (relocated), u32 number of pairs, u32 zero, then the pairs:
//   u32 offset from the function's address, u32 location (0: none), by ascending offset.
#pragma once

#include "llvm/CodeGen/DebugHandlerBase.h"

#include <memory>

namespace llvm {
class AsmPrinter;
class MachineModuleInfo;
} // namespace llvm

namespace wasabi_llvm {

constexpr const char *locations_section_name = ".llvm_bindings.locations";

/// A handler for `printer` that writes the section when the module ends.
std::unique_ptr<llvm::DebugHandlerBase> make_location_handler(llvm::AsmPrinter &printer, llvm::MachineModuleInfo &info);

} // namespace wasabi_llvm
