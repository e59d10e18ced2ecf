// Writes a section that maps calls to landing pads: what LLVM's language-specific data area would say, in a form that
// needs no unwinding library.
//
// Section `.llvm_bindings.handlers`, not loaded: for each function with landing pads, a record of
//   u64 address of the function (relocated), u32 number of triples, u32 zero, then the triples, from the function's
//   address: u32 where a call begins, u32 where it has ended (its return address lies behind the one and at most at the
//   other), u32 its landing pad.
#pragma once

#include "llvm/CodeGen/AsmPrinterHandler.h"

#include <memory>

namespace llvm {
class AsmPrinter;
} // namespace llvm

namespace wasabi_llvm {

constexpr const char *handlers_section_name = ".llvm_bindings.handlers";
constexpr size_t handler_words = 3;

std::unique_ptr<llvm::AsmPrinterHandler> make_landing_pad_handler(llvm::AsmPrinter &printer);

} // namespace wasabi_llvm
