#include "code_locations.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/MC/MCAssembler.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCFragment.h"
#include "llvm/MC/MCSectionELF.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using support::endian::write32le;

namespace wasabi_llvm {

namespace {

constexpr size_t header_bytes = 16, pair_bytes = 8;

class LocationHandler final : public DebugHandlerBase {
public:
  LocationHandler(AsmPrinter &printer, MachineModuleInfo &info, CodeLocations &noted)
      : DebugHandlerBase(&printer), noted(noted) {
    MMI = &info;
  }

  // The base class looks for DWARF's compile units and maps scopes; neither is wanted. Pipelines are reused, and the
  // next module's functions may be where those of the last one were.
  void beginModule(Module *) override { current = nullptr; }
  void beginInstruction(const MachineInstr *instruction) override;
  void endInstruction() override {}
  void endModule() override;

protected:
  void beginFunctionImpl(const MachineFunction *) override {}
  void endFunctionImpl(const MachineFunction *) override {}

private:
  CodeLocations &noted;
  const Function *current = nullptr;
  uint32_t last_location = 0;
};

void LocationHandler::beginInstruction(const MachineInstr *instruction) {
  if (instruction->isMetaInstruction()) return;
  const Function *function = &instruction->getMF()->getFunction();
  if (function != current) {
    current = function;
    noted.functions.push_back({Asm->CurrentFnSym, {}});
    // No location has this number: every function begins with a pair, which ends the range of the one before it.
    last_location = ~0u;
  }
  const DebugLoc &debug_location = instruction->getDebugLoc();
  const uint32_t location = debug_location ? debug_location.getLine() : 0;
  if (location == last_location) return;
  last_location = location;
  noted.has_locations |= location != 0;
  const MCFragment *fragment = Asm->OutStreamer->getCurrentFragment();
  const auto *data = dyn_cast<MCDataFragment>(fragment);
  const uint32_t offset = data ? static_cast<uint32_t>(data->getContents().size()) : CodeLocations::at_end;
  noted.functions.back().pairs.push_back({fragment, offset, location});
}

void LocationHandler::endModule() {
  if (!noted.has_locations) return;
  MCStreamer &out = *Asm->OutStreamer;
  out.switchSection(Asm->OutContext.getELFSection(locations_section_name, ELF::SHT_PROGBITS, ELF::SHF_EXCLUDE));
  size_t size_bytes = 0;
  std::string space;
  for (const auto &[symbol, pairs] : noted.functions) {
    out.emitSymbolValue(symbol, 8);
    out.emitInt32(pairs.size());
    out.emitInt32(0);
    space.assign(pairs.size() * pair_bytes, 0);
    out.emitBytes(space);
    size_bytes += header_bytes + space.size();
  }
  auto *content = dyn_cast<MCDataFragment>(out.getCurrentFragment());
  if (!content || content->getContents().size() != size_bytes) {
    report_fatal_error("the locations section is not one fragment");
  }
  noted.content = content;
}

} // namespace

std::unique_ptr<DebugHandlerBase> make_location_handler(AsmPrinter &printer, MachineModuleInfo &info,
                                                        CodeLocations &locations) {
  return std::make_unique<LocationHandler>(printer, info, locations);
}

uint64_t LocatingObjectWriter::writeObject(MCAssembler &assembler) {
  if (locations.content) {
    char *at = locations.content->getContents().data();
    for (const auto &[symbol, pairs] : locations.functions) {
      const uint64_t start = assembler.getSymbolOffset(*symbol);
      at += header_bytes;
      for (const auto &[fragment, offset, location] : pairs) {
        const uint64_t within =
            offset == CodeLocations::at_end ? assembler.computeFragmentSize(*fragment) : uint64_t{offset};
        write32le(at, assembler.getFragmentOffset(*fragment) + within - start);
        write32le(at + 4, location);
        at += pair_bytes;
      }
    }
  }
  return ELFObjectWriter::writeObject(assembler);
}

} // namespace wasabi_llvm
