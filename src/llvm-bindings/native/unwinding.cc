#include "unwinding.h"

#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace wasabi_llvm {

Function *personality(Module &module) {
  auto *type = FunctionType::get(Type::getInt32Ty(module.getContext()), /*isVarArg=*/true);
  return cast<Function>(module.getOrInsertFunction("llvm_bindings_personality", type).getCallee());
}

static bool has_landing_pads(const Module &module) {
  return any_of(module, [](const Function &function) { return function.hasPersonalityFn(); });
}

void allow_unwinding(Module &module) {
  if (!has_landing_pads(module)) return;
  for (Function &function : module) {
    if (!function.isDeclaration()) function.removeFnAttr(Attribute::NoUnwind);
  }
}

void prepare_unwinding(Module &module) {
  if (!has_landing_pads(module)) return;
  for (Function &function : module) {
    if (function.isDeclaration()) continue;
    function.setDoesNotThrow();
    if (!function.hasPersonalityFn()) continue;
    for (BasicBlock &block : function) {
      if (auto *invoke = dyn_cast<InvokeInst>(block.getTerminator())) {
        invoke->addFnAttr(Attribute::get(module.getContext(), "no_callee_saved_registers"));
      }
    }
  }
}

} // namespace wasabi_llvm
