#include "llvm_process.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"

#include <atomic>
#include <cstdio>
#include <memory>
#include <mutex>
#include <unistd.h>

using namespace llvm;

namespace wasabi_llvm {

namespace {

struct Work {
  const char *stage = nullptr;
  Module *module = nullptr;
};

thread_local Work current_work;
std::once_flag initialized;
HostTarget host;

/// Exit code of a process that LLVM cannot continue (EX_SOFTWARE).
constexpr int fatal_exit_code = 70;

/// Writes the module being worked on to the temp directory; the path, or an empty string.
std::string write_reproducer(Module &module) {
  int descriptor = -1;
  SmallString<128> path;
  if (sys::fs::createTemporaryFile("wasabi-llvm", "bc", descriptor, path)) return "";
  raw_fd_ostream out(descriptor, /*shouldClose=*/true);
  WriteBitcodeToFile(module, out);
  return path.str().str();
}

/// LLVM ends the process after this returns, by exit(): other threads would run on destroyed globals, so leave here.
void on_fatal_error(void *, const char *reason, bool) {
  static std::atomic_flag entered = ATOMIC_FLAG_INIT;
  if (entered.test_and_set()) _exit(fatal_exit_code);
  const Work work = current_work;
  fprintf(stderr, "llvm-bindings: fatal LLVM error while %s: %s\n", work.stage ? work.stage : "idle", reason);
  if (work.module) {
    fprintf(stderr, "llvm-bindings: module %s\n", work.module->getModuleIdentifier().c_str());
    const std::string path = write_reproducer(*work.module);
    if (!path.empty()) fprintf(stderr, "llvm-bindings: reproducer %s\n", path.c_str());
  }
  fflush(stderr);
  _exit(fatal_exit_code);
}

/// What the processor has but is slow at, which LLVM does not know of its model (RATIONALE.md has the figures).
const char *tuning_of(StringRef cpu) { return cpu.starts_with("znver") ? "+prefer-no-gather" : ""; }

/// The host's features beyond those of its CPU model, and its tuning: long feature strings are hashed for every function
/// compiled.
std::string distinct_features(const Target &target, const HostTarget &described) {
  std::unique_ptr<MCSubtargetInfo> model(target.createMCSubtargetInfo(described.triple, described.cpu, ""));
  if (!model) return "";
  SubtargetFeatures distinct;
  for (const auto &feature : sys::getHostCPUFeatures()) {
    const std::string enabled = ("+" + feature.getKey()).str();
    if (model->checkFeatures(enabled) != feature.getValue()) distinct.AddFeature(feature.getKey(), feature.getValue());
  }
  if (const char *tuning = tuning_of(described.cpu); *tuning) distinct.AddFeature(tuning);
  return distinct.getString();
}

struct Setting {
  const char *option;
  const char *value;
};

/// What LLVM can be told in no other way (RATIONALE.md has the figures).
constexpr Setting settings[] = {
    // Conditional moves in loops would become branches where latencies promise a gain; those do not know what a branch
    // that cannot be predicted costs, and lowering makes branches where it wants them.
    {"x86-cmov-converter", "false"},
    // Looks for values that could live in AVX-512's mask registers, in a time that explodes with large functions.
    {"disable-x86-domain-reassignment", "true"},
    // Vectorizing straight-line code looks this far back for lanes; LLVM's 12 ends in the middle of a cipher's round.
    {"slp-recursion-max-depth", "32"},
};

void apply_settings() {
  auto &options = cl::getRegisteredOptions();
  for (const auto &[option, value] : settings)
    if (const auto found = options.find(option); found != options.end()) found->second->addOccurrence(0, option, value);
}

void initialize_once() {
  apply_settings();
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  install_fatal_error_handler(on_fatal_error);
  host.triple = sys::getProcessTriple();
  host.cpu = sys::getHostCPUName().str();
  std::string error;
  if (const Target *target = TargetRegistry::lookupTarget(host.triple, error)) {
    host.features = distinct_features(*target, host);
  }
}

} // namespace

void initialize_llvm() { std::call_once(initialized, initialize_once); }

const HostTarget &host_target() { return host; }

WorkingOn::WorkingOn(const char *stage, Module &module) { current_work = {stage, &module}; }
WorkingOn::~WorkingOn() { current_work = {}; }

} // namespace wasabi_llvm
