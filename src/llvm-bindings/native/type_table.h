// Types by number: the built-in ones of ../types.ts, then a module's composite ones.
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DerivedTypes.h"

namespace wasabi_llvm {

class TypeTable {
public:
  explicit TypeTable(llvm::LLVMContext &context);

  /// Null for a number that names no type.
  llvm::Type *get(uint32_t number) const { return number < types.size() ? types[number] : nullptr; }
  /// As `get`, but null also for void.
  llvm::Type *first_class(uint32_t number) const { return number == 0 ? nullptr : get(number); }
  /// Adds a composite type; false when the description is wrong.
  bool add_composite(uint32_t kind, llvm::ArrayRef<int32_t> operands);

private:
  llvm::Type *compose(uint32_t kind, llvm::ArrayRef<int32_t> operands) const;

  llvm::LLVMContext &context;
  llvm::SmallVector<llvm::Type *, 24> types;
};

} // namespace wasabi_llvm
