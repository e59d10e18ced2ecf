#include "code_locations.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCExpr.h"
#include "llvm/MC/MCSectionELF.h"
#include "llvm/MC/MCStreamer.h"

#include <vector>

using namespace llvm;

namespace wasabi_llvm {

namespace {

class LocationHandler final : public DebugHandlerBase {
public:
  LocationHandler(AsmPrinter &printer, MachineModuleInfo &info) : DebugHandlerBase(&printer) { MMI = &info; }

  // The base class looks for DWARF's compile units and maps scopes; neither is wanted.
  void beginModule(Module *) override {}
  void beginInstruction(const MachineInstr *instruction) override;
  void endInstruction() override {}
  void endModule() override;

protected:
  void beginFunctionImpl(const MachineFunction *) override {}
  void endFunctionImpl(const MachineFunction *) override {}

private:
  struct Pair {
    MCSymbol *label;
    uint32_t location;
  };
  struct FunctionPairs {
    MCSymbol *symbol;
    std::vector<Pair> pairs;
  };

  std::vector<FunctionPairs> functions;
  const MachineFunction *current = nullptr;
  uint32_t last_location = 0;
  bool has_locations = false;
};

void LocationHandler::beginInstruction(const MachineInstr *instruction) {
  if (instruction->isMetaInstruction()) return;
  if (instruction->getMF() != current) {
    current = instruction->getMF();
    functions.push_back({Asm->CurrentFnSym, {}});
    // No location has this number: every function begins with a pair, which ends the range of the one before it.
    last_location = ~0u;
  }
  const DebugLoc &debug_location = instruction->getDebugLoc();
  const uint32_t location = debug_location ? debug_location.getLine() : 0;
  if (location == last_location) return;
  last_location = location;
  has_locations |= location != 0;
  MCSymbol *label = Asm->OutContext.createTempSymbol();
  Asm->OutStreamer->emitLabel(label);
  functions.back().pairs.push_back({label, location});
}

void LocationHandler::endModule() {
  MCStreamer &out = *Asm->OutStreamer;
  MCContext &context = Asm->OutContext;
  if (!has_locations) return;
  out.switchSection(context.getELFSection(locations_section_name, ELF::SHT_PROGBITS, ELF::SHF_EXCLUDE));
  for (const auto &[symbol, pairs] : functions) {
    out.emitSymbolValue(symbol, 8);
    out.emitInt32(pairs.size());
    out.emitInt32(0);
    for (const Pair &pair : pairs) {
      out.emitAbsoluteSymbolDiff(pair.label, symbol, 4);
      out.emitInt32(pair.location);
    }
  }
}

} // namespace

std::unique_ptr<DebugHandlerBase> make_location_handler(AsmPrinter &printer, MachineModuleInfo &info) {
  return std::make_unique<LocationHandler>(printer, info);
}

} // namespace wasabi_llvm
