#include "emit_object.h"

#include "baseline_passes.h"
#include "code_locations.h"
#include "llvm_process.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetPassConfig.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/MCAsmBackend.h"
#include "llvm/MC/MCCodeEmitter.h"
#include "llvm/MC/MCObjectWriter.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wasabi_llvm {

namespace {

/// As `LLVMTargetMachine::createMCStreamer` makes it, with an object writer of our own.
Expected<std::unique_ptr<MCStreamer>> make_streamer(LLVMTargetMachine &machine, MCContext &context,
                                                    raw_pwrite_stream &out, const CodeLocations &locations) {
  const Target &target = machine.getTarget();
  const MCSubtargetInfo &subtarget = *machine.getMCSubtargetInfo();
  std::unique_ptr<MCCodeEmitter> emitter(target.createMCCodeEmitter(*machine.getMCInstrInfo(), context));
  std::unique_ptr<MCAsmBackend> backend(
      target.createMCAsmBackend(subtarget, *machine.getMCRegisterInfo(), machine.Options.MCOptions));
  if (!emitter || !backend) return createStringError("the target cannot write objects");
  auto format = backend->createObjectTargetWriter();
  if (format->getFormat() != Triple::ELF) return createStringError("the target does not write ELF objects");
  // The format was just checked; this is the cast that LLVM's own MCAsmBackend::createObjectWriter makes.
  std::unique_ptr<MCELFObjectTargetWriter> elf(static_cast<MCELFObjectTargetWriter *>(format.release()));
  auto writer = std::make_unique<LocatingObjectWriter>(std::move(elf), out, locations);
  return std::unique_ptr<MCStreamer>(target.createMCObjectStreamer(
      machine.getTargetTriple(), context, std::move(backend), std::move(writer), std::move(emitter), subtarget));
}

/// What `LLVMTargetMachine::addPassesToEmitFile` does, with the location handler and writer that it has no place for.
Error add_passes(LLVMTargetMachine &machine, legacy::PassManagerBase &passes, raw_pwrite_stream &out,
                 CodeLocations &locations) {
  passes.add(new TargetLibraryInfoWrapperPass(machine.getTargetTriple()));
  TargetPassConfig *config = machine.createPassConfig(passes);
  config->setDisableVerify(true);
  passes.add(config);
  auto *info = new MachineModuleInfoWrapperPass(&machine);
  passes.add(info);
  if (config->addISelPasses()) return createStringError("the target has no instruction selector");
  config->addMachinePasses();
  config->setInitialized();

  auto streamer = make_streamer(machine, info->getMMI().getContext(), out, locations);
  if (!streamer) return streamer.takeError();
  FunctionPass *printer = machine.getTarget().createAsmPrinter(machine, std::move(*streamer));
  if (!printer) return createStringError("the target cannot print code");
  // createAsmPrinter returns the pass as its base; every target's printer is an AsmPrinter.
  auto *asm_printer = static_cast<AsmPrinter *>(printer);
  asm_printer->addDebugHandler(make_location_handler(*asm_printer, info->getMMI(), locations));
  passes.add(printer);
  passes.add(createFreeMachineFunctionPass());
  return Error::success();
}

} // namespace

Error emit_object(ModuleState &state, LLVMTargetMachine &machine, SmallVectorImpl<char> &object) {
  Module &module = state.module();
  const WorkingOn working("generating code", module);
  module.setTargetTriple(machine.getTargetTriple().str());
  module.setDataLayout(machine.createDataLayout());
  state.emitted = true;
  raw_svector_ostream out(object);
  CodeLocations locations;
  legacy::PassManager passes;
  TrimmingPassManager trimmed(passes);
  const bool trim = state.is_built_by_commands && machine.getOptLevel() == CodeGenOptLevel::None &&
                    can_trim_passes(module) && !getenv("NOTRIM");
  legacy::PassManagerBase &chosen = trim ? static_cast<legacy::PassManagerBase &>(trimmed) : passes;
  if (Error error = add_passes(machine, chosen, out, locations)) return error;
  passes.run(module);
  return state.diagnostics().take_errors();
}

} // namespace wasabi_llvm
