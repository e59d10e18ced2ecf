// Allocation, filling and freeing of an instance's native state.
#include "instance.h"
#include "helpers.h"
#include "thread_signal.h"
#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace wasabi {

const napi_type_tag Instance::tag = {0x7761736162690003, 0x696e7374616e6365};

static std::atomic<uint32_t> nextNumber{1};
static std::atomic<size_t> liveInstances{0};

size_t Instance::liveCount() { return liveInstances.load(std::memory_order_relaxed); }

Instance *Instance::create(CompiledModule *module, ThreadContext *thread, InstanceParts parts) {
  auto *instance = new Instance();
  instance->compiled = module;
  instance->thread = thread;
  instance->sizeBytes = parts.sizeBytes;
  module->retain();
  thread->retain();
  liveInstances.fetch_add(1, std::memory_order_relaxed);
  watchForTermination(thread);
  if (!instance->allocate()) {
    delete instance;
    return nullptr;
  }
  instance->number = nextNumber.fetch_add(1, std::memory_order_relaxed);
  instance->memories = parts.memories;
  instance->tables = parts.tables;
  instance->fillContext(parts);
  if (!module->addInstance(instance)) {
    delete instance;
    return nullptr;
  }
  return instance;
}

bool Instance::allocate() {
  void *memory = nullptr;
  if (posix_memalign(&memory, alignof(VmContext), sizeBytes) != 0) return false;
  memset(memory, 0, sizeBytes);
  vm = static_cast<VmContext *>(memory);
  // Zeroed lazily by the kernel where they are large; most entries are never touched.
  vm->funcRefs = static_cast<FuncRef *>(calloc(std::max(compiled->functionCount(), 1u), sizeof(FuncRef)));
  vm->counterBlocks = static_cast<uint32_t **>(calloc(std::max(compiled->definedCount(), 1u), sizeof(uint32_t *)));
  vm->misfits = static_cast<uint32_t *>(calloc(std::max(compiled->definedCount(), 1u), sizeof(uint32_t)));
  return vm->funcRefs && vm->counterBlocks && vm->misfits;
}

void Instance::fillContext(const InstanceParts &parts) {
  vm->memoryBase = parts.memories.empty() ? nullptr : parts.memories[0]->base();
  vm->stackLimit = thread->stackLimit;
  vm->codeTable = compiled->codeTable();
  vm->thread = thread;
  vm->typeIds = compiled->typeIds();
  vm->helpers = helperTable();
  vm->compiledModule = compiled;
  vm->instance = this;
  auto *start = reinterpret_cast<uint8_t *>(vm);
  // The variable part's offsets come from `instanceLayout`, which aligns them.
  auto *records = reinterpret_cast<MemoryRecord *>(start + parts.memoriesOffset);
  for (size_t i = 0; i < parts.memories.size(); i++)
    records[i] = {parts.memories[i]->base(), parts.memories[i]->lengthCell()};
  auto *tablePointers = reinterpret_cast<TableHeader **>(start + parts.tablesOffset);
  for (size_t i = 0; i < parts.tables.size(); i++)
    tablePointers[i] = parts.tables[i];
  for (size_t i = 0; i < parts.importedFunctions.size(); i++)
    vm->funcRefs[i] = *parts.importedFunctions[i];
}

void Instance::finalize(Instance *instance) {
  instance->thread->whenOutside([instance] { delete instance; });
}

void Instance::holdExceptions() {
  thread->exceptions.addRoots(this, [this](auto &marker) {
    marker.words(vm + 1, reinterpret_cast<uint8_t *>(vm) + sizeBytes);
    for (const auto &segment : elementSegments)
      marker.words(segment.data(), segment.data() + segment.size());
  });
}

Instance::~Instance() {
  thread->exceptions.removeRoots(this);
  if (vm) {
    if (number) compiled->removeInstance(this);
    free(vm->funcRefs);
    free(vm->counterBlocks);
    free(vm->misfits);
    free(vm);
  }
  liveInstances.fetch_sub(1, std::memory_order_relaxed);
  compiled->release();
  thread->release();
}

FuncRef *Instance::funcRef(uint32_t functionIndex) {
  FuncRef *ref = &vm->funcRefs[functionIndex];
  if (ref->codeCell) return ref;
  ref->codeCell = compiled->codeTable() + (functionIndex - compiled->importedCount());
  ref->context = vm;
  ref->typeId = compiled->functionTypeId(functionIndex);
  ref->functionIndex = functionIndex;
  ref->canonical = ref;
  return ref;
}

uint32_t *Instance::allocateCounters(size_t words) {
  auto *chunk = static_cast<uint32_t *>(calloc(words, sizeof(uint32_t)));
  if (chunk) counterChunks.emplace_back(chunk, free);
  return chunk;
}

} // namespace wasabi
