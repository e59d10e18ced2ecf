#include "intrinsic_signature.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;
using Descriptor = Intrinsic::IITDescriptor;

namespace wasabi_llvm {

namespace {

bool matches_kind(const Type *type, Descriptor::ArgKind kind) {
  switch (kind) {
  case Descriptor::AK_AnyInteger:
    return type->isIntOrIntVectorTy();
  case Descriptor::AK_AnyFloat:
    return type->isFPOrFPVectorTy();
  case Descriptor::AK_AnyVector:
    return type->isVectorTy();
  case Descriptor::AK_AnyPointer:
    return type->isPointerTy();
  default:
    return true;
  }
}

/// Whether one element of the signature can be formed from the overloads; raises `used` to the overloads it reads.
bool check_descriptor(const Descriptor &descriptor, ArrayRef<Type *> overloads, size_t &used) {
  switch (descriptor.Kind) {
  case Descriptor::Argument:
  case Descriptor::ExtendArgument:
  case Descriptor::TruncArgument:
  case Descriptor::HalfVecArgument:
  case Descriptor::SameVecWidthArgument:
  case Descriptor::VecElementArgument:
  case Descriptor::Subdivide2Argument:
  case Descriptor::Subdivide4Argument:
  case Descriptor::VecOfBitcastsToInt:
    break;
  case Descriptor::VecOfAnyPtrsToElt:
    return false;
  default:
    return true;
  }
  const size_t number = descriptor.getArgumentNumber();
  if (number >= overloads.size()) return false;
  used = std::max(used, number + 1);
  const Type *type = overloads[number];
  switch (descriptor.Kind) {
  case Descriptor::Argument:
    return matches_kind(type, descriptor.getArgumentKind());
  case Descriptor::ExtendArgument:
  case Descriptor::TruncArgument:
    return type->isIntOrIntVectorTy();
  case Descriptor::SameVecWidthArgument:
    return true;
  default:
    return type->isVectorTy();
  }
}

} // namespace

const char *declare_intrinsic(Module &module, StringRef name, ArrayRef<Type *> overloads, Function *&out) {
  if (!name.starts_with("llvm.")) return "the name does not begin with llvm.";
  const Intrinsic::ID id = Function::lookupIntrinsicID(name);
  if (id == Intrinsic::not_intrinsic) return "unknown intrinsic";
  if (Intrinsic::getBaseName(id) != name) return "the name must stand without type suffixes";
  SmallVector<Descriptor, 8> table;
  Intrinsic::getIntrinsicInfoTableEntries(id, table);
  size_t used = 0;
  for (const Descriptor &descriptor : table) {
    if (!check_descriptor(descriptor, overloads, used)) return "the overloaded types do not fit";
  }
  if (used != overloads.size()) return "it has another number of overloaded types";
  ArrayRef<Descriptor> rest = table;
  SmallVector<Type *, 4> matched;
  FunctionType *type = Intrinsic::getType(module.getContext(), id, overloads);
  if (Intrinsic::matchIntrinsicSignature(type, rest, matched) != Intrinsic::MatchIntrinsicTypes_Match) {
    return "the overloaded types do not fit";
  }
  if (type->isVarArg() || type->getNumParams() > 31) return "it takes a variable number of arguments";
  out = Intrinsic::getDeclaration(&module, id, overloads);
  return nullptr;
}

} // namespace wasabi_llvm
