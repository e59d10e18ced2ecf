// One LLVM module with the context it lives in, and how LLVM's diagnostics reach its owner.
#pragma once

#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace wasabi_llvm {

/// Collects what LLVM reports about one module. LLVM's default handler would end the process on an error.
class DiagnosticCollector final : public llvm::DiagnosticHandler {
public:
  bool handleDiagnostics(const llvm::DiagnosticInfo &info) override;
  bool isMissedOptRemarkEnabled(llvm::StringRef pass) const override {
    return collect_fallbacks && pass == fallback_pass;
  }
  bool isAnyRemarkEnabled() const override { return collect_fallbacks; }
  bool isAnalysisRemarkEnabled(llvm::StringRef) const override { return false; }
  bool isPassedOptRemarkEnabled(llvm::StringRef) const override { return false; }

  /// The errors reported since the last call, as one Error.
  llvm::Error take_errors();

  bool collect_fallbacks = false;
  /// (function, remark) of each instruction that FastISel could not select.
  std::vector<std::pair<std::string, std::string>> fallbacks;

private:
  /// LLVM's name for the source of remarks on FastISel.
  static constexpr const char *fallback_pass = "sdagisel";

  std::string errors;
};

/// An LLVM module, alone in its context. Not thread-safe; may be used from any one thread at a time.
class ModuleState {
public:
  explicit ModuleState(bool keep_names);
  ~ModuleState();
  ModuleState(const ModuleState &) = delete;
  ModuleState &operator=(const ModuleState &) = delete;

  llvm::LLVMContext &context() { return *llvm_context; }
  llvm::Module &module() { return *llvm_module; }
  DiagnosticCollector &diagnostics() { return *collector; }
  void set_module(std::unique_ptr<llvm::Module> module) { llvm_module = std::move(module); }

  /// Counts the instructions of a module that commands did not build, or that has changed since.
  void count_instructions();
  /// What the verifier says, as an Error.
  llvm::Error verify();
  /// Bytes that the garbage collector should count for this module, estimated from its instructions.
  int64_t estimated_bytes() const;

  /// Whether a command stream made it, so that it holds only what commands can express.
  bool is_built_by_commands = false;
  /// Whether a command made an atomic instruction.
  bool has_atomics = false;
  /// Instructions that commands made, or that were counted last.
  int64_t instruction_count = 0;
  /// Set once code generation has changed the module beyond further use.
  bool emitted = false;
  /// Bytes told to the garbage collector for this module.
  int64_t accounted_bytes = 0;

  /// Modules alive in the process.
  static std::atomic<int64_t> live_count;

private:
  std::unique_ptr<llvm::LLVMContext> llvm_context;
  std::unique_ptr<llvm::Module> llvm_module;
  /// Owned by the context.
  DiagnosticCollector *collector;
};

/// Gives the memory of a module back; that of a large one to the system.
void dispose(std::unique_ptr<ModuleState> state);

llvm::Expected<std::unique_ptr<ModuleState>> parse_text(llvm::StringRef text);
llvm::Expected<std::unique_ptr<ModuleState>> parse_bitcode(llvm::StringRef bytes);

} // namespace wasabi_llvm
