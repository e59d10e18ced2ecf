#include "group_phis.h"

#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constant.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace wasabi_llvm {

namespace {

/// Fewer lanes than these are rarely worth their shuffles.
constexpr size_t min_lanes = 4;
/// How far expressions are compared: far enough to tell the rows of ciphers apart, by the amounts they rotate by.
constexpr unsigned max_depth = 4;

/// A number that is the same for expressions that differ in the values at their leaves only.
hash_code shape_of(const Value *value, unsigned depth) {
  // Constants are unique, so their addresses compare their values.
  if (isa<Constant>(value)) return hash_value(value);
  const auto *instruction = dyn_cast<Instruction>(value);
  if (depth == 0 || !instruction || isa<PHINode>(instruction)) return hash_value(value->getType());
  SmallVector<size_t, 4> operands;
  for (const Use &operand : instruction->operands()) operands.push_back(shape_of(operand.get(), depth - 1));
  // The two that may change places come first.
  if (instruction->isCommutative() && operands[1] < operands[0]) std::swap(operands[0], operands[1]);
  return hash_combine(instruction->getOpcode(), instruction->getType(),
                      hash_combine_range(operands.begin(), operands.end()));
}

/// Whether the order changed.
bool group(const Loop &loop) {
  const BasicBlock *latch = loop.getLoopLatch();
  if (!latch) return false;
  BasicBlock &header = *loop.getHeader();
  MapVector<size_t, SmallVector<PHINode *, 4>> groups;
  for (PHINode &phi : header.phis()) groups[shape_of(phi.getIncomingValueForBlock(latch), max_depth)].push_back(&phi);
  SmallVector<PHINode *, 16> first;
  for (const auto &[shape, phis] : groups)
    if (phis.size() >= min_lanes) first.append(phis);
  if (all_of(zip(first, header.phis()), [](const auto &pair) { return std::get<0>(pair) == &std::get<1>(pair); }))
    return false;
  for (PHINode *phi : reverse(first)) phi->moveBefore(header, header.begin());
  return true;
}

} // namespace

PreservedAnalyses GroupPhis::run(Function &function, FunctionAnalysisManager &analyses) {
  bool changed = false;
  for (const Loop *loop : analyses.getResult<LoopAnalysis>(function).getLoopsInPreorder()) changed |= group(*loop);
  if (!changed) return PreservedAnalyses::all();
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

} // namespace wasabi_llvm
