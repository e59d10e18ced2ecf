#include "keep_faults.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/MC/MCSubtargetInfo.h"

using namespace llvm;

namespace wasabi_llvm {

namespace {

/// Values of these types are in registers that masks apply to.
bool is_maskable(const Type *type) { return type->isFPOrFPVectorTy() || type->isVectorTy(); }

bool is_mask(const Type *type) { return type->isVectorTy() && type->getScalarType()->isIntegerTy(1); }

/// Whether code generation may make a mask of it: selections, lanes of truth, and operations that expand to selections.
bool may_need_mask(const Instruction &instruction) {
  if (isa<SelectInst>(instruction) || isa<IntrinsicInst>(instruction)) {
    return is_maskable(instruction.getType()) ||
           any_of(instruction.operands(), [](const Use &use) { return is_maskable(use->getType()); });
  }
  return is_mask(instruction.getType()) ||
         any_of(instruction.operands(), [](const Use &use) { return is_mask(use->getType()); });
}

/// An integer becomes maskable when it is made a lane.
bool may_be_masked(const LoadInst &load) {
  if (is_maskable(load.getType())) return true;
  return any_of(load.users(), [](const User *user) { return is_maskable(user->getType()); });
}

} // namespace

KeepFaults::KeepFaults(const TargetMachine &machine)
    : has_masks(machine.getMCSubtargetInfo()->checkFeatures("+avx512f")) {}

PreservedAnalyses KeepFaults::run(Function &function, FunctionAnalysisManager &) {
  if (!has_masks) return PreservedAnalyses::all();
  bool changed = false;
  for (BasicBlock &block : function) {
    // Instructions are selected block by block.
    if (none_of(block, may_need_mask)) continue;
    for (Instruction &instruction : make_early_inc_range(block)) {
      auto *load = dyn_cast<LoadInst>(&instruction);
      if (!load || !load->isVolatile() || !may_be_masked(*load)) continue;
      IRBuilder<> builder(load->getNextNode());
      auto *frozen = cast<FreezeInst>(builder.CreateFreeze(load));
      load->replaceUsesWithIf(frozen, [frozen](const Use &use) { return use.getUser() != frozen; });
      changed = true;
    }
  }
  if (!changed) return PreservedAnalyses::all();
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

} // namespace wasabi_llvm
