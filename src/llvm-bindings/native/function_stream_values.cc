// Constants, arithmetic, comparisons, casts and vectors.
#include "function_stream.h"

#include "llvm/IR/Constants.h"

using namespace llvm;

namespace wasabi_llvm {

FunctionStream::Result FunctionStream::constant(Command command, uint32_t flags) {
  LLVMContext &context = tables.state.context();
  switch (command) {
  case Command::k_constInt: {
    auto *type = dyn_cast_or_null<IntegerType>(tables.types.get(flags));
    if (!type) return "its type is no integer";
    define(ConstantInt::get(type, next64(), /*IsSigned=*/true));
    return nullptr;
  }
  case Command::k_constF32: {
    const APInt bits(32, static_cast<uint32_t>(next()));
    define(ConstantFP::get(context, APFloat(APFloat::IEEEsingle(), bits)));
    return nullptr;
  }
  case Command::k_constF64:
    define(ConstantFP::get(context, APFloat(APFloat::IEEEdouble(), APInt(64, next64()))));
    return nullptr;
  case Command::k_constV128: {
    auto *type = dyn_cast_or_null<FixedVectorType>(tables.types.get(flags));
    if (!type || type->getPrimitiveSizeInBits() != 128u ||
        !ConstantDataVector::isElementTypeCompatible(type->getElementType())) {
      return "its type is no vector of 128 bits";
    }
    uint64_t halves[2];
    for (uint64_t &half : halves)
      half = next64();
    // The constant's bytes in memory order; StringRef is LLVM's view of bytes.
    const StringRef bytes(reinterpret_cast<const char *>(halves), sizeof(halves));
    define(ConstantDataVector::getRaw(bytes, type->getNumElements(), type->getElementType()));
    return nullptr;
  }
  default:
    break;
  }
  Type *type = tables.types.first_class(flags);
  if (!type) return unknown_type;
  define(command == Command::k_zero ? Constant::getNullValue(type) : PoisonValue::get(type));
  return nullptr;
}

FunctionStream::Result FunctionStream::address(Command command) {
  const uint32_t id = next();
  if (command == Command::k_functionAddress) {
    if (id >= tables.functions.size()) return "there is no such function";
    define(tables.functions[id]);
    return nullptr;
  }
  if (id >= tables.globals.size()) return "there is no such constant";
  define(tables.globals[id]);
  return nullptr;
}

FunctionStream::Result FunctionStream::binary(uint32_t flags) {
  static constexpr Instruction::BinaryOps ops[] = {
      Instruction::Add,  Instruction::Sub,  Instruction::Mul,  Instruction::SDiv, Instruction::UDiv, Instruction::SRem,
      Instruction::URem, Instruction::Shl,  Instruction::LShr, Instruction::AShr, Instruction::And,  Instruction::Or,
      Instruction::Xor,  Instruction::FAdd, Instruction::FSub, Instruction::FMul, Instruction::FDiv};
  static_assert(std::size(ops) == static_cast<size_t>(BinaryOp::count));
  Value *a = next_value(), *b = next_value();
  if (!a || !b) return unknown_value;
  if (flags >= std::size(ops)) return "there is no such operation";
  const bool is_float = flags >= static_cast<uint32_t>(BinaryOp::k_fadd);
  if (a->getType() != b->getType()) return "the operands have different types";
  if (is_float ? !a->getType()->isFPOrFPVectorTy() : !a->getType()->isIntOrIntVectorTy()) {
    return "the operation does not suit the operands' type";
  }
  define(builder.CreateBinOp(ops[flags], a, b));
  return nullptr;
}

FunctionStream::Result FunctionStream::fneg() {
  Value *a = next_value();
  if (!a) return unknown_value;
  if (!a->getType()->isFPOrFPVectorTy()) return "the operand is no floating-point number";
  define(builder.CreateFNeg(a));
  return nullptr;
}

FunctionStream::Result FunctionStream::compare(bool is_integer, uint32_t flags) {
  static constexpr CmpInst::Predicate integer_predicates[] = {
      CmpInst::ICMP_EQ,  CmpInst::ICMP_NE,  CmpInst::ICMP_UGT, CmpInst::ICMP_UGE, CmpInst::ICMP_ULT,
      CmpInst::ICMP_ULE, CmpInst::ICMP_SGT, CmpInst::ICMP_SGE, CmpInst::ICMP_SLT, CmpInst::ICMP_SLE};
  static constexpr CmpInst::Predicate float_predicates[] = {
      CmpInst::FCMP_OEQ, CmpInst::FCMP_OGT, CmpInst::FCMP_OGE, CmpInst::FCMP_OLT, CmpInst::FCMP_OLE,
      CmpInst::FCMP_ONE, CmpInst::FCMP_ORD, CmpInst::FCMP_UNO, CmpInst::FCMP_UEQ, CmpInst::FCMP_UGT,
      CmpInst::FCMP_UGE, CmpInst::FCMP_ULT, CmpInst::FCMP_ULE, CmpInst::FCMP_UNE};
  Value *a = next_value(), *b = next_value();
  if (!a || !b) return unknown_value;
  if (a->getType() != b->getType()) return "the operands have different types";
  const auto predicates = is_integer ? ArrayRef(integer_predicates) : ArrayRef(float_predicates);
  if (flags >= predicates.size()) return "there is no such predicate";
  const Type *type = a->getType();
  if (is_integer ? !type->isIntOrIntVectorTy() && !type->isPointerTy() : !type->isFPOrFPVectorTy()) {
    return "the operands cannot be compared so";
  }
  define(builder.CreateCmp(predicates[flags], a, b));
  return nullptr;
}

FunctionStream::Result FunctionStream::select(uint32_t flags) {
  Value *condition = next_value(), *when_true = next_value(), *when_false = next_value();
  if (flags != 0 && (flags != 2 || !has(2))) return "it needs two weights";
  MDNode *weights = flags == 2 ? branch_weights(2) : nullptr;
  if (!condition || !when_true || !when_false) return unknown_value;
  if (SelectInst::areInvalidOperands(condition, when_true, when_false)) return "the operands do not fit together";
  define(builder.CreateSelect(condition, when_true, when_false));
  if (auto *instruction = dyn_cast<SelectInst>(values.back()); instruction && weights) {
    instruction->setMetadata(LLVMContext::MD_prof, weights);
  }
  return nullptr;
}

FunctionStream::Result FunctionStream::cast(uint32_t flags) {
  static constexpr Instruction::CastOps ops[] = {Instruction::Trunc,    Instruction::ZExt,     Instruction::SExt,
                                                 Instruction::FPTrunc,  Instruction::FPExt,    Instruction::FPToSI,
                                                 Instruction::FPToUI,   Instruction::SIToFP,   Instruction::UIToFP,
                                                 Instruction::PtrToInt, Instruction::IntToPtr, Instruction::BitCast};
  static_assert(std::size(ops) == static_cast<size_t>(CastOp::count));
  Value *value = next_value();
  Type *type = tables.types.first_class(next());
  if (!value) return unknown_value;
  if (!type) return unknown_type;
  if (flags >= std::size(ops)) return "there is no such cast";
  if (!CastInst::castIsValid(ops[flags], value, type)) return "it cannot make that type of this value";
  define(builder.CreateCast(ops[flags], value, type));
  return nullptr;
}

FunctionStream::Result FunctionStream::lane(bool is_insert) {
  Value *vector = next_value();
  Value *element = is_insert ? next_value() : nullptr;
  const uint32_t index = next();
  if (!vector || (is_insert && !element)) return unknown_value;
  const auto *type = dyn_cast<FixedVectorType>(vector->getType());
  if (!type) return "the operand is no vector";
  if (index >= type->getNumElements()) return "there is no such lane";
  if (is_insert && element->getType() != type->getElementType()) return "the element has another type than the lanes";
  define(is_insert ? builder.CreateInsertElement(vector, element, index) : builder.CreateExtractElement(vector, index));
  return nullptr;
}

FunctionStream::Result FunctionStream::shuffle(uint32_t flags) {
  constexpr uint32_t max_lanes = 64;
  Value *a = next_value(), *b = next_value();
  if (flags == 0 || flags > max_lanes) return "the mask has no lanes, or too many";
  if (!has(flags)) return truncated;
  SmallVector<int, 16> mask;
  for (uint32_t i = 0; i < flags; ++i)
    mask.push_back(next());
  if (!a || !b) return unknown_value;
  const auto *type = dyn_cast<FixedVectorType>(a->getType());
  if (!type || a->getType() != b->getType()) return "the operands are no vectors of one type";
  const int lanes = type->getNumElements() * 2;
  if (any_of(mask, [lanes](int lane) { return lane < -1 || lane >= lanes; }))
    return "the mask names a lane that is not";
  define(builder.CreateShuffleVector(a, b, mask));
  return nullptr;
}

FunctionStream::Result FunctionStream::extract_value() {
  Value *aggregate = next_value();
  const uint32_t index = next();
  if (!aggregate) return unknown_value;
  if (!aggregate->getType()->isAggregateType() || !ExtractValueInst::getIndexedType(aggregate->getType(), index)) {
    return "there is no such member";
  }
  define(builder.CreateExtractValue(aggregate, index));
  return nullptr;
}

FunctionStream::Result FunctionStream::freeze() {
  Value *value = next_value();
  if (!value) return unknown_value;
  define(builder.CreateFreeze(value));
  return nullptr;
}

} // namespace wasabi_llvm
