#include "type_table.h"

using namespace llvm;

namespace wasabi_llvm {

namespace {
enum CompositeKind : uint32_t { vector_type = 0, struct_type = 1, array_type = 2 };
constexpr uint32_t max_vector_lanes = 64, max_array_length = 4096;
} // namespace

TypeTable::TypeTable(LLVMContext &context) : context(context) {
  Type *i8 = Type::getInt8Ty(context), *i16 = Type::getInt16Ty(context), *i32 = Type::getInt32Ty(context);
  Type *i64 = Type::getInt64Ty(context), *f32 = Type::getFloatTy(context), *f64 = Type::getDoubleTy(context);
  types = {Type::getVoidTy(context),
           Type::getInt1Ty(context),
           i8,
           i16,
           i32,
           i64,
           Type::getInt128Ty(context),
           f32,
           f64,
           PointerType::get(context, 0),
           FixedVectorType::get(i8, 16),
           FixedVectorType::get(i16, 8),
           FixedVectorType::get(i32, 4),
           FixedVectorType::get(i64, 2),
           FixedVectorType::get(f32, 4),
           FixedVectorType::get(f64, 2)};
}

bool TypeTable::add_composite(uint32_t kind, ArrayRef<int32_t> operands) {
  Type *type = compose(kind, operands);
  if (type) types.push_back(type);
  return type != nullptr;
}

Type *TypeTable::compose(uint32_t kind, ArrayRef<int32_t> operands) const {
  if (kind == struct_type) {
    SmallVector<Type *, 4> members;
    for (int32_t operand : operands) {
      Type *member = first_class(operand);
      if (!member) return nullptr;
      members.push_back(member);
    }
    return StructType::get(context, members);
  }
  if (operands.size() != 2 || operands[1] <= 0) return nullptr;
  Type *element = first_class(operands[0]);
  if (!element) return nullptr;
  const uint32_t count = operands[1];
  if (kind == vector_type && count <= max_vector_lanes && VectorType::isValidElementType(element)) {
    return FixedVectorType::get(element, count);
  }
  if (kind == array_type && count <= max_array_length) return ArrayType::get(element, count);
  return nullptr;
}

} // namespace wasabi_llvm
