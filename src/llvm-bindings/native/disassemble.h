// Machine code of this processor as assembly text.
#pragma once
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace wasabi_llvm {

struct DisassembledCode {
  /// Offset of each instruction.
  std::vector<uint32_t> offsets;
  std::vector<std::string> texts;
};

/// Disassembles bytes from their start; what is no instruction becomes `.byte` lines. `origin` is the offset of the
/// first byte, which branch targets are relative to.
llvm::Expected<DisassembledCode> disassemble(llvm::ArrayRef<uint8_t> code, uint64_t origin);

} // namespace wasabi_llvm
