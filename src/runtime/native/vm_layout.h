// The structures that compiled code reads, mirrored from src/core/instance-layout.ts and src/core/trap.ts.
// layout_check.cc compares every offset with JavaScript's tables when the addon loads. Knows nothing of behaviour.
#pragma once
#include <cstddef>
#include <cstdint>

namespace wasabi {

class CompiledModule;
class Instance;
struct ThreadContext;
struct FuncRef;

/// Fixed part of one instance's state; memory records, table pointers and global slots follow it.
struct alignas(64) VmContext {
  uint8_t *memoryBase;
  /// Written by other threads that want this one at a safepoint, hence read and written only atomically.
  uint64_t stackLimit;
  void **codeTable;
  uint32_t **counterBlocks;
  ThreadContext *thread;
  FuncRef *funcRefs;
  const uint32_t *typeIds;
  void *const *helpers;
  CompiledModule *compiledModule;
  /// Owner of this context; not read by compiled code.
  Instance *instance;
  /// By defined index.
  uint32_t *misfits;
  uint8_t reserved[128 - 11 * 8];
};

/// What a non-null funcref points to.
struct FuncRef {
  void **codeCell;
  void *context;
  uint32_t typeId;
  /// Function index in its own module; noFunction for a host function.
  uint32_t functionIndex;
  FuncRef *canonical;
};

inline constexpr uint32_t noFunction = 0xffffffff;

struct MemoryRecord {
  uint8_t *base;
  uint64_t *lengthCell;
};

/// First members of a table; TableObject derives from it.
struct TableHeader {
  uint64_t *elements;
  uint64_t length;
};

/// One value of any type: a slot of `values`, a global's cell.
union alignas(16) Value {
  uint64_t bits;
  uint8_t bytes[16];
};

inline constexpr size_t globalSlotSize = 16;
inline constexpr size_t valueCount = 1024;
inline constexpr size_t intRegisters = 5;
inline constexpr size_t floatRegisters = 8;

/// Registers on their way between JavaScript and compiled code. Layout known to exchange.ts and to entry_x64.S.
struct Exchange {
  /// Integer registers in order, the context's first (unused: it is no argument of the function).
  uint64_t ints[intRegisters + 1];
  Value floats[floatRegisters];
  uint64_t intResult;
  uint64_t padding;
  Value floatResult;
  /// FuncRef to call.
  FuncRef *callee;
  /// How `invoke` ended: an Outcome.
  uint32_t outcome;
  uint32_t reserved;
  /// The exception that `invoke` ended with, or that a host function asks to be thrown; otherwise null.
  uint64_t thrown;
  uint64_t padding2;
};

/// How control came back to the innermost entry frame. `threw`: an exception of JavaScript that wasm cannot catch, pending
/// in the environment; `thrown`: an exception of wasm.
enum class Outcome : uint32_t { returned = 0, trapped = 1, threw = 2, exited = 3, thrown = 4 };

enum class TrapCode : uint32_t {
  unreachable = 1,
  memoryOutOfBounds,
  tableOutOfBounds,
  undefinedElement,
  uninitializedElement,
  indirectCallTypeMismatch,
  integerOverflow,
  integerDivideByZero,
  invalidConversionToInteger,
  stackExhausted,
  nullReference,
  unalignedAtomic,
  expectedSharedMemory,
  castFailure,
  interrupted,
  outOfMemory,
  codeUnavailable,
  uncaughtException,
  nullFunctionReference,
};

/// Slots of the helper table, in the order of `Helper` in instance-layout.ts.
enum class Helper : uint32_t {
  trap,
  stackLimit,
  memorySize,
  memoryGrow,
  memoryFill,
  memoryCopy,
  memoryInit,
  dataDrop,
  tableGrow,
  tableFill,
  tableCopy,
  tableInit,
  elemDrop,
  hotFunction,
  hotLoop,
  recordTarget,
  memoryCheck,
  memoryWait32,
  memoryWait64,
  memoryNotify,
  isSubtype,
  makeException,
  throwException,
  misfit,
  count = 64,
};

} // namespace wasabi
