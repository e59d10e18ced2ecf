#include "elf_object.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ELF.h"

using namespace llvm;
using ElfFile = object::ELFFile<object::ELF64LE>;

namespace wasabi_llvm {

namespace {

Error malformed(const Twine &what) { return createStringError("malformed object: " + what); }

Expected<ElfSection> read_section(const ElfFile &file, const object::ELF64LE::Shdr &header) {
  auto name = file.getSectionName(header);
  if (!name) return name.takeError();
  ElfSection section{
      *name, header.sh_type, header.sh_flags, header.sh_size, std::max<uint64_t>(header.sh_addralign, 1), {}, {}};
  if (!isPowerOf2_64(section.align)) return malformed("the alignment of section " + *name + " is not a power of two");
  if (header.sh_type != ELF::SHT_NOBITS && header.sh_type != ELF::SHT_NULL) {
    auto contents = file.getSectionContents(header);
    if (!contents) return contents.takeError();
    section.bytes = *contents;
  }
  return section;
}

Error read_relocations(const ElfFile &file, const object::ELF64LE::Shdr &header, ElfObject &out) {
  if (header.sh_type == ELF::SHT_REL || header.sh_type == ELF::SHT_CREL) {
    // Sections that are not loaded, such as LLVM's call graph profile, are none of the image's business.
    const bool is_loaded =
        header.sh_info >= out.sections.size() || (out.sections[header.sh_info].flags & ELF::SHF_ALLOC) != 0;
    return is_loaded ? malformed("relocations must carry their addends") : Error::success();
  }
  if (header.sh_type != ELF::SHT_RELA) return Error::success();
  if (header.sh_info >= out.sections.size()) return malformed("relocations of a section that is not there");
  auto relocations = file.relas(header);
  if (!relocations) return relocations.takeError();
  out.sections[header.sh_info].relocations = *relocations;
  return Error::success();
}

Error read_symbols(const ElfFile &file, const object::ELF64LE::Shdr &header, ElfObject &out) {
  if (header.sh_type != ELF::SHT_SYMTAB) return Error::success();
  if (!out.symbols.empty()) return malformed("two symbol tables");
  auto symbols = file.symbols(&header);
  if (!symbols) return symbols.takeError();
  auto names = file.getStringTableForSymtab(header);
  if (!names) return names.takeError();
  for (const auto &symbol : *symbols) {
    auto name = symbol.getName(*names);
    if (!name) return name.takeError();
    const uint32_t index = symbol.st_shndx;
    const bool is_defined = index != ELF::SHN_UNDEF && index < ELF::SHN_LORESERVE;
    if (is_defined && (index >= out.sections.size() || symbol.st_value > out.sections[index].size)) {
      return malformed("symbol " + *name + " lies outside its section");
    }
    out.symbols.push_back({*name, symbol.getType(), is_defined ? index : 0, symbol.st_value, symbol.st_size});
  }
  return Error::success();
}

} // namespace

Expected<ElfObject> read_elf_object(StringRef bytes) {
  if (bytes.size() < sizeof(object::ELF64LE::Ehdr)) return malformed("it is too short");
  auto file = ElfFile::create(bytes);
  if (!file) return file.takeError();
  const auto &header = file->getHeader();
  if (!header.checkMagic() || header.getFileClass() != ELF::ELFCLASS64 ||
      header.getDataEncoding() != ELF::ELFDATA2LSB || header.e_type != ELF::ET_REL ||
      header.e_machine != ELF::EM_X86_64) {
    return malformed("it is no relocatable file for x86-64");
  }
  auto headers = file->sections();
  if (!headers) return headers.takeError();
  ElfObject object;
  for (const auto &section : *headers) {
    auto read = read_section(*file, section);
    if (!read) return read.takeError();
    object.sections.push_back(*read);
  }
  for (const auto &section : *headers) {
    if (Error error = read_symbols(*file, section, object)) return error;
    if (Error error = read_relocations(*file, section, object)) return error;
  }
  return object;
}

} // namespace wasabi_llvm
