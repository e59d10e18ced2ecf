// Links one object into a position-independent image: a direct relocator, since all that such code needs is to lay
// sections out, apply PC-relative relocations, and give calls of outside functions a stub with an address cell.
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace wasabi_llvm {

struct LinkedImage {
  struct Entry {
    std::string name;
    uint32_t offset;
    uint32_t size;
  };
  struct Slot {
    std::string symbol;
    uint32_t offset;
  };

  std::vector<uint8_t> code;
  std::vector<Entry> entries;
  std::vector<Slot> slots;
  /// Pairs (code offset, location), ascending.
  std::vector<uint32_t> lines;
  /// Triples (where a call begins, where it has ended, its landing pad), ascending.
  std::vector<uint32_t> handlers;
};

llvm::Expected<LinkedImage> link_image(llvm::StringRef object);

} // namespace wasabi_llvm
