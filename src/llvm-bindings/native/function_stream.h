// Executes one function's commands. Everything a command names is checked before LLVM sees it: release builds of LLVM
// have no assertions, so a wrong operand would crash or corrupt the process.
#pragma once

#include "commands.h"
#include "module_stream.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/Support/Error.h"

#include <span>

namespace wasabi_llvm {

class FunctionStream {
public:
  FunctionStream(ModuleTables &tables, llvm::Function &function, std::span<const int32_t> words);
  ~FunctionStream();
  FunctionStream(const FunctionStream &) = delete;
  FunctionStream &operator=(const FunctionStream &) = delete;

  /// Fills in the function's body. An Error names the function and the command.
  llvm::Error run();

private:
  struct BlockState {
    llvm::BasicBlock *block;
    /// The last phi, after which the next one goes.
    llvm::PHINode *last_phi = nullptr;
    /// The last load that `headLoad` made.
    llvm::Instruction *last_load = nullptr;
    bool is_cold = false;
    bool is_placed = false;
  };
  struct Access {
    llvm::Align align;
    llvm::AtomicOrdering ordering;
    bool is_volatile, is_invariant;
  };
  /// What a command handler returns: null, or what is wrong.
  using Result = const char *;

  // function_stream.cc
  Result step();
  Result execute(Command command, uint32_t flags);
  Result prepare_instruction();
  Result finish();
  Result check_phis(BlockState &state);
  Result make_block(uint32_t flags);
  Result position();
  void attach_location();

  // function_stream_values.cc
  Result constant(Command command, uint32_t flags);
  Result address(Command command);
  Result binary(uint32_t flags);
  Result fneg();
  Result compare(bool is_integer, uint32_t flags);
  Result select(uint32_t flags);
  Result cast(uint32_t flags);
  Result lane(bool is_insert);
  Result shuffle(uint32_t flags);
  Result extract_value();
  Result freeze();

  // function_stream_memory.cc
  Result access(uint32_t flags, Access &out);
  Result load(uint32_t flags);
  Result store(uint32_t flags);
  Result gep(uint32_t flags);
  Result gep_const(uint32_t flags);
  Result gep_sum();
  Result atomic_rmw(uint32_t flags);
  Result cmpxchg(uint32_t flags);
  Result fence(uint32_t flags);
  Result alloca(uint32_t flags);
  Result head_load();
  Result tail_store();
  Result tag_alias(llvm::Instruction *instruction, uint32_t alias_class);

  // function_stream_calls.cc
  Result call(uint32_t flags);
  Result read_callee(llvm::FunctionType *&type, llvm::Value *&callee, uint32_t &options);
  Result call_options(llvm::CallInst *call, uint32_t flags);
  Result invoke(uint32_t flags);
  Result landing_pad();
  Result check_unwinding(const BlockState &state) const;
  Result call_intrinsic(uint32_t flags);
  Result arguments(llvm::FunctionType *type, uint32_t count);

  // function_stream_control.cc
  Result br();
  Result cond_br(uint32_t flags);
  Result switch_int(uint32_t flags);
  Result ret(bool has_value);
  Result unreachable();
  Result phi(uint32_t flags);
  Result add_incoming();
  llvm::MDNode *branch_weights(uint32_t count);

  bool has(uint64_t count) const { return words.size() - at >= count; }
  int32_t next() { return words[at++]; }
  uint64_t next64() {
    const uint32_t low = next(), high = next();
    return low | static_cast<uint64_t>(high) << 32;
  }
  /// The next operand as a value; null if it names none.
  llvm::Value *next_value() {
    const uint32_t id = next();
    return id < values.size() ? values[id] : nullptr;
  }
  /// The next operand as a block; null if it names none.
  BlockState *next_block() {
    const uint32_t id = next();
    return id < blocks.size() ? &blocks[id] : nullptr;
  }
  void define(llvm::Value *value) { values.push_back(value); }

  ModuleTables &tables;
  llvm::Function &function;
  std::span<const int32_t> words;
  size_t at = 0;
  uint32_t command_index = 0;
  llvm::IRBuilder<> builder;
  /// Null where a call returned nothing.
  llvm::SmallVector<llvm::Value *, 256> values;
  llvm::SmallVector<BlockState, 32> blocks;
  llvm::SmallVector<llvm::Value *, 16> call_arguments;
  /// Whether instructions can go to the builder's block.
  bool is_open = false;
  uint32_t location = 0;
  bool location_changed = false;
  /// The call before which nothing but its return may come.
  llvm::CallInst *must_tail_call = nullptr;
  /// Before this one go blocks that are not cold.
  llvm::BasicBlock *first_cold = nullptr;
};

constexpr const char *unknown_value = "an operand names no value";
constexpr const char *unknown_block = "an operand names no block";
constexpr const char *unknown_type = "an operand names no type";
constexpr const char *truncated = "the stream ends within it";

} // namespace wasabi_llvm
