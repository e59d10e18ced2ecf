#include "emit_object.h"

#include "code_locations.h"
#include "llvm_process.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetPassConfig.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wasabi_llvm {

namespace {

/// What `LLVMTargetMachine::addPassesToEmitFile` does, and the location handler besides, which that leaves no place
/// for.
Error add_passes(LLVMTargetMachine &machine, Module &module, legacy::PassManager &passes, raw_pwrite_stream &out) {
  passes.add(new TargetLibraryInfoWrapperPass(machine.getTargetTriple()));
  TargetPassConfig *config = machine.createPassConfig(passes);
  config->setDisableVerify(true);
  passes.add(config);
  auto *info = new MachineModuleInfoWrapperPass(&machine);
  passes.add(info);
  if (config->addISelPasses()) return createStringError("the target has no instruction selector");
  config->addMachinePasses();
  config->setInitialized();

  auto streamer = machine.createMCStreamer(out, nullptr, CodeGenFileType::ObjectFile, info->getMMI().getContext());
  if (!streamer) return streamer.takeError();
  FunctionPass *printer = machine.getTarget().createAsmPrinter(machine, std::move(*streamer));
  if (!printer) return createStringError("the target cannot print code");
  // createAsmPrinter returns the pass as its base; every target's printer is an AsmPrinter.
  auto *asm_printer = static_cast<AsmPrinter *>(printer);
  asm_printer->addDebugHandler(make_location_handler(*asm_printer, info->getMMI()));
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
  legacy::PassManager passes;
  if (Error error = add_passes(machine, module, passes, out)) return error;
  passes.run(module);
  return state.diagnostics().take_errors();
}

} // namespace wasabi_llvm
