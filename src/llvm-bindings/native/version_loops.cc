#include "version_loops.h"

#include "loop_accesses.h"

#include "llvm/Analysis/IVDescriptors.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;

namespace wasabi_llvm {

namespace {

constexpr StringLiteral done_metadata = "wasabi.loop.versioned";

/// Beyond these, a second version costs more code and a longer check than it is likely to give.
constexpr unsigned max_instructions = 250;
constexpr unsigned min_trip_count = 8;
/// Of a profile: a small mean may be of many short runs and a few long ones that take most of the time.
constexpr unsigned min_mean_trip_count = 3;
/// Each two groups, one of which is written, take a comparison more.
constexpr unsigned max_disjoint_groups = 4;
/// How much likelier the check is to pass than to fail.
constexpr uint32_t pass_weight = 2000;

/// Decides for one loop, and changes it.
class Versioning {
public:
  Versioning(Loop &loop, ArrayRef<Region> regions, ScalarEvolution &evolution, LoopInfo &loops, DominatorTree &tree)
      : loop(loop), evolution(evolution), loops(loops), tree(tree), predicated(evolution, loop),
        accesses(loop, regions, evolution), groups(accesses.groups()) {}

  bool apply() { return is_candidate() && accesses.find() && version(); }

private:
  bool is_candidate();
  bool divide_for_last_iteration();
  bool carries_only_what_vectorizes();
  bool version();
  const SCEV *first_index(const AccessGroup &group);
  const SCEV *step_64(const AccessGroup &group);
  Value *fails(Instruction *at, SCEVExpander &expander);
  Value *region_length(IRBuilder<> &builder);
  bool wants_disjoint_groups() const;
  Value *may_overlap(IRBuilder<> &builder, ArrayRef<std::pair<Value *, Value *>> bounds);
  void note_disjoint_groups();
  void rewrite(const AccessGroup &group, SCEVExpander &expander);
  void count_iterations(Value *last, SCEVExpander &expander);

  Loop &loop;
  ScalarEvolution &evolution;
  LoopInfo &loops;
  DominatorTree &tree;
  PredicatedScalarEvolution predicated;
  const SCEV *last_iteration = nullptr;
  /// Where the count comes from a division: what must leave no remainder, and by what.
  const SCEV *dividend = nullptr;
  const SCEV *divisor = nullptr;
  LoopAccesses accesses;
  const SmallVector<AccessGroup, 8> &groups;
};

/// Whether LLVM's vectorizer would take what goes around the loop.
bool Versioning::carries_only_what_vectorizes() {
  for (PHINode &phi : loop.getHeader()->phis()) {
    RecurrenceDescriptor reduction;
    InductionDescriptor induction;
    if (InductionDescriptor::isInductionPHI(&phi, &loop, predicated, induction)) continue;
    if (RecurrenceDescriptor::isReductionPHI(&phi, &loop, reduction, nullptr, nullptr, &tree, &evolution)) {
      // Floating-point sums have to be added up in the order the program says.
      if (reduction.getExactFPMathInst()) return false;
    } else if (!RecurrenceDescriptor::isFixedOrderRecurrence(&phi, &loop, &tree)) {
      return false;
    }
  }
  return true;
}

/// A loop may end when something that grows by more than 1 equals a limit: if it does not hit the limit, it goes on until
/// an access traps. LLVM then knows no count. If the distance can be divided by the step, the quotient is the count.
bool Versioning::divide_for_last_iteration() {
  const auto *branch = dyn_cast<BranchInst>(loop.getLoopLatch()->getTerminator());
  const auto *compare = branch && branch->isConditional() ? dyn_cast<ICmpInst>(branch->getCondition()) : nullptr;
  if (!compare || !compare->isEquality() || !compare->getOperand(0)->getType()->isIntegerTy()) return false;
  if (loop.contains(branch->getSuccessor(0)) != (compare->getPredicate() == CmpInst::ICMP_NE)) return false;
  const SCEV *walk = evolution.getSCEV(compare->getOperand(0));
  const SCEV *limit = evolution.getSCEV(compare->getOperand(1));
  if (!isa<SCEVAddRecExpr>(walk)) std::swap(walk, limit);
  const auto *recurrence = dyn_cast<SCEVAddRecExpr>(walk);
  if (!recurrence || recurrence->getLoop() != &loop || !recurrence->isAffine()) return false;
  const auto *step = dyn_cast<SCEVConstant>(recurrence->getStepRecurrence(evolution));
  if (!step || step->isZero() || !evolution.isLoopInvariant(limit, &loop)) return false;
  const bool is_up = step->getAPInt().isStrictlyPositive();
  dividend = is_up ? evolution.getMinusSCEV(limit, recurrence->getStart())
                   : evolution.getMinusSCEV(recurrence->getStart(), limit);
  divisor = is_up ? step : evolution.getConstant(-step->getAPInt());
  last_iteration = evolution.getUDivExpr(dividend, divisor);
  return true;
}

bool Versioning::is_candidate() {
  if (!loop.isInnermost() || !loop.isLoopSimplifyForm() || !loop.isLCSSAForm(tree)) return false;
  if (!loop.getExitBlock() || loop.getExitingBlock() != loop.getLoopLatch()) return false;
  if (getBooleanLoopAttribute(&loop, done_metadata)) return false;
  unsigned instructions = 0;
  for (const BasicBlock *block : loop.blocks())
    instructions += block->sizeWithoutDebug();
  if (instructions > max_instructions) return false;
  const auto trips = getLoopEstimatedTripCount(&loop);
  if (trips && *trips < min_mean_trip_count) return false;
  last_iteration = predicated.getBackedgeTakenCount();
  if (isa<SCEVCouldNotCompute>(last_iteration) && !divide_for_last_iteration()) return false;
  if (const auto *constant = dyn_cast<SCEVConstant>(last_iteration)) {
    if (constant->getAPInt().ult(min_trip_count)) return false;
  }
  // So that no product of it and a step leaves 64 bits.
  if (evolution.getUnsignedRangeMax(last_iteration).getActiveBits() > 32) return false;
  last_iteration = evolution.getTruncateOrZeroExtend(last_iteration, Type::getInt64Ty(evolution.getContext()));
  return carries_only_what_vectorizes();
}

Value *Versioning::region_length(IRBuilder<> &builder) {
  Value *parameter = loop.getHeader()->getParent()->getArg(0);
  Value *address = builder.CreateConstGEP1_64(builder.getInt8Ty(), parameter, accesses.region().length_cell_offset);
  LoadInst *cell = builder.CreateAlignedLoad(builder.getPtrTy(), address, Align(8), "length.cell");
  cell->setMetadata(LLVMContext::MD_invariant_load, MDNode::get(builder.getContext(), {}));
  return builder.CreateAlignedLoad(builder.getInt64Ty(), cell, Align(8), "length");
}

/// Index of a group's lowest member in the first iteration, as i64.
const SCEV *Versioning::first_index(const AccessGroup &group) {
  const APInt least(evolution.getTypeSizeInBits(group.index->getType()), group.least_distance(), true);
  const SCEV *index = evolution.getAddExpr(group.index, evolution.getConstant(least));
  return evolution.getNoopOrZeroExtend(index, Type::getInt64Ty(evolution.getContext()));
}

const SCEV *Versioning::step_64(const AccessGroup &group) {
  return evolution.getNoopOrSignExtend(group.step, Type::getInt64Ty(evolution.getContext()));
}

/// A loop that its producer unrolled has several accesses a group, which straight-line vectorization joins if it knows
/// that no store comes between. Of other loops LLVM checks that itself.
bool Versioning::wants_disjoint_groups() const {
  if (groups.size() < 2 || groups.size() > max_disjoint_groups) return false;
  return any_of(groups, [](const AccessGroup &group) { return group.is_written() && group.members.size() > 1; });
}

/// Whether two groups, one of which is written, may touch the same bytes; `bounds` has begin and end of each.
Value *Versioning::may_overlap(IRBuilder<> &builder, ArrayRef<std::pair<Value *, Value *>> bounds) {
  Value *any = builder.getFalse();
  for (size_t a = 0; a < groups.size(); ++a) {
    for (size_t b = a + 1; b < groups.size(); ++b) {
      if (!groups[a].is_written() && !groups[b].is_written()) continue;
      Value *a_before_b_ends = builder.CreateICmpULT(bounds[a].first, bounds[b].second);
      Value *b_before_a_ends = builder.CreateICmpULT(bounds[b].first, bounds[a].second);
      any = builder.CreateOr(any, builder.CreateAnd(a_before_b_ends, b_before_a_ends));
    }
  }
  return any;
}

/// Tells alias analysis what `may_overlap` has ruled out.
void Versioning::note_disjoint_groups() {
  MDBuilder metadata(evolution.getContext());
  MDNode *domain = metadata.createAnonymousAliasScopeDomain("versioned");
  SmallVector<Metadata *, max_disjoint_groups> scopes;
  for (size_t i = 0; i < groups.size(); ++i)
    scopes.push_back(metadata.createAnonymousAliasScope(domain));
  for (size_t i = 0; i < groups.size(); ++i) {
    SmallVector<Metadata *, max_disjoint_groups> others;
    for (size_t k = 0; k < groups.size(); ++k)
      if (k != i && (groups[i].is_written() || groups[k].is_written())) others.push_back(scopes[k]);
    for (const AccessGroup::Member &member : groups[i].members) {
      member.access->setMetadata(LLVMContext::MD_alias_scope, MDNode::get(evolution.getContext(), scopes[i]));
      member.access->setMetadata(LLVMContext::MD_noalias, MDNode::get(evolution.getContext(), others));
    }
  }
}

/// Whether an access may be outside. Where none is, no i32 index wraps around either, as the region is not larger.
Value *Versioning::fails(Instruction *at, SCEVExpander &expander) {
  Type *i64 = Type::getInt64Ty(evolution.getContext());
  Value *outside = expander.expandCodeForPredicate(&predicated.getPredicate(), at);
  IRBuilder<> builder(at);
  Value *length = region_length(builder);
  SmallVector<std::pair<Value *, Value *>, 8> bounds;
  for (const AccessGroup &group : groups) {
    const SCEV *first = first_index(group);
    const SCEV *last = evolution.getAddExpr(first, evolution.getMulExpr(step_64(group), last_iteration));
    // A negative end is a very large one here. The first comparison makes sure that the sum does not wrap around.
    Value *highest = expander.expandCodeFor(evolution.getUMaxExpr(first, last), i64, at);
    Value *end = builder.CreateAdd(highest, builder.getInt64(group.extent_bytes()));
    outside = builder.CreateOr(outside, builder.CreateICmpUGT(highest, length));
    outside = builder.CreateOr(outside, builder.CreateICmpUGT(end, length));
    if (!wants_disjoint_groups()) continue;
    bounds.emplace_back(expander.expandCodeFor(evolution.getUMinExpr(first, last), i64, at), end);
  }
  if (dividend) {
    Value *remainder = expander.expandCodeFor(evolution.getURemExpr(dividend, divisor), dividend->getType(), at);
    outside = builder.CreateOr(outside, builder.CreateIsNotNull(remainder));
  }
  return bounds.empty() ? outside : builder.CreateOr(outside, may_overlap(builder, bounds));
}

/// Makes a group's accesses plain, with addresses that are sums of one 64-bit index and constants.
void Versioning::rewrite(const AccessGroup &group, SCEVExpander &expander) {
  Instruction *start = &*loop.getHeader()->getFirstInsertionPt();
  const SCEV *index = first_index(group);
  if (!group.step->isZero()) index = evolution.getAddRecExpr(index, step_64(group), &loop, SCEV::FlagNSW);
  Value *lowest = expander.expandCodeFor(index, Type::getInt64Ty(evolution.getContext()), start);
  for (const AccessGroup::Member &member : group.members) {
    IRBuilder<> builder(member.access);
    const uint64_t constant = uint64_t(member.distance - group.least_distance()) + member.constant;
    Value *pointer = builder.CreateInBoundsGEP(builder.getInt8Ty(), accesses.base(), lowest);
    if (constant > 0) pointer = builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), pointer, constant);
    if (auto *load = dyn_cast<LoadInst>(member.access)) {
      load->setVolatile(false);
      load->setOperand(LoadInst::getPointerOperandIndex(), pointer);
    } else {
      cast<StoreInst>(member.access)->setVolatile(false);
      member.access->setOperand(StoreInst::getPointerOperandIndex(), pointer);
    }
  }
}

/// Ends the loop after so many iterations, which LLVM can see.
void Versioning::count_iterations(Value *last, SCEVExpander &expander) {
  const SCEV *count = evolution.getAddRecExpr(evolution.getZero(last->getType()), evolution.getOne(last->getType()), &loop,
                                              SCEV::NoWrapFlags(SCEV::FlagNUW | SCEV::FlagNSW));
  Value *iteration = expander.expandCodeFor(count, last->getType(), &*loop.getHeader()->getFirstInsertionPt());
  auto *branch = cast<BranchInst>(loop.getLoopLatch()->getTerminator());
  const auto predicate = loop.contains(branch->getSuccessor(0)) ? CmpInst::ICMP_NE : CmpInst::ICMP_EQ;
  branch->setCondition(IRBuilder<>(branch).CreateICmp(predicate, iteration, last));
}

bool Versioning::version() {
  BasicBlock *entry = loop.getLoopPreheader();
  SCEVExpander expander(evolution, loop.getHeader()->getModule()->getDataLayout(), "range");
  for (const AccessGroup &group : groups) {
    if (!expander.isSafeToExpandAt(group.index, entry->getTerminator())) return false;
    if (!expander.isSafeToExpandAt(group.step, entry->getTerminator())) return false;
  }
  if (!expander.isSafeToExpandAt(last_iteration, entry->getTerminator())) return false;
  if (dividend && !expander.isSafeToExpandAt(dividend, entry->getTerminator())) return false;
  Value *trips = expander.expandCodeFor(last_iteration, last_iteration->getType(), entry->getTerminator());
  BasicBlock *check = SplitBlock(entry, entry->getTerminator(), &tree, &loops, nullptr, "check");
  Value *outside = fails(check->getTerminator(), expander);

  BasicBlock *exit = loop.getExitBlock();
  BasicBlock *preheader = SplitBlock(check, check->getTerminator(), &tree, &loops, nullptr, "inside");
  ValueToValueMapTy clones;
  SmallVector<BasicBlock *, 8> blocks;
  Loop *original = cloneLoopWithPreheader(preheader, entry, &loop, clones, ".exact", &loops, &tree, blocks);
  remapInstructionsInBlocks(blocks, clones);
  const auto branch = [&](BasicBlock *block, Value *to_original, BasicBlock *otherwise, MDNode *weights) {
    Instruction *old = block->getTerminator();
    IRBuilder<>(old).CreateCondBr(to_original, original->getLoopPreheader(), otherwise, weights);
    old->eraseFromParent();
  };
  IRBuilder<> builder(entry->getTerminator());
  Value *is_short = builder.CreateICmpULT(trips, builder.getInt64(min_trip_count - 1));
  branch(entry, is_short, check, nullptr);
  branch(check, outside, preheader, MDBuilder(builder.getContext()).createBranchWeights(1, pass_weight));

  tree.changeImmediateDominator(exit, entry);
  for (PHINode &phi : exit->phis()) {
    Value *value = phi.getIncomingValueForBlock(loop.getExitingBlock());
    Value *clone = clones.lookup(value);
    phi.addIncoming(clone ? clone : value, original->getExitingBlock());
  }
  formDedicatedExitBlocks(original, &tree, &loops, nullptr, true);
  formDedicatedExitBlocks(&loop, &tree, &loops, nullptr, true);

  for (const AccessGroup &group : groups)
    rewrite(group, expander);
  if (dividend) count_iterations(trips, expander);
  if (wants_disjoint_groups()) note_disjoint_groups();
  addStringMetadataToLoop(original, done_metadata.data(), 1);
  addStringMetadataToLoop(original, "llvm.loop.unroll.disable", 1);
  addStringMetadataToLoop(&loop, done_metadata.data(), 1);
  evolution.forgetLoop(&loop);
  evolution.forgetBlockAndLoopDispositions();
  return true;
}

} // namespace

PreservedAnalyses VersionBoundedLoops::run(Function &function, FunctionAnalysisManager &analyses) {
  const SmallVector<Region, 2> regions = bounded_regions(*function.getParent());
  if (regions.empty()) return PreservedAnalyses::all();
  LoopInfo &loops = analyses.getResult<LoopAnalysis>(function);
  if (loops.empty()) return PreservedAnalyses::all();
  ScalarEvolution &evolution = analyses.getResult<ScalarEvolutionAnalysis>(function);
  DominatorTree &tree = analyses.getResult<DominatorTreeAnalysis>(function);
  bool is_changed = false;
  for (Loop *loop : loops.getLoopsInPreorder())
    is_changed |= Versioning(*loop, regions, evolution, loops, tree).apply();
  return is_changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wasabi_llvm
