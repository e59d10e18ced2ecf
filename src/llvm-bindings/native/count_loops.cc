#include "count_loops.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Scalar/IndVarSimplify.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace wasabi_llvm {

namespace {

/// `(value & mask) == limit`, with a mask of low bits, as `trunc value == limit`; false if the branch does not do that.
bool narrow_compare(Instruction &terminator) {
  Value *value = nullptr;
  const APInt *mask = nullptr, *limit = nullptr;
  auto *branch = dyn_cast<BranchInst>(&terminator);
  auto *compare = branch && branch->isConditional() ? dyn_cast<ICmpInst>(branch->getCondition()) : nullptr;
  if (!compare || !compare->isEquality()) return false;
  if (!match(compare, m_ICmp(m_And(m_Value(value), m_APInt(mask)), m_APInt(limit)))) return false;
  if (value->getType() != Type::getInt64Ty(value->getContext())) return false;
  if (!mask->isMask(32) || limit->getActiveBits() > 32) return false;
  IRBuilder<> builder(compare);
  Value *narrow = builder.CreateTrunc(value, builder.getInt32Ty());
  compare->setOperand(0, narrow);
  compare->setOperand(1, builder.getInt32(limit->getZExtValue()));
  return true;
}

} // namespace

PreservedAnalyses CountInlinedLoops::run(Function &function, FunctionAnalysisManager &analyses) {
  bool is_changed = false;
  for (Loop *loop : analyses.getResult<LoopAnalysis>(function).getLoopsInPreorder()) {
    SmallVector<BasicBlock *, 4> exiting;
    loop->getExitingBlocks(exiting);
    for (BasicBlock *block : exiting)
      is_changed |= narrow_compare(*block->getTerminator());
  }
  if (!is_changed) return PreservedAnalyses::all();
  // What is known of the loops is of the old compares.
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  analyses.invalidate(function, preserved);
  return createFunctionToLoopPassAdaptor(IndVarSimplifyPass()).run(function, analyses);
}

} // namespace wasabi_llvm
