// Owner of one instance's VmContext and of what it points to: FuncRefs, counter blocks, segments. Belongs to the thread
// that created it.
#pragma once
#include "compiled_module.h"
#include "memory.h"
#include "table.h"
#include "thread_context.h"
#include <memory>

namespace wasabi {

struct InstanceParts {
  size_t sizeBytes;
  std::vector<MemoryObject *> memories;
  size_t memoriesOffset;
  std::vector<TableObject *> tables;
  size_t tablesOffset;
  std::vector<FuncRef *> importedFunctions;
};

class Instance {
public:
  static const napi_type_tag tag;

  /// Holds a reference to module and thread. Null when memory is exhausted.
  static Instance *create(CompiledModule *module, ThreadContext *thread, InstanceParts parts);
  /// Frees it once no wasm runs on its thread.
  static void finalize(Instance *instance);
  static Instance *of(const VmContext *context) { return context->instance; }

  VmContext *context() const { return vm; }
  size_t contextBytes() const { return sizeBytes; }
  uint32_t id() const { return number; }
  CompiledModule *module() const { return compiled; }
  /// The function's FuncRef, set up on first use. The index must be valid.
  FuncRef *funcRef(uint32_t functionIndex);
  const FuncRef *funcRefs() const { return vm->funcRefs; }

  MemoryObject *memory(uint32_t index) const { return memories[index]; }
  TableObject *table(uint32_t index) const { return tables[index]; }
  size_t memoryCount() const { return memories.size(); }
  size_t tableCount() const { return tables.size(); }

  /// Counter block of a defined function, null without one. Guarded by the module's mutex, but for its own code.
  uint32_t *counterBlock(uint32_t definedIndex) const { return vm->counterBlocks[definedIndex]; }
  /// Room for zeroed counters that lives as long as the instance; null when memory is exhausted.
  uint32_t *allocateCounters(size_t words);
  void setCounterBlock(uint32_t definedIndex, uint32_t *block) { vm->counterBlocks[definedIndex] = block; }

  /// Has optimized code of a defined function ask after so many misfits. Any thread may call it.
  void allowMisfits(uint32_t definedIndex, uint32_t budget) {
    std::atomic_ref<uint32_t>(vm->misfits[definedIndex]).store(budget, std::memory_order_relaxed);
  }

  struct DataSegment {
    const uint8_t *bytes;
    uint64_t sizeBytes;
  };
  std::vector<DataSegment> dataSegments;
  /// FuncRef addresses or externref numbers; dropped segments are empty.
  std::vector<std::vector<uint64_t>> elementSegments;

  /// Some of its globals or element segments hold exnrefs.
  void holdExceptions();

  static size_t liveCount();

private:
  Instance() = default;
  ~Instance();
  bool allocate();
  void fillContext(const InstanceParts &parts);

  VmContext *vm = nullptr;
  size_t sizeBytes = 0;
  uint32_t number = 0;
  CompiledModule *compiled = nullptr;
  ThreadContext *thread = nullptr;
  std::vector<MemoryObject *> memories;
  std::vector<TableObject *> tables;
  std::vector<std::unique_ptr<uint32_t, void (*)(void *)>> counterChunks;
};

} // namespace wasabi
