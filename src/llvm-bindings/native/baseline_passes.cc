#include "baseline_passes.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/IR/Function.h"
#include "llvm/Pass.h"

using namespace llvm;

namespace wasabi_llvm {

namespace {

/// By the names LLVM 19 gives them; a name that LLVM does not use trims nothing.
const StringSet<> &idle_passes() {
  static const StringSet<> names = {
      // Types wider than 128 bits.
      "Expand large div/rem",
      "Expand large fp convert",
      // Intrinsics that `possible_trimming` looks for.
      "Lower constant intrinsics",
      "Expand vector predication intrinsics",
      "Scalarize Masked Memory Intrinsics",
      "Expand reduction intrinsics",
      // Garbage collection, AMX tiles, statepoints, callbr and indirectbr, which no command makes.
      "Lower AMX intrinsics",
      "Lower AMX type for load/store",
      "Fast Tile Register Preconfigure",
      "Fast Tile Register Configure",
      "X86 Lower Tile Copy",
      "Lower Garbage Collection Instructions",
      "Shadow Stack GC Lowering",
      "Analyze Machine Code For Garbage Collection",
      "Fixup Statepoint Caller Saved",
      "StackMap Liveness Analysis",
      "Expand indirectbr instructions",
      "Prepare callbr",
      // Exception handling and call frame information.
      "Exception handling preparation",
      "Contiguously Lay Out Funclets",
      "Check CFA info and insert CFI instructions if needed",
      // Instrumentation and hardening that a function attribute or module flag would ask for.
      "Instrument function entry/exit with calls to e.g. mcount() (post inlining)",
      "Safe Stack instrumentation pass",
      "Insert stack protectors",
      "Insert KCFI indirect call checks",
      "Insert fentry calls",
      "Insert XRay ops",
      "Implement the 'patchable-function' attribute",
      "Machine Sanitizer Binary Metadata",
      "Pseudo Probe Inserter",
      "X86 Indirect Branch Tracking",
      "X86 speculative load hardening",
      "X86 Speculative Execution Side Effect Suppression",
      "X86 Indirect Thunks",
      "X86 Return Thunks",
      "X86 Load Value Injection (LVI) Ret-Hardening",
      "X86 Discriminate Memory Operands",
      "X86 Insert Cache Prefetches",
      // Variables of debug information; reports.
      "Assignment Tracking Analysis",
      "Remove Redundant DEBUG_VALUE analysis",
      "Stack Frame Layout Analysis",
      // The x87 unit, 32-bit code, and frames of varying size.
      "X86 FP Stackifier",
      "X86 insert wait instruction",
      "X86 PIC Global Base Reg Initialization",
      "X86 DynAlloca Expander",
      "Argument Stack Rebase",
      "Local Stack Slot Allocation",
      "Unpack machine instruction bundles",
  };
  return names;
}

/// The pass that only modules with atomic instructions need.
constexpr StringLiteral atomics_pass = "Expand Atomic instructions";

/// Whether the name is that of an intrinsic which a pass left out would have to lower.
bool needs_lowering(StringRef name) {
  return name.starts_with("llvm.is.constant") || name.starts_with("llvm.objectsize") || name.starts_with("llvm.vp.") ||
         name.starts_with("llvm.masked.") || name.starts_with("llvm.vector.reduce.");
}

} // namespace

Trimming possible_trimming(ModuleState &state) {
  if (!state.is_built_by_commands) return Trimming::none;
  for (const Function &function : state.module()) {
    if (function.isIntrinsic() && needs_lowering(function.getName())) return Trimming::none;
    if (function.hasGC() || function.hasUWTable()) return Trimming::none;
  }
  return state.has_atomics ? Trimming::with_atomics : Trimming::without_atomics;
}

void TrimmingPassManager::add(Pass *pass) {
  const StringRef name = pass->getPassName();
  if (idle_passes().contains(name) || (trimming == Trimming::without_atomics && name == atomics_pass))
    delete pass;
  else
    target.add(pass);
}

} // namespace wasabi_llvm
