#include "link_image.h"

#include "code_locations.h"
#include "elf_object.h"
#include "landing_pads.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <array>

using namespace llvm;
using support::endian::read32le;
using support::endian::read64le;
using support::endian::write32le;
using support::endian::write64le;

namespace wasabi_llvm {

namespace {

constexpr uint64_t not_in_image = ~0ull;
/// Images are placed at multiples of this.
constexpr uint64_t image_align = 64;
/// Offsets in an image are 32 bits wide, and relocations within it are signed.
constexpr uint64_t max_image_bytes = 1ull << 30;
/// `jmp *cell(%rip)`, padded to 8 bytes with a trap.
constexpr uint8_t stub_template[8] = {0xff, 0x25, 0, 0, 0, 0, 0xcc, 0xcc};
constexpr uint32_t stub_displacement = 2, stub_instruction_bytes = 6;
constexpr size_t record_header_bytes = 16;

class Linker {
public:
  explicit Linker(const ElfObject &object) : object(object), section_offsets(object.sections.size(), not_in_image) {}

  Expected<LinkedImage> run();

private:
  struct External {
    uint32_t cell;
    /// 0 where nothing calls it.
    uint32_t stub;
  };

  Error lay_out();
  Error place(uint32_t index);
  Error add_externals();
  Error relocate(uint32_t section_index);
  Error apply(const ElfSection &section, uint64_t place, const object::ELF64LE::Rela &relocation);
  Expected<uint64_t> target_of(const ElfSymbol &symbol, uint32_t symbol_index, uint32_t type);
  Error read_locations(const ElfSection &section);
  Error read_handlers(const ElfSection &section);
  template <typename Receive> Error read_records(const ElfSection &section, size_t words, Receive receive);
  void collect_entries();
  void sort_locations();

  const ElfObject &object;
  /// Offset in the image of each section that is part of it.
  std::vector<uint64_t> section_offsets;
  /// By symbol index.
  DenseMap<uint32_t, External> externals;
  LinkedImage image;
};

bool is_call(uint32_t type) { return type == ELF::R_X86_64_PLT32; }

bool reads_cell(uint32_t type) {
  return type == ELF::R_X86_64_GOTPCREL || type == ELF::R_X86_64_GOTPCRELX || type == ELF::R_X86_64_REX_GOTPCRELX;
}

Error Linker::place(uint32_t index) {
  const ElfSection &section = object.sections[index];
  if (section.align > image_align) {
    return createStringError("section " + section.name + " wants more alignment than an image has");
  }
  const uint64_t offset = alignTo(image.code.size(), section.align);
  if (offset + section.size > max_image_bytes) return createStringError("the image would be too large");
  image.code.resize(offset, 0xcc);
  image.code.insert(image.code.end(), section.bytes.begin(), section.bytes.end());
  section_offsets[index] = offset;
  return Error::success();
}

Error Linker::lay_out() {
  // Code first, then constants; within each as the object has them.
  for (const bool want_code : {true, false}) {
    for (uint32_t index = 0; index < object.sections.size(); ++index) {
      const ElfSection &section = object.sections[index];
      if ((section.flags & ELF::SHF_ALLOC) == 0 || section.size == 0) continue;
      if (section.type == ELF::SHT_X86_64_UNWIND || section.name == ".eh_frame") continue;
      // Unwinding goes by the handlers section.
      if (section.name.starts_with(".gcc_except_table") || section.name.starts_with(".data.DW.ref.")) continue;
      if ((section.flags & ELF::SHF_WRITE) != 0 || section.type == ELF::SHT_NOBITS) {
        return createStringError("section " + section.name + " is writable: an image has no such memory");
      }
      if (((section.flags & ELF::SHF_EXECINSTR) != 0) != want_code) continue;
      if (Error error = place(index)) return error;
    }
  }
  return Error::success();
}

/// Gives every undefined symbol that the image's relocations name its cell, and a stub if one is a call.
Error Linker::add_externals() {
  std::vector<std::pair<uint32_t, bool>> found;
  DenseMap<uint32_t, size_t> positions;
  for (uint32_t index = 0; index < object.sections.size(); ++index) {
    if (section_offsets[index] == not_in_image) continue;
    for (const auto &relocation : object.sections[index].relocations) {
      const uint32_t symbol = relocation.getSymbol(false);
      if (symbol >= object.symbols.size()) return createStringError("malformed object: unknown symbol");
      const uint32_t type = relocation.getType(false);
      // A defined symbol needs a cell only if the code insists on loading its address, which no code of ours does.
      if (object.symbols[symbol].section != 0 || symbol == 0) continue;
      const auto [entry, is_new] = positions.try_emplace(symbol, found.size());
      if (is_new) found.emplace_back(symbol, false);
      found[entry->second].second |= is_call(type);
    }
  }
  if (found.empty()) return Error::success();
  image.code.resize(alignTo(image.code.size(), 8), 0xcc);
  const uint64_t cells = image.code.size();
  uint64_t stubs = cells + found.size() * 8;
  image.code.resize(stubs, 0);
  for (size_t i = 0; i < found.size(); ++i) {
    const auto [symbol, is_called] = found[i];
    External external{static_cast<uint32_t>(cells + i * 8), 0};
    if (is_called) {
      external.stub = stubs;
      image.code.insert(image.code.end(), std::begin(stub_template), std::end(stub_template));
      write32le(&image.code[stubs + stub_displacement], external.cell - (external.stub + stub_instruction_bytes));
      stubs += sizeof(stub_template);
    }
    externals[symbol] = external;
    image.slots.push_back({object.symbols[symbol].name.str(), external.cell});
  }
  return Error::success();
}

Expected<uint64_t> Linker::target_of(const ElfSymbol &symbol, uint32_t symbol_index, uint32_t type) {
  if (symbol.section != 0) {
    if (reads_cell(type)) return createStringError("the address of " + symbol.name + " is loaded from memory");
    const uint64_t base = section_offsets[symbol.section];
    if (base == not_in_image) return createStringError("symbol " + symbol.name + " lies outside the image");
    return base + symbol.value;
  }
  const auto external = externals.find(symbol_index);
  if (external == externals.end()) return createStringError("malformed object: unknown symbol");
  if (is_call(type)) return external->second.stub;
  if (reads_cell(type)) return external->second.cell;
  return createStringError("the address of " + symbol.name + " is not known when linking");
}

Error Linker::apply(const ElfSection &section, uint64_t place, const object::ELF64LE::Rela &relocation) {
  const uint32_t type = relocation.getType(false);
  const uint32_t symbol_index = relocation.getSymbol(false);
  const uint64_t width = type == ELF::R_X86_64_PC64 ? 8 : 4;
  if (symbol_index >= object.symbols.size()) return createStringError("malformed object: unknown symbol");
  if (relocation.r_offset > section.size || section.size - relocation.r_offset < width) {
    return createStringError("malformed object: a relocation lies outside section " + section.name);
  }
  const bool is_known = type == ELF::R_X86_64_PC32 || type == ELF::R_X86_64_PC64 || is_call(type) || reads_cell(type);
  if (!is_known) {
    return createStringError("an image cannot hold a relocation of type " + Twine(type) + " in section " +
                             section.name + " against " + object.symbols[symbol_index].name);
  }
  auto target = target_of(object.symbols[symbol_index], symbol_index, type);
  if (!target) return target.takeError();
  const int64_t value = static_cast<int64_t>(*target + relocation.r_addend - place);
  if (width == 8) {
    write64le(&image.code[place], value);
    return Error::success();
  }
  if (!isInt<32>(value)) return createStringError("a relocation in section " + section.name + " is out of range");
  write32le(&image.code[place], value);
  return Error::success();
}

Error Linker::relocate(uint32_t section_index) {
  const ElfSection &section = object.sections[section_index];
  const uint64_t base = section_offsets[section_index];
  for (const auto &relocation : section.relocations) {
    if (Error error = apply(section, base + relocation.r_offset, relocation)) return error;
  }
  return Error::success();
}

/// Reads records of a function's address, a count, and that many groups of words, each given to `receive` with the
/// function's offset in the image. Their relocations come in order, one a record.
template <typename Receive>
Error Linker::read_records(const ElfSection &section, size_t words, Receive receive) {
  const auto cut_short = [&section] {
    return createStringError("malformed object: the records of " + section.name + " are damaged");
  };
  const ArrayRef<uint8_t> bytes = section.bytes;
  const size_t group_bytes = words * sizeof(uint32_t);
  size_t at = 0;
  for (const auto &relocation : section.relocations) {
    const uint32_t symbol_index = relocation.getSymbol(false);
    if (relocation.getType(false) != ELF::R_X86_64_64 || relocation.r_offset != at) return cut_short();
    if (symbol_index >= object.symbols.size() || bytes.size() - at < record_header_bytes) return cut_short();
    const ElfSymbol &symbol = object.symbols[symbol_index];
    const uint64_t base = section_offsets[symbol.section];
    if (base == not_in_image) return cut_short();
    const uint64_t start = base + symbol.value + relocation.r_addend;
    const uint64_t count = read32le(&bytes[at + 8]);
    at += record_header_bytes;
    if ((bytes.size() - at) / group_bytes < count) return cut_short();
    for (uint64_t i = 0; i < count; ++i, at += group_bytes) {
      if (!receive(start, &bytes[at])) return cut_short();
    }
  }
  return at == bytes.size() ? Error::success() : cut_short();
}

/// Reads the records of code_locations.h.
Error Linker::read_locations(const ElfSection &section) {
  return read_records(section, 2, [this](uint64_t start, const uint8_t *pair) {
    const uint64_t offset = start + read32le(pair);
    image.lines.push_back(offset);
    image.lines.push_back(read32le(pair + 4));
    return offset <= image.code.size();
  });
}

/// Reads the records of landing_pads.h.
Error Linker::read_handlers(const ElfSection &section) {
  using Triple = std::array<uint32_t, handler_words>;
  std::vector<Triple> triples;
  Error error = read_records(section, handler_words, [&](uint64_t start, const uint8_t *words) {
    Triple triple;
    for (size_t i = 0; i < handler_words; ++i) {
      const uint64_t offset = start + read32le(words + i * sizeof(uint32_t));
      if (offset > image.code.size()) return false;
      triple[i] = offset;
    }
    triples.push_back(triple);
    return true;
  });
  std::sort(triples.begin(), triples.end());
  for (const Triple &triple : triples)
    image.handlers.insert(image.handlers.end(), triple.begin(), triple.end());
  return error;
}

/// Functions may stand in other sections than the order of their records: sort pairs by offset, keeping later ones
/// last.
void Linker::sort_locations() {
  struct Pair {
    uint32_t offset, location;
  };
  std::vector<Pair> pairs;
  for (size_t i = 0; i + 1 < image.lines.size(); i += 2)
    pairs.push_back({image.lines[i], image.lines[i + 1]});
  const auto before = [](const Pair &a, const Pair &b) { return a.offset < b.offset; };
  if (std::is_sorted(pairs.begin(), pairs.end(), before)) return;
  std::stable_sort(pairs.begin(), pairs.end(), before);
  image.lines.clear();
  for (const Pair &pair : pairs)
    image.lines.insert(image.lines.end(), {pair.offset, pair.location});
}

void Linker::collect_entries() {
  for (const ElfSymbol &symbol : object.symbols) {
    if (symbol.type != ELF::STT_FUNC || symbol.section == 0) continue;
    const uint64_t base = section_offsets[symbol.section];
    if (base == not_in_image) continue;
    image.entries.push_back(
        {symbol.name.str(), static_cast<uint32_t>(base + symbol.value), static_cast<uint32_t>(symbol.size)});
  }
}

Expected<LinkedImage> Linker::run() {
  if (Error error = lay_out()) return error;
  if (Error error = add_externals()) return error;
  for (uint32_t index = 0; index < object.sections.size(); ++index) {
    const ElfSection &section = object.sections[index];
    if (section_offsets[index] != not_in_image) {
      if (Error error = relocate(index)) return error;
    } else if (section.name == locations_section_name) {
      if (Error error = read_locations(section)) return error;
    } else if (section.name == handlers_section_name) {
      if (Error error = read_handlers(section)) return error;
    }
  }
  sort_locations();
  collect_entries();
  return std::move(image);
}

} // namespace

Expected<LinkedImage> link_image(StringRef bytes) {
  auto object = read_elf_object(bytes);
  if (!object) return object.takeError();
  return Linker(*object).run();
}

} // namespace wasabi_llvm
