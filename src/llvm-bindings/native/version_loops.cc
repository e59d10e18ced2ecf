#include "version_loops.h"

#include "llvm/ADT/SetVector.h"
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

#include <optional>

using namespace llvm;

namespace wasabi_llvm {

namespace {

constexpr StringLiteral region_metadata = "wasabi.bounded_regions";
constexpr StringLiteral done_metadata = "wasabi.loop.versioned";

/// Beyond these, a second version costs more code and a longer check than it is likely to give.
constexpr unsigned max_instructions = 250;
constexpr unsigned max_ranges = 12;
constexpr unsigned min_trip_count = 8;
/// How much likelier the check is to pass than to fail.
constexpr uint32_t pass_weight = 2000;

struct Region {
  uint64_t base_offset;
  uint64_t length_cell_offset;
};

SmallVector<Region, 2> regions_of(const Module &module) {
  SmallVector<Region, 2> regions;
  const NamedMDNode *list = module.getNamedMetadata(region_metadata);
  if (!list) return regions;
  const auto number = [](const MDOperand &operand) { return mdconst::extract<ConstantInt>(operand)->getZExtValue(); };
  for (const MDNode *node : list->operands())
    regions.push_back({number(node->getOperand(0)), number(node->getOperand(1))});
  return regions;
}

/// A stretch of a region that a loop touches: from the lower of its ends to the higher, which are those of the first and
/// the last iteration, and so many bytes more.
struct Range {
  const SCEV *first;
  const SCEV *last;
  uint64_t extra_bytes;
};

/// Decides for one loop, and changes it.
class Versioning {
public:
  Versioning(Loop &loop, ArrayRef<Region> regions, ScalarEvolution &evolution, LoopInfo &loops, DominatorTree &tree)
      : loop(loop), regions(regions), evolution(evolution), loops(loops), tree(tree), predicated(evolution, loop) {}

  bool apply() { return is_candidate() && find_ranges() && version(); }

private:
  bool is_candidate();
  bool carries_only_what_vectorizes();
  bool find_ranges();
  bool add_access(Instruction &access, Value *pointer, uint64_t size_bytes);
  bool choose_base(const SCEV *pointer);
  bool version();
  Value *fails(Instruction *at, SCEVExpander &expander);
  Value *region_length(IRBuilder<> &builder);

  Loop &loop;
  ArrayRef<Region> regions;
  ScalarEvolution &evolution;
  LoopInfo &loops;
  DominatorTree &tree;
  PredicatedScalarEvolution predicated;
  const SCEV *last_iteration = nullptr;
  LoadInst *base = nullptr;
  uint64_t length_cell_offset = 0;
  SmallVector<Range, 8> ranges;
  SmallVector<Instruction *, 8> accesses;
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

bool Versioning::is_candidate() {
  if (!loop.isInnermost() || !loop.isLoopSimplifyForm() || !loop.isLCSSAForm(tree)) return false;
  if (!loop.getExitBlock() || loop.getExitingBlock() != loop.getLoopLatch()) return false;
  if (getBooleanLoopAttribute(&loop, done_metadata)) return false;
  unsigned instructions = 0;
  for (const BasicBlock *block : loop.blocks())
    instructions += block->sizeWithoutDebug();
  if (instructions > max_instructions) return false;
  const auto trips = getLoopEstimatedTripCount(&loop);
  if (trips && *trips < min_trip_count) return false;
  last_iteration = predicated.getBackedgeTakenCount();
  if (isa<SCEVCouldNotCompute>(last_iteration)) return false;
  if (const auto *constant = dyn_cast<SCEVConstant>(last_iteration)) {
    if (constant->getAPInt().ult(min_trip_count)) return false;
  }
  if (evolution.getTypeSizeInBits(last_iteration->getType()) > 64) return false;
  last_iteration = evolution.getTruncateOrZeroExtend(last_iteration, Type::getInt64Ty(evolution.getContext()));
  return carries_only_what_vectorizes();
}

/// The region that a pointer goes into must be one of the module's, and the same for the whole loop.
bool Versioning::choose_base(const SCEV *pointer) {
  const auto *unknown = dyn_cast<SCEVUnknown>(evolution.getPointerBase(pointer));
  auto *load = unknown ? dyn_cast<LoadInst>(unknown->getValue()) : nullptr;
  if (!load || !loop.isLoopInvariant(load)) return false;
  if (base) return base == load;
  const Function &function = *loop.getHeader()->getParent();
  const DataLayout &layout = function.getParent()->getDataLayout();
  APInt offset(64, 0);
  const Value *parameter = load->getPointerOperand()->stripAndAccumulateConstantOffsets(layout, offset, true);
  if (function.arg_empty() || parameter != function.getArg(0)) return false;
  const auto *region = find_if(regions, [&](const Region &each) { return offset == each.base_offset; });
  if (region == regions.end()) return false;
  base = load;
  length_cell_offset = region->length_cell_offset;
  return true;
}

/// Adds what a volatile access touches to the ranges; false if that cannot be told before the loop.
bool Versioning::add_access(Instruction &access, Value *pointer, uint64_t size_bytes) {
  const SCEV *address = predicated.getSCEV(pointer);
  const SCEV *step = nullptr;
  if (!evolution.isLoopInvariant(address, &loop)) {
    const SCEVAddRecExpr *recurrence = predicated.getAsAddRec(pointer);
    if (!recurrence || !recurrence->isAffine() || recurrence->getLoop() != &loop) return false;
    address = recurrence->getStart();
    step = recurrence->getStepRecurrence(evolution);
    if (!evolution.isLoopInvariant(step, &loop)) return false;
  }
  if (!choose_base(address)) return false;
  const SCEV *first = evolution.getMinusSCEV(address, evolution.getSCEV(base));
  if (isa<SCEVCouldNotCompute>(first)) return false;
  // Accesses that differ by a constant share a range.
  uint64_t extra_bytes = size_bytes;
  if (const auto *sum = dyn_cast<SCEVAddExpr>(first)) {
    const auto *constant = dyn_cast<SCEVConstant>(sum->getOperand(0));
    if (constant && constant->getAPInt().isNonNegative() && constant->getAPInt().isIntN(32)) {
      extra_bytes += constant->getAPInt().getZExtValue();
      first = evolution.getMinusSCEV(first, constant);
    }
  }
  const SCEV *last = step ? evolution.getAddExpr(first, evolution.getMulExpr(step, last_iteration)) : first;
  accesses.push_back(&access);
  for (Range &range : ranges) {
    if (range.first != first || range.last != last) continue;
    range.extra_bytes = std::max(range.extra_bytes, extra_bytes);
    return true;
  }
  ranges.push_back({first, last, extra_bytes});
  return ranges.size() <= max_ranges;
}

bool Versioning::find_ranges() {
  const DataLayout &layout = loop.getHeader()->getModule()->getDataLayout();
  for (BasicBlock *block : loop.blocks()) {
    for (Instruction &instruction : *block) {
      if (auto *load = dyn_cast<LoadInst>(&instruction)) {
        if (load->isSimple()) continue;
        if (load->isAtomic()) return false;
        if (!add_access(*load, load->getPointerOperand(), layout.getTypeStoreSize(load->getType()))) return false;
      } else if (auto *store = dyn_cast<StoreInst>(&instruction)) {
        if (store->isSimple()) continue;
        if (store->isAtomic()) return false;
        const uint64_t size_bytes = layout.getTypeStoreSize(store->getValueOperand()->getType());
        if (!add_access(*store, store->getPointerOperand(), size_bytes)) return false;
      } else if (instruction.mayReadOrWriteMemory() || instruction.mayThrow()) {
        return false;
      }
    }
  }
  return !accesses.empty();
}

Value *Versioning::region_length(IRBuilder<> &builder) {
  Value *parameter = loop.getHeader()->getParent()->getArg(0);
  Value *address = builder.CreateConstGEP1_64(builder.getInt8Ty(), parameter, length_cell_offset);
  LoadInst *cell = builder.CreateAlignedLoad(builder.getPtrTy(), address, Align(8), "length.cell");
  cell->setMetadata(LLVMContext::MD_invariant_load, MDNode::get(builder.getContext(), {}));
  return builder.CreateAlignedLoad(builder.getInt64Ty(), cell, Align(8), "length");
}

/// Whether an access may be outside, or an address may wrap around.
Value *Versioning::fails(Instruction *at, SCEVExpander &expander) {
  Value *wraps = expander.expandCodeForPredicate(&predicated.getPredicate(), at);
  IRBuilder<> builder(at);
  Value *length = region_length(builder);
  Value *outside = wraps;
  for (const Range &range : ranges) {
    const SCEV *highest = evolution.getUMaxExpr(range.first, range.last);
    Value *start = expander.expandCodeFor(highest, builder.getInt64Ty(), at);
    Value *end = builder.CreateAdd(start, builder.getInt64(range.extra_bytes));
    // The first comparison makes sure that the sum does not wrap around.
    outside = builder.CreateOr(outside, builder.CreateICmpUGT(start, length));
    outside = builder.CreateOr(outside, builder.CreateICmpUGT(end, length));
  }
  return outside;
}

bool Versioning::version() {
  BasicBlock *check = loop.getLoopPreheader();
  SCEVExpander expander(evolution, loop.getHeader()->getModule()->getDataLayout(), "range");
  for (const Range &range : ranges) {
    if (!expander.isSafeToExpandAt(range.first, check->getTerminator())) return false;
    if (!expander.isSafeToExpandAt(range.last, check->getTerminator())) return false;
  }
  Value *outside = fails(check->getTerminator(), expander);

  BasicBlock *exit = loop.getExitBlock();
  BasicBlock *preheader = SplitBlock(check, check->getTerminator(), &tree, &loops, nullptr, "inside");
  ValueToValueMapTy clones;
  SmallVector<BasicBlock *, 8> blocks;
  Loop *original = cloneLoopWithPreheader(preheader, check, &loop, clones, ".exact", &loops, &tree, blocks);
  remapInstructionsInBlocks(blocks, clones);
  Instruction *old = check->getTerminator();
  IRBuilder<> builder(old);
  MDNode *weights = MDBuilder(builder.getContext()).createBranchWeights(1, pass_weight);
  builder.CreateCondBr(outside, original->getLoopPreheader(), preheader, weights);
  old->eraseFromParent();

  tree.changeImmediateDominator(exit, check);
  for (PHINode &phi : exit->phis()) {
    Value *value = phi.getIncomingValueForBlock(loop.getExitingBlock());
    Value *clone = clones.lookup(value);
    phi.addIncoming(clone ? clone : value, original->getExitingBlock());
  }
  formDedicatedExitBlocks(original, &tree, &loops, nullptr, true);
  formDedicatedExitBlocks(&loop, &tree, &loops, nullptr, true);

  for (Instruction *access : accesses) {
    if (auto *load = dyn_cast<LoadInst>(access)) load->setVolatile(false);
    if (auto *store = dyn_cast<StoreInst>(access)) store->setVolatile(false);
  }
  addStringMetadataToLoop(original, done_metadata.data(), 1);
  addStringMetadataToLoop(original, "llvm.loop.unroll.disable", 1);
  addStringMetadataToLoop(&loop, done_metadata.data(), 1);
  evolution.forgetLoop(&loop);
  evolution.forgetBlockAndLoopDispositions();
  return true;
}

} // namespace

void add_bounded_region(Module &module, uint64_t base_offset, uint64_t length_cell_offset) {
  LLVMContext &context = module.getContext();
  const auto number = [&](uint64_t value) {
    return ConstantAsMetadata::get(ConstantInt::get(Type::getInt64Ty(context), value));
  };
  MDNode *region = MDNode::get(context, {number(base_offset), number(length_cell_offset)});
  module.getOrInsertNamedMetadata(region_metadata)->addOperand(region);
}

PreservedAnalyses VersionBoundedLoops::run(Function &function, FunctionAnalysisManager &analyses) {
  const SmallVector<Region, 2> regions = regions_of(*function.getParent());
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
