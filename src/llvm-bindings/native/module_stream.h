// Builds a module from the commands of a module builder: types, functions, constants; then every function's body.
#pragma once

#include "commands.h"
#include "module_state.h"
#include "type_table.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"

#include <span>

namespace wasabi_llvm {

/// An intrinsic as bodies refer to it.
struct IntrinsicUse {
  llvm::Function *declaration;
  /// Bit i: argument i must be a constant.
  uint32_t immediate_arguments;
};

/// What function bodies refer to by number.
class ModuleTables {
public:
  ModuleTables(ModuleState &state, std::span<const uint8_t> pool) : state(state), types(state.context()), pool(pool) {}

  /// A range of the pool as text; false if it leaves the pool.
  bool text(int32_t offset, int32_t length, llvm::StringRef &out) const;
  /// Access tag of an alias class (1 to 255).
  llvm::MDNode *alias_tag(uint32_t alias_class);
  /// Where locations of `function` belong; made when first asked for.
  llvm::DISubprogram *location_scope(llvm::Function &function);

  ModuleState &state;
  TypeTable types;
  std::span<const uint8_t> pool;
  llvm::SmallVector<llvm::FunctionType *, 32> function_types;
  llvm::SmallVector<llvm::Function *, 64> functions;
  /// Functions with bodies, in the order of the body streams.
  llvm::SmallVector<llvm::Function *, 64> defined;
  llvm::SmallVector<llvm::GlobalVariable *, 8> globals;
  llvm::SmallVector<IntrinsicUse, 16> intrinsics;

private:
  llvm::DIFile *source_file = nullptr;
  llvm::DICompileUnit *compile_unit = nullptr;
  llvm::MDNode *alias_root = nullptr;
  llvm::SmallVector<llvm::MDNode *, 8> alias_tags;
};

/// LLVM's calling convention by the number of ../commands.ts; false if there is none.
bool calling_convention(uint32_t number, llvm::CallingConv::ID &out);

/// Builds a whole module. An Error names function and command.
llvm::Expected<std::unique_ptr<ModuleState>> build_module(llvm::StringRef name, std::span<const int32_t> commands,
                                                          std::span<const uint8_t> pool,
                                                          llvm::ArrayRef<std::span<const int32_t>> bodies,
                                                          bool keep_names);

} // namespace wasabi_llvm
