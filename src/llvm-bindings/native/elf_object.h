// Reads an ELF64 x86-64 relocatable object: sections, symbols and relocations as checked views of its bytes.
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Object/ELFTypes.h"
#include "llvm/Support/Error.h"

#include <vector>

namespace wasabi_llvm {

struct ElfSection {
  llvm::StringRef name;
  uint32_t type;
  uint64_t flags;
  uint64_t size;
  uint64_t align;
  /// Empty for a section without bytes.
  llvm::ArrayRef<uint8_t> bytes;
  llvm::ArrayRef<llvm::object::ELF64LE::Rela> relocations;
};

struct ElfSymbol {
  llvm::StringRef name;
  uint8_t type;
  /// Index of the section that defines it; 0 if none does.
  uint32_t section;
  uint64_t value;
  uint64_t size;
};

/// Views into the object's bytes, which must outlive it.
struct ElfObject {
  std::vector<ElfSection> sections;
  std::vector<ElfSymbol> symbols;
};

llvm::Expected<ElfObject> read_elf_object(llvm::StringRef bytes);

} // namespace wasabi_llvm
