// Calls of functions, addresses and intrinsics.
#include "function_stream.h"
#include "unwinding.h"

#include "llvm/IR/CFG.h"

using namespace llvm;

namespace wasabi_llvm {

FunctionStream::Result FunctionStream::arguments(FunctionType *type, uint32_t count) {
  if (count != type->getNumParams()) return "it has another number of arguments than parameters";
  call_arguments.clear();
  for (uint32_t i = 0; i < count; ++i) {
    Value *argument = next_value();
    if (!argument) return unknown_value;
    if (argument->getType() != type->getParamType(i)) return "an argument has another type than its parameter";
    call_arguments.push_back(argument);
  }
  return nullptr;
}

/// The operands that `call` and `invoke` begin with.
FunctionStream::Result FunctionStream::read_callee(FunctionType *&type, Value *&callee, uint32_t &options) {
  const uint32_t type_number = next();
  const int32_t callee_number = next();
  options = next();
  if (type_number >= tables.function_types.size()) return "there is no such function type";
  type = tables.function_types[type_number];
  if (callee_number < 0) {
    const uint32_t number = ~callee_number;
    if (number >= tables.functions.size()) return "there is no such function";
    callee = tables.functions[number];
    if (tables.functions[number]->getFunctionType() != type) return "the function has another type";
  } else {
    callee = static_cast<uint32_t>(callee_number) < values.size() ? values[callee_number] : nullptr;
    if (!callee || !callee->getType()->isPointerTy()) return "the callee is no pointer";
  }
  return nullptr;
}

/// A call that may be inlined must have a location where its function has any.
static void ensure_location(CallBase *instruction, bool has_location, Function &function) {
  if (!instruction->getCalledFunction() || has_location || !function.getSubprogram()) return;
  instruction->setDebugLoc(DILocation::get(function.getContext(), 0, 0, function.getSubprogram()));
}

FunctionStream::Result FunctionStream::call(uint32_t flags) {
  FunctionType *type = nullptr;
  Value *callee = nullptr;
  uint32_t options = 0;
  if (Result wrong = read_callee(type, callee, options)) return wrong;
  if (!has(flags)) return truncated;
  if (Result wrong = arguments(type, flags)) return wrong;
  CallInst *instruction = builder.CreateCall(type, callee, call_arguments);
  define(type->getReturnType()->isVoidTy() ? nullptr : instruction);
  ensure_location(instruction, location != 0, function);
  return call_options(instruction, options);
}

FunctionStream::Result FunctionStream::invoke(uint32_t flags) {
  FunctionType *type = nullptr;
  Value *callee = nullptr;
  uint32_t options = 0;
  if (Result wrong = read_callee(type, callee, options)) return wrong;
  const BlockState *normal = next_block(), *unwind = next_block();
  if (!normal || !unwind) return unknown_block;
  if (!has(flags)) return truncated;
  if (Result wrong = arguments(type, flags)) return wrong;
  CallingConv::ID convention;
  if (!calling_convention(options >> call_bits::cc_shift & 0xf, convention)) return "unknown calling convention";
  if (const auto *known = dyn_cast<Function>(callee); known && known->getCallingConv() != convention) {
    return "the function has another calling convention";
  }
  InvokeInst *instruction = builder.CreateInvoke(type, callee, normal->block, unwind->block, call_arguments);
  instruction->setCallingConv(convention);
  define(type->getReturnType()->isVoidTy() ? nullptr : instruction);
  ensure_location(instruction, location != 0, function);
  if (!function.hasPersonalityFn()) function.setPersonalityFn(personality(*function.getParent()));
  is_open = false;
  return nullptr;
}

FunctionStream::Result FunctionStream::landing_pad() {
  BasicBlock *block = builder.GetInsertBlock();
  if (block->getFirstNonPHI()) return "it must be the first instruction of its block";
  LLVMContext &context = tables.state.context();
  Type *caught = StructType::get(context, {PointerType::getUnqual(context), Type::getInt32Ty(context)});
  LandingPadInst *pad = builder.CreateLandingPad(caught, 1);
  pad->addClause(ConstantPointerNull::get(PointerType::getUnqual(context)));
  define(builder.CreateExtractValue(pad, 0));
  if (!function.hasPersonalityFn()) function.setPersonalityFn(personality(*function.getParent()));
  return nullptr;
}

/// Blocks with a landing pad, and only they, are where invokes unwind to.
FunctionStream::Result FunctionStream::check_unwinding(const BlockState &state) const {
  const bool is_pad = state.block->isLandingPad();
  for (const BasicBlock *predecessor : predecessors(state.block)) {
    const auto *invoke = dyn_cast<InvokeInst>(predecessor->getTerminator());
    const bool unwinds = invoke && invoke->getUnwindDest() == state.block;
    if (unwinds && !is_pad) return "an invoke unwinds to a block without landing pad";
    if (is_pad && (!unwinds || invoke->getNormalDest() == state.block)) return "a branch goes to a landing pad";
  }
  return nullptr;
}

FunctionStream::Result FunctionStream::call_options(CallInst *instruction, uint32_t options) {
  static constexpr CallInst::TailCallKind kinds[] = {CallInst::TCK_None, CallInst::TCK_Tail, CallInst::TCK_MustTail,
                                                     CallInst::TCK_NoTail};
  const uint32_t kind = options >> call_bits::tail_shift & 0xf;
  CallingConv::ID convention;
  if (!calling_convention(options >> call_bits::cc_shift & 0xf, convention)) return "unknown calling convention";
  if (kind >= std::size(kinds)) return "there is no such tail call";
  if (const Function *callee = instruction->getCalledFunction(); callee && callee->getCallingConv() != convention) {
    return "the function has another calling convention";
  }
  instruction->setCallingConv(convention);
  instruction->setTailCallKind(kinds[kind]);
  if ((options & call_bits::unwinds) == 0) instruction->addFnAttr(Attribute::NoUnwind);
  if ((options & call_bits::is_cold) != 0) instruction->addFnAttr(Attribute::Cold);
  if ((options & call_bits::is_noreturn) != 0) instruction->addFnAttr(Attribute::NoReturn);
  if (kinds[kind] != CallInst::TCK_MustTail) return nullptr;
  if (convention != function.getCallingConv()) return "a musttail call needs its caller's calling convention";
  if (instruction->getType() != function.getReturnType()) return "a musttail call needs its caller's result type";
  if (convention != CallingConv::Tail && instruction->getFunctionType() != function.getFunctionType()) {
    return "a musttail call needs its caller's type, unless the calling convention is tail";
  }
  must_tail_call = instruction;
  return nullptr;
}

FunctionStream::Result FunctionStream::call_intrinsic(uint32_t flags) {
  const uint32_t number = next();
  if (number >= tables.intrinsics.size()) return "there is no such intrinsic";
  if (!has(flags)) return truncated;
  const auto [declaration, immediates] = tables.intrinsics[number];
  if (Result wrong = arguments(declaration->getFunctionType(), flags)) return wrong;
  for (uint32_t i = 0; i < flags; ++i) {
    if ((immediates & 1u << i) != 0 && !isa<ConstantInt>(call_arguments[i])) return "an argument must be a constant";
  }
  CallInst *instruction = builder.CreateCall(declaration, call_arguments);
  define(instruction->getType()->isVoidTy() ? nullptr : instruction);
  return nullptr;
}

} // namespace wasabi_llvm
