// Branches, returns and phis.
#include "function_stream.h"

#include "llvm/ADT/SmallSet.h"
#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace wasabi_llvm {

MDNode *FunctionStream::branch_weights(uint32_t count) {
  SmallVector<uint32_t, 8> weights;
  for (uint32_t i = 0; i < count; ++i)
    weights.push_back(next());
  return MDBuilder(tables.state.context()).createBranchWeights(weights);
}

FunctionStream::Result FunctionStream::br() {
  const BlockState *target = next_block();
  if (!target) return unknown_block;
  builder.CreateBr(target->block);
  is_open = false;
  return nullptr;
}

FunctionStream::Result FunctionStream::cond_br(uint32_t flags) {
  Value *condition = next_value();
  const BlockState *when_true = next_block(), *when_false = next_block();
  if (!condition) return unknown_value;
  if (!when_true || !when_false) return unknown_block;
  if (!condition->getType()->isIntegerTy(1)) return "the condition is no i1";
  if (flags != 0 && (flags != 2 || !has(2))) return "it needs two weights";
  builder.CreateCondBr(condition, when_true->block, when_false->block, flags == 2 ? branch_weights(2) : nullptr);
  is_open = false;
  return nullptr;
}

FunctionStream::Result FunctionStream::switch_int(uint32_t flags) {
  Value *value = next_value();
  const BlockState *otherwise = next_block();
  const uint32_t count = next();
  if (!value) return unknown_value;
  if (!otherwise) return unknown_block;
  auto *type = dyn_cast<IntegerType>(value->getType());
  if (!type || type->getBitWidth() > 64) return "the operand is no integer to 64 bits";
  if (!has(uint64_t{count} * 3)) return truncated;
  SwitchInst *instruction = builder.CreateSwitch(value, otherwise->block, count);
  is_open = false;
  SmallSet<uint64_t, 32> seen;
  for (uint32_t i = 0; i < count; ++i) {
    ConstantInt *label = ConstantInt::get(type, next64(), /*IsSigned=*/true);
    const BlockState *target = next_block();
    if (!target) return unknown_block;
    if (!seen.insert(label->getZExtValue()).second) return "two cases have the same number";
    instruction->addCase(label, target->block);
  }
  if ((flags & 1) == 0) return nullptr;
  if (!has(1) || static_cast<uint32_t>(next()) != count + 1 || !has(uint64_t{count} + 1)) {
    return "it needs one weight for the default and one for each case";
  }
  instruction->setMetadata(LLVMContext::MD_prof, branch_weights(count + 1));
  return nullptr;
}

FunctionStream::Result FunctionStream::ret(bool has_value) {
  Value *value = has_value ? next_value() : nullptr;
  if (has_value && !value) return unknown_value;
  Type *type = value ? value->getType() : Type::getVoidTy(tables.state.context());
  if (type != function.getReturnType()) return "the function returns another type";
  if (must_tail_call && value && value != must_tail_call) return "a musttail call's result must be returned";
  must_tail_call = nullptr;
  if (value)
    builder.CreateRet(value);
  else
    builder.CreateRetVoid();
  is_open = false;
  return nullptr;
}

FunctionStream::Result FunctionStream::unreachable() {
  builder.CreateUnreachable();
  is_open = false;
  return nullptr;
}

FunctionStream::Result FunctionStream::phi(uint32_t flags) {
  Type *type = tables.types.first_class(flags);
  BlockState *state = next_block();
  if (!type) return unknown_type;
  if (!state) return unknown_block;
  constexpr unsigned usual_incoming_count = 2;
  BasicBlock &block = *state->block;
  const auto where = state->last_phi ? std::next(state->last_phi->getIterator()) : block.begin();
  state->last_phi = PHINode::Create(type, usual_incoming_count, "", where);
  define(state->last_phi);
  return nullptr;
}

FunctionStream::Result FunctionStream::add_incoming() {
  auto *phi = dyn_cast_or_null<PHINode>(next_value());
  Value *value = next_value();
  const BlockState *from = next_block();
  if (!phi) return "the operand is no phi";
  if (!value) return unknown_value;
  if (!from) return unknown_block;
  if (value->getType() != phi->getType()) return "the value has another type than the phi";
  phi->addIncoming(value, from->block);
  return nullptr;
}

} // namespace wasabi_llvm
