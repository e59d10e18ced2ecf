#include "loop_accesses.h"

#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Constants.h"

using namespace llvm;

namespace wasabi_llvm {

namespace {

constexpr StringLiteral region_metadata = "wasabi.bounded_regions";

/// Beyond these, checking takes longer than it is likely to save.
constexpr unsigned max_groups = 12;

} // namespace

void add_bounded_region(Module &module, uint64_t base_offset, uint64_t length_cell_offset) {
  LLVMContext &context = module.getContext();
  const auto number = [&](uint64_t value) {
    return ConstantAsMetadata::get(ConstantInt::get(Type::getInt64Ty(context), value));
  };
  MDNode *region = MDNode::get(context, {number(base_offset), number(length_cell_offset)});
  module.getOrInsertNamedMetadata(region_metadata)->addOperand(region);
}

SmallVector<Region, 2> bounded_regions(const Module &module) {
  SmallVector<Region, 2> regions;
  const NamedMDNode *list = module.getNamedMetadata(region_metadata);
  if (!list) return regions;
  const auto number = [](const MDOperand &operand) { return mdconst::extract<ConstantInt>(operand)->getZExtValue(); };
  for (const MDNode *node : list->operands())
    regions.push_back({number(node->getOperand(0)), number(node->getOperand(1))});
  return regions;
}

/// Where an access of a loop goes: to the region's base + constant + zext(index), with an i32 index that grows by a step
/// an iteration, or that is an i64 known not to wrap around and needs no extension. A step may be negative.
struct LoopAccesses::Address {
  const SCEV *index;
  const SCEV *step;
  uint64_t constant;
};

/// The region that a pointer goes into must be one of the module's, and the same for the whole loop.
bool LoopAccesses::choose_base(const SCEV *pointer) {
  const auto *unknown = dyn_cast<SCEVUnknown>(evolution.getPointerBase(pointer));
  auto *load = unknown ? dyn_cast<LoadInst>(unknown->getValue()) : nullptr;
  if (!load || !loop.isLoopInvariant(load)) return false;
  if (found_base) return found_base == load;
  const Function &function = *loop.getHeader()->getParent();
  const DataLayout &layout = function.getParent()->getDataLayout();
  APInt offset(64, 0);
  const Value *parameter = load->getPointerOperand()->stripAndAccumulateConstantOffsets(layout, offset, true);
  if (function.arg_empty() || parameter != function.getArg(0)) return false;
  const auto *region = find_if(regions, [&](const Region &each) { return offset == each.base_offset; });
  if (region == regions.end()) return false;
  found_base = load;
  found_region = region;
  return true;
}

std::optional<LoopAccesses::Address> LoopAccesses::address_of(Value *pointer) {
  const SCEV *address = evolution.getSCEV(pointer);
  if (!choose_base(address)) return std::nullopt;
  const SCEV *offset = evolution.getMinusSCEV(address, evolution.getSCEV(found_base));
  if (isa<SCEVCouldNotCompute>(offset)) return std::nullopt;
  uint64_t constant = 0;
  if (const auto *sum = dyn_cast<SCEVAddExpr>(offset)) {
    const auto *term = dyn_cast<SCEVConstant>(sum->getOperand(0));
    if (term && term->getAPInt().isNonNegative() && term->getAPInt().isIntN(32)) {
      constant = term->getAPInt().getZExtValue();
      offset = evolution.getMinusSCEV(offset, term);
    }
  }
  const SCEV *index = offset;
  if (const auto *extended = dyn_cast<SCEVZeroExtendExpr>(offset)) index = extended->getOperand();
  const SCEV *step = evolution.getZero(index->getType());
  if (const auto *recurrence = dyn_cast<SCEVAddRecExpr>(index)) {
    if (!recurrence->isAffine() || recurrence->getLoop() != &loop) return std::nullopt;
    step = recurrence->getStepRecurrence(evolution);
    index = recurrence->getStart();
  }
  if (!evolution.isLoopInvariant(index, &loop) || !evolution.isLoopInvariant(step, &loop)) return std::nullopt;
  const unsigned bits = evolution.getTypeSizeInBits(index->getType());
  if (bits == 32) return Address{index, step, constant};
  // A sum that LLVM has shown not to wrap is extended term by term already.
  if (bits != 64 || evolution.getUnsignedRangeMax(index).getActiveBits() > 33) return std::nullopt;
  if (evolution.getSignedRange(step).getMinSignedBits() > 32) return std::nullopt;
  return Address{index, step, constant};
}

/// Adds a volatile access to its group; false if it cannot be told before the loop where it goes.
bool LoopAccesses::add(Instruction &access, Value *pointer, uint64_t size_bytes) {
  const auto address = address_of(pointer);
  if (!address) return false;
  for (AccessGroup &group : found) {
    if (group.step != address->step || group.index->getType() != address->index->getType()) continue;
    const auto *distance = dyn_cast<SCEVConstant>(evolution.getMinusSCEV(address->index, group.index));
    if (!distance) continue;
    group.members.push_back({&access, distance->getAPInt().getSExtValue(), address->constant, size_bytes});
    return true;
  }
  found.push_back({address->index, address->step, {{&access, 0, address->constant, size_bytes}}});
  return found.size() <= max_groups;
}

bool LoopAccesses::find() {
  const DataLayout &layout = loop.getHeader()->getModule()->getDataLayout();
  for (BasicBlock *block : loop.blocks()) {
    for (Instruction &instruction : *block) {
      if (auto *load = dyn_cast<LoadInst>(&instruction)) {
        if (load->isSimple()) continue;
        if (load->isAtomic()) return false;
        if (!add(*load, load->getPointerOperand(), layout.getTypeStoreSize(load->getType()))) return false;
      } else if (auto *store = dyn_cast<StoreInst>(&instruction)) {
        if (store->isSimple()) continue;
        if (store->isAtomic()) return false;
        const uint64_t size_bytes = layout.getTypeStoreSize(store->getValueOperand()->getType());
        if (!add(*store, store->getPointerOperand(), size_bytes)) return false;
      } else if (instruction.mayReadOrWriteMemory() || instruction.mayThrow()) {
        return false;
      }
    }
  }
  return !found.empty();
}

} // namespace wasabi_llvm
