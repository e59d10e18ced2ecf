#include "code_pipeline.h"

#include "baseline_passes.h"
#include "landing_pads.h"
#include "llvm_process.h"
#include "memory_updates.h"
#include "unwinding.h"

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

} // namespace

Expected<std::unique_ptr<CodePipeline>> CodePipeline::create(LLVMTargetMachine &machine, Trimming trimming) {
  std::unique_ptr<CodePipeline> pipeline(new CodePipeline);
  TrimmingPassManager trimmed(pipeline->passes, trimming);
  legacy::PassManagerBase &target =
      trimming == Trimming::none ? pipeline->passes : static_cast<legacy::PassManagerBase &>(trimmed);
  if (Error error = pipeline->add_passes(machine, target)) return error;
  return pipeline;
}

/// What `LLVMTargetMachine::addPassesToEmitFile` does, with the location handler and writer that it has no place for.
Error CodePipeline::add_passes(LLVMTargetMachine &machine, legacy::PassManagerBase &target) {
  target.add(new TargetLibraryInfoWrapperPass(machine.getTargetTriple()));
  TargetPassConfig *config = machine.createPassConfig(target);
  config->setDisableVerify(true);
  // Functions have locations but no variables, and following those takes a third of a large function's memory.
  config->disablePass(&LiveDebugValuesID);
  target.add(config);
  auto *info = new MachineModuleInfoWrapperPass(&machine);
  target.add(info);
  if (config->addISelPasses()) return createStringError("the target has no instruction selector");
  if (machine.getOptLevel() == CodeGenOptLevel::None) target.add(make_memory_update_pass());
  config->addMachinePasses();
  config->setInitialized();

  auto streamer = make_streamer(machine, info->getMMI().getContext(), out, locations);
  if (!streamer) return streamer.takeError();
  FunctionPass *printer = machine.getTarget().createAsmPrinter(machine, std::move(*streamer));
  if (!printer) return createStringError("the target cannot print code");
  // createAsmPrinter returns the pass as its base; every target's printer is an AsmPrinter.
  auto *asm_printer = static_cast<AsmPrinter *>(printer);
  asm_printer->addDebugHandler(make_location_handler(*asm_printer, info->getMMI(), locations));
  asm_printer->addAsmPrinterHandler(make_landing_pad_handler(*asm_printer));
  target.add(printer);
  target.add(createFreeMachineFunctionPass());
  return Error::success();
}

Expected<ArrayRef<char>> CodePipeline::run(ModuleState &state) {
  object.clear();
  locations = {};
  passes.run(state.module());
  if (Error error = state.diagnostics().take_errors()) return error;
  return object;
}

Error CodePipelines::emit(ModuleState &state, LLVMTargetMachine &machine, function_ref<void(ArrayRef<char>)> receive) {
  Module &module = state.module();
  const WorkingOn working("generating code", module);
  module.setTargetTriple(machine.getTargetTriple().str());
  module.setDataLayout(machine.createDataLayout());
  state.emitted = true;
  prepare_unwinding(module);

  const Trimming trimming =
      machine.getOptLevel() == CodeGenOptLevel::None ? possible_trimming(state) : Trimming::none;
  std::unique_ptr<CodePipeline> fresh;
  std::unique_ptr<CodePipeline> &pipeline = trimming == Trimming::none ? fresh : reused[{&machine, trimming}];
  if (!pipeline) {
    auto created = CodePipeline::create(machine, trimming);
    if (!created) return created.takeError();
    pipeline = std::move(*created);
  }
  auto object = pipeline->run(state);
  if (!object) {
    // Whatever the passes hold after an error is not worth trusting.
    pipeline.reset();
    return object.takeError();
  }
  receive(*object);
  return Error::success();
}

} // namespace wasabi_llvm
