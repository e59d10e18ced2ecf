#include "landing_pads.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCSectionELF.h"
#include "llvm/MC/MCStreamer.h"

using namespace llvm;

namespace wasabi_llvm {

namespace {

class LandingPadHandler final : public AsmPrinterHandler {
public:
  explicit LandingPadHandler(AsmPrinter &printer) : printer(printer) {}

  void beginModule(Module *) override { functions.clear(); }
  void beginFunction(const MachineFunction *) override {}
  void endFunction(const MachineFunction *function) override;
  void endModule() override;

private:
  struct Call {
    MCSymbol *begin, *end, *pad;
  };
  struct FunctionCalls {
    MCSymbol *symbol;
    std::vector<Call> calls;
  };
  AsmPrinter &printer;
  std::vector<FunctionCalls> functions;
};

void LandingPadHandler::endFunction(const MachineFunction *function) {
  std::vector<Call> calls;
  for (const LandingPadInfo &pad : function->getLandingPads()) {
    // What code generation found to be unreachable has labels that stand nowhere.
    if (!pad.LandingPadLabel || !pad.LandingPadLabel->isDefined()) continue;
    for (size_t i = 0; i < pad.BeginLabels.size(); ++i) {
      if (!pad.BeginLabels[i]->isDefined() || !pad.EndLabels[i]->isDefined()) continue;
      calls.push_back({pad.BeginLabels[i], pad.EndLabels[i], pad.LandingPadLabel});
    }
  }
  if (!calls.empty()) functions.push_back({printer.CurrentFnSym, std::move(calls)});
}

void LandingPadHandler::endModule() {
  if (functions.empty()) return;
  MCStreamer &out = *printer.OutStreamer;
  out.switchSection(printer.OutContext.getELFSection(handlers_section_name, ELF::SHT_PROGBITS, ELF::SHF_EXCLUDE));
  for (const auto &[symbol, calls] : functions) {
    out.emitSymbolValue(symbol, 8);
    out.emitInt32(calls.size());
    out.emitInt32(0);
    for (const auto &[begin, end, pad] : calls) {
      for (const MCSymbol *label : {begin, end, pad})
        out.emitAbsoluteSymbolDiff(label, symbol, 4);
    }
  }
}

} // namespace

std::unique_ptr<AsmPrinterHandler> make_landing_pad_handler(AsmPrinter &printer) {
  return std::make_unique<LandingPadHandler>(printer);
}

} // namespace wasabi_llvm
