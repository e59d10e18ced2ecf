// Calls of functions, addresses and intrinsics.
#include "function_stream.h"

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

FunctionStream::Result FunctionStream::call(uint32_t flags) {
  const uint32_t type_number = next();
  const int32_t callee_number = next();
  const uint32_t options = next();
  if (type_number >= tables.function_types.size()) return "there is no such function type";
  if (!has(flags)) return truncated;
  FunctionType *type = tables.function_types[type_number];
  Value *callee = nullptr;
  if (callee_number < 0) {
    const uint32_t number = ~callee_number;
    if (number >= tables.functions.size()) return "there is no such function";
    callee = tables.functions[number];
    if (tables.functions[number]->getFunctionType() != type) return "the function has another type";
  } else {
    callee = static_cast<uint32_t>(callee_number) < values.size() ? values[callee_number] : nullptr;
    if (!callee || !callee->getType()->isPointerTy()) return "the callee is no pointer";
  }
  if (Result wrong = arguments(type, flags)) return wrong;
  CallInst *instruction = builder.CreateCall(type, callee, call_arguments);
  define(type->getReturnType()->isVoidTy() ? nullptr : instruction);
  // A call that may be inlined must have a location where its function has any.
  if (callee_number < 0 && location == 0 && function.getSubprogram()) {
    instruction->setDebugLoc(DILocation::get(tables.state.context(), 0, 0, function.getSubprogram()));
  }
  return call_options(instruction, options);
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
  instruction->addFnAttr(Attribute::NoUnwind);
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
