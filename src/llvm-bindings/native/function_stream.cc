#include "function_stream.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/CFG.h"

using namespace llvm;

namespace wasabi_llvm {

namespace {

struct CommandInfo {
  const char *name;
  uint32_t operand_count;
};

constexpr CommandInfo commands[] = {
#define WASABI_INFO(name, count) {#name, count},
    WASABI_COMMANDS(WASABI_INFO)
#undef WASABI_INFO
};

/// Whether a command appends an instruction to the current block.
constexpr bool appends(Command command) {
  return command >= Command::k_binary && command < Command::k_phi && command != Command::k_alloca;
}

} // namespace

FunctionStream::FunctionStream(ModuleTables &tables, Function &function, std::span<const int32_t> words)
    : tables(tables), function(function), words(words), builder(tables.state.context()) {
  for (Argument &argument : function.args())
    values.push_back(&argument);
}

FunctionStream::~FunctionStream() {
  // Blocks that no position chose belong to nobody: the function takes those that are in use, and frees them.
  for (BlockState &state : blocks) {
    if (state.is_placed) continue;
    if (state.block->use_empty() && state.block->empty())
      delete state.block;
    else
      function.insert(function.end(), state.block);
  }
}

Error FunctionStream::run() {
  while (at < words.size()) {
    const uint32_t number = words[at] & 0xff;
    if (const char *wrong = step()) {
      const char *name = number < std::size(commands) ? commands[number].name : "unknown";
      return createStringError("function " + function.getName() + ", command " + Twine(command_index) + " (" + name +
                               "): " + wrong);
    }
    ++command_index;
  }
  if (const char *wrong = finish()) return createStringError("function " + function.getName() + ": " + wrong);
  return Error::success();
}

FunctionStream::Result FunctionStream::step() {
  const uint32_t first = next();
  const uint32_t number = first & 0xff;
  if (number >= std::size(commands)) return "there is no such command";
  if (!has(commands[number].operand_count)) return truncated;
  const auto command = static_cast<Command>(number);
  if (appends(command)) {
    ++tables.state.instruction_count;
    if (Result wrong = prepare_instruction()) return wrong;
    if (must_tail_call && command != Command::k_ret && command != Command::k_retVoid) {
      return "only a return may follow a musttail call";
    }
  }
  return execute(command, first >> 8);
}

FunctionStream::Result FunctionStream::execute(Command command, uint32_t flags) {
  switch (command) {
  case Command::k_block:
    return make_block(flags);
  case Command::k_position:
    return position();
  case Command::k_location: {
    const uint32_t line = next();
    location_changed |= line != location;
    location = line;
    return nullptr;
  }
  case Command::k_constInt:
  case Command::k_constF32:
  case Command::k_constF64:
  case Command::k_constV128:
  case Command::k_zero:
  case Command::k_poison:
    return constant(command, flags);
  case Command::k_functionAddress:
  case Command::k_globalAddress:
    return address(command);
  case Command::k_binary:
    return binary(flags);
  case Command::k_fneg:
    return fneg();
  case Command::k_icmp:
    return compare(true, flags);
  case Command::k_fcmp:
    return compare(false, flags);
  case Command::k_select:
    return select(flags);
  case Command::k_cast:
    return cast(flags);
  case Command::k_load:
    return load(flags);
  case Command::k_store:
    return store(flags);
  case Command::k_gep:
    return gep(flags);
  case Command::k_gepConst:
    return gep_const(flags);
  case Command::k_gepSum:
    return gep_sum();
  case Command::k_atomicRmw:
    return atomic_rmw(flags);
  case Command::k_cmpxchg:
    return cmpxchg(flags);
  case Command::k_fence:
    return fence(flags);
  case Command::k_extractElement:
    return lane(false);
  case Command::k_insertElement:
    return lane(true);
  case Command::k_shuffle:
    return shuffle(flags);
  case Command::k_extractValue:
    return extract_value();
  case Command::k_freeze:
    return freeze();
  case Command::k_call:
    return call(flags);
  case Command::k_callIntrinsic:
    return call_intrinsic(flags);
  case Command::k_alloca:
    return alloca(flags);
  case Command::k_landingPad:
    return landing_pad();
  case Command::k_invoke:
    return invoke(flags);
  case Command::k_br:
    return br();
  case Command::k_condBr:
    return cond_br(flags);
  case Command::k_switchInt:
    return switch_int(flags);
  case Command::k_ret:
    return ret(true);
  case Command::k_retVoid:
    return ret(false);
  case Command::k_unreachable:
    return unreachable();
  case Command::k_phi:
    return phi(flags);
  case Command::k_addIncoming:
    return add_incoming();
  case Command::k_headLoad:
    return head_load();
  case Command::k_tailStore:
    return tail_store();
  case Command::count:
    break;
  }
  return "there is no such command";
}

FunctionStream::Result FunctionStream::prepare_instruction() {
  if (!is_open) return builder.GetInsertBlock() ? "its block has ended already" : "no block was chosen before it";
  if (location_changed) attach_location();
  return nullptr;
}

void FunctionStream::attach_location() {
  location_changed = false;
  if (location == 0) {
    builder.SetCurrentDebugLocation(DebugLoc());
    return;
  }
  DISubprogram *scope = tables.location_scope(function);
  builder.SetCurrentDebugLocation(DILocation::get(tables.state.context(), location, 0, scope));
}

FunctionStream::Result FunctionStream::make_block(uint32_t flags) {
  StringRef name;
  const int32_t offset = next(), length = next();
  if (!tables.text(offset, length, name)) return "its name is out of range";
  BlockState state{BasicBlock::Create(tables.state.context(), name)};
  state.is_cold = (flags & 1) != 0;
  blocks.push_back(state);
  return nullptr;
}

FunctionStream::Result FunctionStream::position() {
  BlockState *state = next_block();
  if (!state) return unknown_block;
  if (must_tail_call) return "only a return may follow a musttail call";
  if (!state->is_placed) {
    if (state->is_cold && function.empty()) return "the first block is the entry: it cannot be cold";
    state->is_placed = true;
    function.insert(state->is_cold || !first_cold ? function.end() : first_cold->getIterator(), state->block);
    if (state->is_cold && !first_cold) first_cold = state->block;
  }
  builder.SetInsertPoint(state->block);
  is_open = state->block->getTerminator() == nullptr;
  return nullptr;
}

FunctionStream::Result FunctionStream::finish() {
  if (function.empty()) return "it has no blocks";
  if (!pred_empty(&function.getEntryBlock())) return "a branch goes to the entry block";
  const bool unwinds = function.hasPersonalityFn();
  for (BlockState &state : blocks) {
    if (!state.is_placed) {
      if (!state.block->use_empty() || !state.block->empty()) return "a block is used but was never chosen";
      continue;
    }
    if (!state.block->getTerminator()) return "a block has no end";
    if (Result wrong = check_phis(state)) return wrong;
    if (!unwinds) continue;
    if (Result wrong = check_unwinding(state)) return wrong;
  }
  return nullptr;
}

FunctionStream::Result FunctionStream::check_phis(BlockState &state) {
  if (!state.last_phi) return nullptr;
  SmallVector<BasicBlock *, 8> expected(predecessors(state.block)), incoming;
  sort(expected);
  for (PHINode &phi : state.block->phis()) {
    incoming.assign(phi.block_begin(), phi.block_end());
    sort(incoming);
    if (incoming != expected) return "a phi's incoming blocks are not its block's predecessors";
  }
  return nullptr;
}

} // namespace wasabi_llvm
