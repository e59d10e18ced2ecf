#include "disassemble.h"

#include "llvm_process.h"

#include "llvm-c/Disassembler.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/TargetSelect.h"

#include <memory>
#include <mutex>
#include <type_traits>

using namespace llvm;

namespace wasabi_llvm {

namespace {

struct Dispose {
  void operator()(void *context) const { LLVMDisasmDispose(context); }
};
using Context = std::unique_ptr<std::remove_pointer_t<LLVMDisasmContextRef>, Dispose>;

/// Only who looks at machine code pays for the disassembler's tables.
void initialize_disassembler() {
  static std::once_flag once;
  std::call_once(once, [] { InitializeNativeTargetDisassembler(); });
}

} // namespace

Expected<DisassembledCode> disassemble(ArrayRef<uint8_t> code, uint64_t origin) {
  initialize_disassembler();
  const HostTarget &host = host_target();
  Context context(LLVMCreateDisasmCPUFeatures(host.triple.c_str(), host.cpu.c_str(), host.features.c_str(), nullptr, 0,
                                              nullptr, nullptr));
  if (!context) return createStringError("LLVM has no disassembler for this processor");
  constexpr uint64_t intel_syntax = LLVMDisassembler_Option_AsmPrinterVariant;
  LLVMSetDisasmOptions(context.get(), intel_syntax | LLVMDisassembler_Option_PrintImmHex);
  DisassembledCode found;
  char text[256];
  for (size_t at = 0; at < code.size();) {
    // The C interface takes the bytes as not constant, and does not write them.
    auto *bytes = const_cast<uint8_t *>(code.data()) + at;
    size_t size = LLVMDisasmInstruction(context.get(), bytes, code.size() - at, origin + at, text, sizeof text);
    found.offsets.push_back(uint32_t(origin + at));
    found.texts.push_back(size > 0 ? StringRef(text).ltrim().str() : ".byte 0x" + utohexstr(code[at], /*LowerCase=*/true, /*Width=*/2));
    at += size > 0 ? size : 1;
  }
  return found;
}

} // namespace wasabi_llvm
