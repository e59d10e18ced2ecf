// What compiled code calls: traps, memories, tables, segments, hotness. Each may end in a trap, so none owns anything
// where it raises one.
#include "helpers.h"
#include "entry.h"
#include "function_types.h"
#include "futex.h"
#include "instance.h"
#include "interrupt.h"
#include "thread_signal.h"
#include "traps.h"
#include "unwind.h"
#include <algorithm>
#include <cmath>
#include <cstring>

namespace wasabi {

static ThreadContext *threadOf(VmContext *vm) { return vm->thread; }

static void trap(VmContext *vm, uint32_t code, uint32_t wasmOffset) {
  raiseTrap(threadOf(vm), TrapCode(code), wasmOffset);
}

static void stackLimit(VmContext *vm) {
  ThreadContext *thread = threadOf(vm);
  std::atomic_ref<uint64_t>(vm->stackLimit).store(thread->stackLimit, std::memory_order_relaxed);
  if (thread->interruptWanted.exchange(false)) raiseTrap(thread, TrapCode::interrupted);
  if (uintptr_t(__builtin_frame_address(0)) < thread->stackLimit) raiseTrap(thread, TrapCode::stackExhausted);
}

static int64_t memorySize(VmContext *vm, uint32_t index) {
  return int64_t(vm->instance->memory(index)->currentPages());
}

static int64_t memoryGrow(VmContext *vm, uint32_t index, uint64_t deltaPages) {
  return vm->instance->memory(index)->grow(deltaPages);
}

static void checkMemory(VmContext *vm, MemoryObject *memory, uint64_t offset, uint64_t length) {
  if (!memory->covers(offset, length)) raiseTrap(threadOf(vm), TrapCode::memoryOutOfBounds);
}

static void memoryFill(VmContext *vm, uint32_t index, uint64_t to, uint64_t value, uint64_t length) {
  MemoryObject *memory = vm->instance->memory(index);
  checkMemory(vm, memory, to, length);
  memset(memory->base() + to, int(value & 0xff), length);
}

static void memoryCopy(VmContext *vm, uint32_t indices, uint64_t to, uint64_t from, uint64_t length) {
  MemoryObject *target = vm->instance->memory(indices & 0xffff);
  MemoryObject *source = vm->instance->memory(indices >> 16);
  checkMemory(vm, target, to, length);
  checkMemory(vm, source, from, length);
  memmove(target->base() + to, source->base() + from, length);
}

static void memoryInit(VmContext *vm, uint64_t indexAndSegment, uint64_t to, uint64_t from, uint64_t length) {
  MemoryObject *memory = vm->instance->memory(uint32_t(indexAndSegment));
  const Instance::DataSegment &segment = vm->instance->dataSegments[indexAndSegment >> 32];
  checkMemory(vm, memory, to, length);
  if (length > segment.sizeBytes || from > segment.sizeBytes - length)
    raiseTrap(threadOf(vm), TrapCode::memoryOutOfBounds);
  if (length > 0) memcpy(memory->base() + to, segment.bytes + from, length);
}

static void dataDrop(VmContext *vm, uint32_t segment) { vm->instance->dataSegments[segment] = {nullptr, 0}; }

static void memoryCheck(VmContext *vm, uint32_t index, uint64_t start, uint64_t last) {
  MemoryObject *memory = vm->instance->memory(index);
  if (last == UINT64_MAX || !memory->covers(start, last + 1)) raiseTrap(threadOf(vm), TrapCode::memoryOutOfBounds);
}

/// The effective address of an atomic operation on `sizeBytes`, checked.
static uint64_t atomicAddress(VmContext *vm, MemoryObject *memory, uint64_t address, uint64_t offset,
                              uint64_t sizeBytes) {
  uint64_t effective = 0;
  if (__builtin_add_overflow(address, offset, &effective)) raiseTrap(threadOf(vm), TrapCode::memoryOutOfBounds);
  checkMemory(vm, memory, effective, sizeBytes);
  if (effective % sizeBytes != 0) raiseTrap(threadOf(vm), TrapCode::unalignedAtomic);
  return effective;
}

/// Waits at most `timeoutMs` (negative: for ever). In a thread that signals may interrupt it waits in short turns:
/// only there JavaScript's wait would not end, and there it is the program's only thread.
static WaitResult waitInTurns(ThreadContext *thread, MemoryObject *memory, uint64_t address, int64_t expected,
                              bool is64, double timeoutMs) {
  static constexpr double turnMs = 20;
  if (!isInterruptible(thread)) return memory->wait(address, expected, is64, timeoutMs);
  double left = timeoutMs < 0 ? INFINITY : timeoutMs;
  for (bool first = true;; first = false) {
    WaitResult result = memory->wait(address, expected, is64, std::min(left, turnMs));
    if (thread->interruptWanted.exchange(false)) raiseTrap(thread, TrapCode::interrupted);
    // A change since the last turn is one that this thread would have been woken for.
    if (result == WaitResult::notEqual && !first) return WaitResult::woken;
    left -= turnMs;
    if (result != WaitResult::timedOut || left <= 0) return result;
  }
}

static int32_t memoryWait(VmContext *vm, uint32_t index, uint64_t address, uint64_t offset, int64_t expected,
                          int64_t timeoutNs, bool is64) {
  MemoryObject *memory = vm->instance->memory(index);
  uint64_t effective = atomicAddress(vm, memory, address, offset, is64 ? 8 : 4);
  if (!memory->shared()) raiseTrap(threadOf(vm), TrapCode::expectedSharedMemory);
  double timeoutMs = timeoutNs < 0 ? -1 : double(timeoutNs) / 1e6;
  WaitResult result = waitInTurns(threadOf(vm), memory, effective, expected, is64, timeoutMs);
  if (result == WaitResult::failed) raisePendingException(threadOf(vm));
  return int32_t(result);
}

static int32_t memoryWait32(VmContext *vm, uint32_t index, uint64_t address, uint64_t offset, int64_t expected,
                            int64_t timeoutNs) {
  return memoryWait(vm, index, address, offset, expected, timeoutNs, false);
}

static int32_t memoryWait64(VmContext *vm, uint32_t index, uint64_t address, uint64_t offset, int64_t expected,
                            int64_t timeoutNs) {
  return memoryWait(vm, index, address, offset, expected, timeoutNs, true);
}

static int32_t memoryNotify(VmContext *vm, uint32_t index, uint64_t address, uint64_t offset, uint32_t count) {
  MemoryObject *memory = vm->instance->memory(index);
  uint64_t effective = atomicAddress(vm, memory, address, offset, 4);
  // Nobody can wait on a memory of one thread.
  return memory->shared() ? int32_t(memory->notify(effective, count)) : 0;
}

static void checkTable(VmContext *vm, const TableObject *table, uint64_t offset, uint64_t length) {
  if (!table->covers(offset, length)) raiseTrap(threadOf(vm), TrapCode::tableOutOfBounds);
}

static int64_t tableGrow(VmContext *vm, uint32_t index, uint64_t fill, uint64_t delta) {
  return vm->instance->table(index)->grow(delta, fill);
}

static void tableFill(VmContext *vm, uint32_t index, uint64_t start, uint64_t value, uint64_t length) {
  TableObject *table = vm->instance->table(index);
  checkTable(vm, table, start, length);
  std::fill_n(table->elements + start, length, value);
}

static void tableCopy(VmContext *vm, uint64_t indices, uint64_t to, uint64_t from, uint64_t length) {
  TableObject *target = vm->instance->table(uint32_t(indices));
  TableObject *source = vm->instance->table(uint32_t(indices >> 32));
  checkTable(vm, target, to, length);
  checkTable(vm, source, from, length);
  memmove(target->elements + to, source->elements + from, length * sizeof(uint64_t));
}

static void tableInit(VmContext *vm, uint64_t indexAndSegment, uint64_t to, uint64_t from, uint64_t length) {
  TableObject *table = vm->instance->table(uint32_t(indexAndSegment));
  const std::vector<uint64_t> &segment = vm->instance->elementSegments[indexAndSegment >> 32];
  checkTable(vm, table, to, length);
  if (length > segment.size() || from > segment.size() - length) raiseTrap(threadOf(vm), TrapCode::tableOutOfBounds);
  if (length > 0) memcpy(table->elements + to, segment.data() + from, length * sizeof(uint64_t));
}

static void elemDrop(VmContext *vm, uint32_t segment) {
  std::vector<uint64_t>().swap(vm->instance->elementSegments[segment]);
}

static void hotFunction(VmContext *vm, uint32_t functionIndex) {
  CompiledModule *module = vm->compiledModule;
  uint32_t *block = vm->counterBlocks[functionIndex - module->importedCount()];
  module->onTrip(EventKind::hotFunction, functionIndex, entryCounter, vm->instance, block + tripWord(entryCounter));
}

static void *hotLoop(VmContext *vm, uint32_t functionIndex, uint32_t loop, uint32_t valueCount) {
  CompiledModule *module = vm->compiledModule;
  if (!threadOf(vm)->growOsrBuffer(valueCount)) return nullptr;
  uint32_t *block = vm->counterBlocks[functionIndex - module->importedCount()];
  void *code = module->findOsrEntry(functionIndex, loop);
  if (!code) {
    module->onTrip(EventKind::hotLoop, functionIndex, int32_t(loop), vm->instance, block + tripWord(int32_t(loop)));
    code = module->findOsrEntry(functionIndex, loop);
  } else {
    // The next entry of this loop in old code transfers at once.
    arm(block + tripWord(int32_t(loop)), 1);
  }
  if (code) codeFigures().osrEntries.fetch_add(1, std::memory_order_relaxed);
  return code;
}

static void recordCallTarget(VmContext *, TargetSite *site, FuncRef *target) { recordTarget(site, uint64_t(target)); }

static uint32_t isSubtypeId(VmContext *, uint32_t actual, uint32_t expected) { return isSubtype(actual, expected); }

static Exception *makeException(VmContext *vm, TagObject *tag) {
  ThreadContext *thread = threadOf(vm);
  Exception *exception = thread->exceptions.create(tag);
  if (!exception) raiseTrap(thread, TrapCode::outOfMemory);
  return exception;
}

static void throwFromCode(VmContext *vm, Exception *exception) {
  if (!exception) raiseTrap(threadOf(vm), TrapCode::nullReference);
  throwException(threadOf(vm), exception, uintptr_t(__builtin_frame_address(0)));
}

static void misfit(VmContext *vm, uint32_t definedIndex, uint32_t member) {
  CompiledModule *module = vm->compiledModule;
  module->onMisfit(definedIndex + module->importedCount(), member, vm->instance);
}

static void missing(VmContext *vm) { raiseTrap(threadOf(vm), TrapCode::codeUnavailable, 0, "unknown helper"); }

namespace {
struct Table {
  void *slots[size_t(Helper::count)];

  Table() {
    std::fill_n(slots, size_t(Helper::count), reinterpret_cast<void *>(missing));
    set(Helper::trap, trap);
    set(Helper::stackLimit, stackLimit);
    set(Helper::memorySize, memorySize);
    set(Helper::memoryGrow, memoryGrow);
    set(Helper::memoryFill, memoryFill);
    set(Helper::memoryCopy, memoryCopy);
    set(Helper::memoryInit, memoryInit);
    set(Helper::dataDrop, dataDrop);
    set(Helper::tableGrow, tableGrow);
    set(Helper::tableFill, tableFill);
    set(Helper::tableCopy, tableCopy);
    set(Helper::tableInit, tableInit);
    set(Helper::elemDrop, elemDrop);
    set(Helper::hotFunction, hotFunction);
    set(Helper::hotLoop, hotLoop);
    set(Helper::recordTarget, recordCallTarget);
    set(Helper::memoryCheck, memoryCheck);
    set(Helper::memoryWait32, memoryWait32);
    set(Helper::memoryWait64, memoryWait64);
    set(Helper::memoryNotify, memoryNotify);
    set(Helper::isSubtype, isSubtypeId);
    set(Helper::makeException, makeException);
    set(Helper::throwException, throwFromCode);
    set(Helper::misfit, misfit);
  }

  // Compiled code calls them with the types instance-layout.ts states.
  template <typename Function> void set(Helper helper, Function *function) {
    slots[size_t(helper)] = reinterpret_cast<void *>(function);
  }
};
} // namespace

void *const *helperTable() {
  static const Table table;
  return table.slots;
}

} // namespace wasabi

using namespace wasabi;

/// Copies the message to where no owner is, so that a trap can be raised.
static void *resolve(VmContext *vm, uint32_t definedIndex) {
  ThreadContext *thread = vm->thread;
  std::string message;
  auto giveUp = [thread] { return thread->interruptWanted.load() || !environmentLives(thread); };
  void *code = vm->compiledModule->waitForCode(definedIndex, vm->instance->id(), giveUp, &message);
  if (!code) thread->trap.message = std::move(message);
  return code;
}

void *wasabi_lazy_resolve(VmContext *vm, uint32_t definedIndex) {
  if (void *code = resolve(vm, definedIndex)) return code;
  ThreadContext *thread = vm->thread;
  if (thread->interruptWanted.exchange(false)) raiseTrap(thread, TrapCode::interrupted);
  if (!environmentLives(thread)) raisePendingException(thread);
  raiseTrap(thread, TrapCode::codeUnavailable, 0, nullptr);
}
