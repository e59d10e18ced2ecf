#include "module_state.h"

#include "llvm_process.h"

#include "llvm/AsmParser/Parser.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

#include <malloc.h>

using namespace llvm;

namespace wasabi_llvm {

/// What code generation needed for larger modules than this, some ten times as much, the allocator would keep for their
/// thread alone. Giving it back takes under a millisecond.
static constexpr int64_t large_module_bytes = 1'250'000;

std::atomic<int64_t> ModuleState::live_count{0};

bool DiagnosticCollector::handleDiagnostics(const DiagnosticInfo &info) {
  if (const auto *remark = dyn_cast<DiagnosticInfoOptimizationBase>(&info)) {
    if (collect_fallbacks && remark->getPassName() == fallback_pass)
      fallbacks.emplace_back(remark->getFunction().getName().str(), remark->getMsg());
    return true;
  }
  if (info.getSeverity() != DS_Error) return true;
  raw_string_ostream out(errors);
  DiagnosticPrinterRawOStream printer(out);
  if (!errors.empty()) out << "; ";
  info.print(printer);
  return true;
}

Error DiagnosticCollector::take_errors() {
  if (errors.empty()) return Error::success();
  return createStringError(std::exchange(errors, {}));
}

ModuleState::ModuleState(bool keep_names) : llvm_context(std::make_unique<LLVMContext>()) {
  auto handler = std::make_unique<DiagnosticCollector>();
  collector = handler.get();
  llvm_context->setDiagnosticHandler(std::move(handler));
  llvm_context->setDiscardValueNames(!keep_names);
  live_count.fetch_add(1, std::memory_order_relaxed);
}

ModuleState::~ModuleState() { live_count.fetch_sub(1, std::memory_order_relaxed); }

Error ModuleState::verify() {
  std::string text;
  raw_string_ostream out(text);
  if (!verifyModule(*llvm_module, &out)) return Error::success();
  return createStringError("the module does not verify: " + StringRef(text).rtrim());
}

void ModuleState::count_instructions() {
  instruction_count = 0;
  for (const Function &function : *llvm_module)
    for (const BasicBlock &block : function)
      instruction_count += static_cast<int64_t>(block.size());
}

int64_t ModuleState::estimated_bytes() const {
  // An instruction with its operands, uses and location takes about 200 bytes, a module and context about 100 KB.
  constexpr int64_t bytes_per_instruction = 200, bytes_per_module = 100'000;
  return bytes_per_module + bytes_per_instruction * instruction_count;
}

void dispose(std::unique_ptr<ModuleState> state) {
  const bool is_large = state->estimated_bytes() > large_module_bytes;
  state.reset();
  if (is_large) malloc_trim(0);
}

Expected<std::unique_ptr<ModuleState>> parse_text(StringRef text) {
  auto state = std::make_unique<ModuleState>(true);
  SMDiagnostic diagnostic;
  std::unique_ptr<Module> module = parseAssembly(MemoryBufferRef(text, "text"), diagnostic, state->context());
  if (!module) {
    return createStringError("line " + Twine(diagnostic.getLineNo()) + ", column " +
                             Twine(diagnostic.getColumnNo() + 1) + ": " + diagnostic.getMessage());
  }
  state->set_module(std::move(module));
  state->count_instructions();
  if (Error error = state->verify()) return error;
  return state;
}

Expected<std::unique_ptr<ModuleState>> parse_bitcode(StringRef bytes) {
  auto state = std::make_unique<ModuleState>(true);
  auto module = parseBitcodeFile(MemoryBufferRef(bytes, "bitcode"), state->context());
  if (!module) return module.takeError();
  state->set_module(std::move(*module));
  state->count_instructions();
  if (Error error = state->diagnostics().take_errors()) return error;
  if (Error error = state->verify()) return error;
  return state;
}

} // namespace wasabi_llvm
