// The command set of the two streams, as ../commands.ts numbers it: each list here must have the same names in the same
// order. The addon reports these names and the loader compares them. Knows nothing of LLVM.
#pragma once

#include <cstdint>

namespace wasabi_llvm {

// clang-format off
#define WASABI_MODULE_COMMANDS(X) \
  X(compositeType) X(functionType) X(declareFunction) X(defineFunction) X(globalConstant) X(intrinsic) X(profileSummary) \
  X(boundedRegion)

/// Name and number of operand words that every command of the kind has at least.
#define WASABI_COMMANDS(X) \
  X(block, 2) X(position, 1) X(location, 1) X(constInt, 2) X(constF32, 1) X(constF64, 2) X(constV128, 4) X(zero, 0) \
  X(poison, 0) X(functionAddress, 1) X(globalAddress, 1) X(binary, 2) X(fneg, 1) X(icmp, 2) X(fcmp, 2) X(select, 3) \
  X(cast, 2) X(load, 3) X(store, 3) X(gep, 2) X(gepConst, 3) X(gepSum, 4) X(atomicRmw, 2) X(cmpxchg, 3) X(fence, 0) \
  X(extractElement, 2) X(insertElement, 3) X(shuffle, 2) X(extractValue, 2) X(freeze, 1) X(call, 3) \
  X(callIntrinsic, 1) X(alloca, 0) X(landingPad, 0) X(invoke, 5) X(br, 1) X(condBr, 3) X(switchInt, 3) X(ret, 1) X(retVoid, 0) X(unreachable, 0) X(phi, 1) \
  X(addIncoming, 3) X(headLoad, 2) X(tailStore, 3)

#define WASABI_BINARY_OPS(X) \
  X(add) X(sub) X(mul) X(sdiv) X(udiv) X(srem) X(urem) X(shl) X(lshr) X(ashr) X(and) X(or) X(xor) \
  X(fadd) X(fsub) X(fmul) X(fdiv)

#define WASABI_ICMP_PREDICATES(X) X(eq) X(ne) X(ugt) X(uge) X(ult) X(ule) X(sgt) X(sge) X(slt) X(sle)

#define WASABI_FCMP_PREDICATES(X) \
  X(oeq) X(ogt) X(oge) X(olt) X(ole) X(one) X(ord) X(uno) X(ueq) X(ugt) X(uge) X(ult) X(ule) X(une)

#define WASABI_CAST_OPS(X) \
  X(trunc) X(zext) X(sext) X(fptrunc) X(fpext) X(fptosi) X(fptoui) X(sitofp) X(uitofp) X(ptrtoint) X(inttoptr) \
  X(bitcast)

#define WASABI_ATOMIC_RMW_OPS(X) X(xchg) X(add) X(sub) X(and) X(or) X(xor)
#define WASABI_ORDERINGS(X) X(none) X(monotonic) X(acquire) X(release) X(acq_rel) X(seq_cst)
#define WASABI_CALLING_CONVENTIONS(X) X(c) X(tail) X(fast) X(preserve_most) X(preserve_all)
#define WASABI_TAIL_KINDS(X) X(none) X(tail) X(musttail) X(notail)
#define WASABI_LINKAGES(X) X(external) X(internal)

#define WASABI_FUNCTION_ATTRIBUTES(X) \
  X(alwaysinline) X(noinline) X(inlinehint) X(cold) X(hot) X(noreturn) X(willreturn) X(optsize) X(optnone) \
  X(memoryNone) X(memoryRead) X(nocallback)
// clang-format on

#define WASABI_ENUMERATOR(name, ...) k_##name,

enum class ModuleCommand : uint8_t { WASABI_MODULE_COMMANDS(WASABI_ENUMERATOR) count };
enum class Command : uint8_t { WASABI_COMMANDS(WASABI_ENUMERATOR) count };
enum class BinaryOp : uint32_t { WASABI_BINARY_OPS(WASABI_ENUMERATOR) count };
enum class CastOp : uint32_t { WASABI_CAST_OPS(WASABI_ENUMERATOR) count };
enum class TailKind : uint32_t { WASABI_TAIL_KINDS(WASABI_ENUMERATOR) count };
enum class FunctionAttribute : uint32_t { WASABI_FUNCTION_ATTRIBUTES(WASABI_ENUMERATOR) count };

/// Bits of a load's, store's or atomic's first word.
namespace access_bits {
constexpr uint32_t align_shift = 8, ordering_shift = 16, op_shift = 24;
constexpr uint32_t is_volatile = 1u << 20, is_invariant = 1u << 21;
} // namespace access_bits

/// Bits of a call's flag word.
namespace call_bits {
constexpr uint32_t tail_shift = 0, cc_shift = 4, is_cold = 1u << 8, is_noreturn = 1u << 9, unwinds = 1u << 10;
} // namespace call_bits

} // namespace wasabi_llvm
