#include "target_machines.h"

#include "llvm_process.h"

#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Target/TargetOptions.h"

using namespace llvm;

namespace wasabi_llvm {

namespace {

/// LLVM only warns, on stderr, of a processor or feature it does not know: refuse them before it sees them.
Error check_choice(const Target &target, const HostTarget &host, StringRef cpu, StringRef features) {
  std::unique_ptr<MCSubtargetInfo> generic(target.createMCSubtargetInfo(host.triple, "", ""));
  if (!generic->isCPUStringValid(cpu)) return createStringError("unknown processor " + cpu);
  SmallVector<StringRef, 32> names;
  features.split(names, ',', -1, /*KeepEmpty=*/false);
  const auto known = generic->getAllProcessorFeatures();
  for (StringRef name : names) {
    const StringRef bare = name.drop_front();
    const bool is_signed = name.starts_with("+") || name.starts_with("-");
    const bool is_known = any_of(known, [&](const SubtargetFeatureKV &feature) { return bare == feature.Key; });
    if (!is_signed || !is_known) return createStringError("unknown processor feature " + name);
  }
  return Error::success();
}

TargetOptions code_generation_options(CodeGenOptLevel level) {
  TargetOptions options;
  // A trap after what cannot be reached keeps a mistake from running into the next function, but FastISel cannot emit
  // it.
  options.TrapUnreachable = level != CodeGenOptLevel::None;
  options.NoTrapAfterNoreturn = true;
  options.EmitAddrsig = false;
  // Short jumps are found by laying out the code again and again, each in a fragment of its own.
  options.MCOptions.MCRelaxAll = level == CodeGenOptLevel::None;
  return options;
}

TargetChoice resolve(const TargetChoice &choice) {
  const HostTarget &host = host_target();
  const bool is_host = choice.cpu.empty() && choice.features.empty();
  return {choice.cpu.empty() ? host.cpu : choice.cpu, is_host ? host.features : choice.features};
}

Expected<const Target *> host_architecture() {
  std::string error;
  if (const Target *target = TargetRegistry::lookupTarget(host_target().triple, error)) return target;
  return createStringError(error);
}

} // namespace

Expected<std::vector<std::string>> enabled_features(const TargetChoice &choice) {
  const auto [cpu, features] = resolve(choice);
  auto target = host_architecture();
  if (!target) return target.takeError();
  if (Error unknown = check_choice(**target, host_target(), cpu, features)) return unknown;
  std::unique_ptr<MCSubtargetInfo> subtarget((*target)->createMCSubtargetInfo(host_target().triple, cpu, features));
  std::vector<std::string> names;
  for (const SubtargetFeatureKV &feature : subtarget->getAllProcessorFeatures()) {
    if (subtarget->hasFeature(feature.Value)) names.push_back(feature.Key);
  }
  return names;
}

Expected<LLVMTargetMachine *> TargetMachines::get(CodeGenOptLevel level, const TargetChoice &choice) {
  const HostTarget &host = host_target();
  const auto [cpu, features] = resolve(choice);
  std::unique_ptr<TargetMachine> &machine = machines[Key(level, cpu, features)];
  if (!machine) {
    auto target = host_architecture();
    if (!target) return target.takeError();
    if (Error unknown = check_choice(**target, host, cpu, features)) return unknown;
    machine.reset((*target)->createTargetMachine(host.triple, cpu, features, code_generation_options(level),
                                                 Reloc::PIC_, CodeModel::Small, level, /*JIT=*/false));
    if (!machine) return createStringError("no code generator for " + host.triple);
  }
  // Every target that LLVM can generate code for derives from LLVMTargetMachine; LLVM's own tools make this cast.
  return static_cast<LLVMTargetMachine *>(machine.get());
}

} // namespace wasabi_llvm
