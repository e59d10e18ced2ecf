// Writes a section that maps code to source locations: what DWARF's line table would say, at a fraction of its cost.
//
// Section `.llvm_bindings.locations`, not loaded: for each function with code, a record of
//   u64 address of the function (relocated), u32 number of pairs, u32 zero, then the pairs:
//   u32 offset from the function's address, u32 location (0: none), by ascending offset.
//
// Places are noted as (fragment, offset) while code is printed, and resolved when the object is written and the layout
// is known. Labels and fixups for every pair would cost a twentieth of the whole code generation.
#pragma once

#include "llvm/CodeGen/DebugHandlerBase.h"
#include "llvm/MC/MCELFObjectWriter.h"

#include <memory>
#include <vector>

namespace llvm {
class AsmPrinter;
class MCDataFragment;
class MCFragment;
class MachineModuleInfo;
} // namespace llvm

namespace wasabi_llvm {

constexpr const char *locations_section_name = ".llvm_bindings.locations";

/// What the handler notes and the writer resolves; must outlive both.
struct CodeLocations {
  struct Pair {
    const llvm::MCFragment *fragment;
    /// From the fragment's start; `at_end` stands for its end, of a fragment that may still grow.
    uint32_t offset;
    uint32_t location;
  };
  struct FunctionPairs {
    llvm::MCSymbol *symbol;
    std::vector<Pair> pairs;
  };
  static constexpr uint32_t at_end = ~0u;

  std::vector<FunctionPairs> functions;
  bool has_locations = false;
  /// The section's content, once it has its size.
  llvm::MCDataFragment *content = nullptr;
};

/// Notes the location of every instruction that `printer` prints, and reserves the section when the module ends.
std::unique_ptr<llvm::DebugHandlerBase> make_location_handler(llvm::AsmPrinter &printer, llvm::MachineModuleInfo &info,
                                                              CodeLocations &locations);

/// Writes ELF objects whose locations section is filled in last.
class LocatingObjectWriter final : public llvm::ELFObjectWriter {
public:
  LocatingObjectWriter(std::unique_ptr<llvm::MCELFObjectTargetWriter> target, llvm::raw_pwrite_stream &out,
                       const CodeLocations &locations)
      : ELFObjectWriter(std::move(target), out, /*IsLittleEndian=*/true), locations(locations) {}

  uint64_t writeObject(llvm::MCAssembler &assembler) override;

private:
  const CodeLocations &locations;
};

} // namespace wasabi_llvm
