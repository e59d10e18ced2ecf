// Loads, stores, addresses, atomics.
#include "function_stream.h"

using namespace llvm;

namespace wasabi_llvm {

namespace {

constexpr uint32_t max_alias_class = 255;
constexpr uint32_t max_align_log2 = 12;

bool is_atomic_type(const Type *type) {
  const uint64_t bits = type->isPointerTy() ? 64 : type->getPrimitiveSizeInBits().getFixedValue();
  return (type->isIntegerTy() || type->isFloatingPointTy() || type->isPointerTy()) && bits >= 8 && bits <= 64 &&
         isPowerOf2_64(bits);
}

uint64_t atomic_size_bytes(const Type *type) {
  return type->isPointerTy() ? 8 : type->getPrimitiveSizeInBits().getFixedValue() / 8;
}

} // namespace

FunctionStream::Result FunctionStream::access(uint32_t flags, Access &out) {
  static constexpr AtomicOrdering orderings[] = {
      AtomicOrdering::NotAtomic, AtomicOrdering::Monotonic,      AtomicOrdering::Acquire,
      AtomicOrdering::Release,   AtomicOrdering::AcquireRelease, AtomicOrdering::SequentiallyConsistent};
  // `flags` lacks the opcode byte that the bit positions count.
  const uint32_t log2_align = flags & 0xff;
  const uint32_t ordering = flags >> (access_bits::ordering_shift - 8) & 0xf;
  if (log2_align > max_align_log2) return "the alignment is not a power of two to 4096";
  if (ordering >= std::size(orderings)) return "there is no such ordering";
  out.align = Align(1ull << log2_align);
  out.ordering = orderings[ordering];
  tables.state.has_atomics |= out.ordering != AtomicOrdering::NotAtomic;
  out.is_volatile = (flags & access_bits::is_volatile >> 8) != 0;
  out.is_invariant = (flags & access_bits::is_invariant >> 8) != 0;
  return nullptr;
}

FunctionStream::Result FunctionStream::tag_alias(Instruction *instruction, uint32_t alias_class) {
  if (alias_class == 0) return nullptr;
  if (alias_class > max_alias_class) return "there is no such alias class";
  instruction->setMetadata(LLVMContext::MD_tbaa, tables.alias_tag(alias_class));
  return nullptr;
}

FunctionStream::Result FunctionStream::load(uint32_t flags) {
  Type *type = tables.types.first_class(next());
  Value *pointer = next_value();
  const uint32_t alias_class = next();
  Access how;
  if (Result wrong = access(flags, how)) return wrong;
  if (!type || type->isAggregateType()) return unknown_type;
  if (!pointer || !pointer->getType()->isPointerTy()) return "the address is no pointer";
  LoadInst *instruction = builder.CreateAlignedLoad(type, pointer, how.align, how.is_volatile);
  define(instruction);
  if (how.ordering != AtomicOrdering::NotAtomic) {
    if (isReleaseOrStronger(how.ordering) && how.ordering != AtomicOrdering::SequentiallyConsistent) {
      return "a load cannot release";
    }
    if (!is_atomic_type(type) || how.align.value() < atomic_size_bytes(type)) return "it cannot be atomic";
    instruction->setAtomic(how.ordering);
  }
  if (how.is_invariant) {
    instruction->setMetadata(LLVMContext::MD_invariant_load, MDNode::get(tables.state.context(), {}));
  }
  return tag_alias(instruction, alias_class);
}

FunctionStream::Result FunctionStream::store(uint32_t flags) {
  Value *value = next_value(), *pointer = next_value();
  const uint32_t alias_class = next();
  Access how;
  if (Result wrong = access(flags, how)) return wrong;
  if (!value || value->getType()->isAggregateType()) return unknown_value;
  if (!pointer || !pointer->getType()->isPointerTy()) return "the address is no pointer";
  if (how.is_invariant) return "only a load can be invariant";
  StoreInst *instruction = builder.CreateAlignedStore(value, pointer, how.align, how.is_volatile);
  if (how.ordering != AtomicOrdering::NotAtomic) {
    if (isAcquireOrStronger(how.ordering) && how.ordering != AtomicOrdering::SequentiallyConsistent) {
      return "a store cannot acquire";
    }
    if (!is_atomic_type(value->getType()) || how.align.value() < atomic_size_bytes(value->getType())) {
      return "it cannot be atomic";
    }
    instruction->setAtomic(how.ordering);
  }
  return tag_alias(instruction, alias_class);
}

FunctionStream::Result FunctionStream::gep(uint32_t flags) {
  Value *pointer = next_value(), *offset = next_value();
  if (!pointer || !offset) return unknown_value;
  if (!pointer->getType()->isPointerTy()) return "the address is no pointer";
  if (!offset->getType()->isIntegerTy(32) && !offset->getType()->isIntegerTy(64)) return "the offset is no i32 or i64";
  define(builder.CreatePtrAdd(pointer, offset, "",
                              (flags & 1) != 0 ? GEPNoWrapFlags::inBounds() : GEPNoWrapFlags::none()));
  return nullptr;
}

FunctionStream::Result FunctionStream::gep_const(uint32_t flags) {
  Value *pointer = next_value();
  Constant *offset = builder.getInt64(next64());
  if (!pointer || !pointer->getType()->isPointerTy()) return "the address is no pointer";
  define(builder.CreatePtrAdd(pointer, offset, "",
                              (flags & 1) != 0 ? GEPNoWrapFlags::inBounds() : GEPNoWrapFlags::none()));
  return nullptr;
}

FunctionStream::Result FunctionStream::gep_sum() {
  Value *pointer = next_value(), *offset = next_value();
  Constant *bytes = builder.getInt64(next64());
  if (!pointer || !offset) return unknown_value;
  if (!pointer->getType()->isPointerTy()) return "the address is no pointer";
  if (!offset->getType()->isIntegerTy(64)) return "the offset is no i64";
  // The first index counts arrays of one byte, the second bytes.
  define(builder.CreateGEP(ArrayType::get(builder.getInt8Ty(), 1), pointer, {offset, bytes}));
  return nullptr;
}

FunctionStream::Result FunctionStream::atomic_rmw(uint32_t flags) {
  static constexpr AtomicRMWInst::BinOp ops[] = {AtomicRMWInst::Xchg, AtomicRMWInst::Add, AtomicRMWInst::Sub,
                                                 AtomicRMWInst::And,  AtomicRMWInst::Or,  AtomicRMWInst::Xor};
  Value *pointer = next_value(), *value = next_value();
  Access how;
  if (Result wrong = access(flags, how)) return wrong;
  const uint32_t op = flags >> (access_bits::op_shift - 8);
  if (op >= std::size(ops)) return "there is no such operation";
  if (!value) return unknown_value;
  if (!pointer || !pointer->getType()->isPointerTy()) return "the address is no pointer";
  if (how.ordering == AtomicOrdering::NotAtomic) return "it needs an ordering";
  if (!value->getType()->isIntegerTy() || !is_atomic_type(value->getType())) return "the operand is no atomic integer";
  if (how.align.value() < atomic_size_bytes(value->getType())) return "it is not aligned by its size";
  AtomicRMWInst *instruction = builder.CreateAtomicRMW(ops[op], pointer, value, how.align, how.ordering);
  instruction->setVolatile(how.is_volatile);
  define(instruction);
  return nullptr;
}

FunctionStream::Result FunctionStream::cmpxchg(uint32_t flags) {
  Value *pointer = next_value(), *expected = next_value(), *replacement = next_value();
  Access how;
  if (Result wrong = access(flags, how)) return wrong;
  if (!expected || !replacement) return unknown_value;
  if (!pointer || !pointer->getType()->isPointerTy()) return "the address is no pointer";
  if (how.ordering == AtomicOrdering::NotAtomic) return "it needs an ordering";
  const Type *type = expected->getType();
  if (type != replacement->getType()) return "the operands have different types";
  if (type->isFloatingPointTy() || !is_atomic_type(type)) return "the operands are no atomic integers";
  if (how.align.value() < atomic_size_bytes(type)) return "it is not aligned by its size";
  AtomicCmpXchgInst *instruction =
      builder.CreateAtomicCmpXchg(pointer, expected, replacement, how.align, how.ordering,
                                  AtomicCmpXchgInst::getStrongestFailureOrdering(how.ordering));
  instruction->setVolatile(how.is_volatile);
  define(builder.CreateExtractValue(instruction, 0));
  return nullptr;
}

FunctionStream::Result FunctionStream::fence(uint32_t flags) {
  Access how;
  // A fence carries its ordering alone, in the lowest bits.
  if (Result wrong = access(flags << (access_bits::ordering_shift - 8), how)) return wrong;
  if (!isAcquireOrStronger(how.ordering) && !isReleaseOrStronger(how.ordering)) return "it needs an ordering";
  builder.CreateFence(how.ordering);
  return nullptr;
}

FunctionStream::Result FunctionStream::alloca(uint32_t flags) {
  Type *type = tables.types.first_class(flags);
  if (!type) return unknown_type;
  if (function.empty()) return "the function has no entry block yet";
  // Elsewhere it would grow the frame each time it is passed.
  BasicBlock &entry = function.getEntryBlock();
  define(IRBuilder<>(&entry, entry.begin()).CreateAlloca(type));
  return nullptr;
}

FunctionStream::Result FunctionStream::head_load() {
  auto *variable = dyn_cast_or_null<AllocaInst>(next_value());
  BlockState *state = next_block();
  if (!variable) return "the operand is no variable of the frame";
  if (!state) return unknown_block;
  Instruction *before = state->last_load ? state->last_load : state->last_phi;
  IRBuilder<> head(state->block, before ? std::next(before->getIterator()) : state->block->begin());
  state->last_load = head.CreateAlignedLoad(variable->getAllocatedType(), variable, variable->getAlign());
  define(state->last_load);
  return nullptr;
}

FunctionStream::Result FunctionStream::tail_store() {
  Value *value = next_value();
  auto *variable = dyn_cast_or_null<AllocaInst>(next_value());
  const BlockState *state = next_block();
  if (!value) return unknown_value;
  if (!variable) return "the operand is no variable of the frame";
  if (!state) return unknown_block;
  if (value->getType() != variable->getAllocatedType()) return "the value has another type than the variable";
  Instruction *terminator = state->block->getTerminator();
  if (terminator == value) return "the value arises where the block ends";
  IRBuilder<> tail(state->block, terminator ? terminator->getIterator() : state->block->end());
  tail.CreateAlignedStore(value, variable, variable->getAlign());
  return nullptr;
}

} // namespace wasabi_llvm
