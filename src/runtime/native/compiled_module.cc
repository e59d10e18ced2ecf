// Life of a compiled module, installing code, publishing rows and OSR entries.
#include "compiled_module.h"
#include "futex.h"
#include "instance.h"
#include "retirement.h"
#include "stub_pool.h"
#include <algorithm>
#include <cstring>
#include <sys/mman.h>
#include <utility>

namespace wasabi {

namespace {
struct ModuleRegistry {
  std::mutex mutex;
  std::unordered_map<double, CompiledModule *> modules;
  double next = 1;
};
} // namespace

static ModuleRegistry &registry() {
  static ModuleRegistry *modules = new ModuleRegistry();
  return *modules;
}

CodeFigures &codeFigures() {
  static CodeFigures *figures = new CodeFigures();
  return *figures;
}

double CompiledModule::create(uint32_t functionCount, uint32_t importedCount, bool expectController) {
  auto *module = new CompiledModule(functionCount, importedCount, expectController);
  if (!module->valid()) {
    delete module;
    return 0;
  }
  ModuleRegistry &modules = registry();
  std::lock_guard<std::mutex> lock(modules.mutex);
  module->number = modules.next++;
  modules.modules.emplace(module->number, module);
  return module->number;
}

CompiledModule *CompiledModule::acquire(double id) {
  ModuleRegistry &modules = registry();
  std::lock_guard<std::mutex> lock(modules.mutex);
  auto found = modules.modules.find(id);
  if (found == modules.modules.end()) return nullptr;
  found->second->retain();
  return found->second;
}

void CompiledModule::release() {
  ModuleRegistry &modules = registry();
  {
    // Under the registry's lock, so that `acquire` cannot find a module whose last reference is going.
    std::lock_guard<std::mutex> lock(modules.mutex);
    if (references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    modules.modules.erase(number);
  }
  delete this;
}

size_t CompiledModule::liveCount() {
  std::lock_guard<std::mutex> lock(registry().mutex);
  return registry().modules.size();
}

static size_t rowBytes(uint32_t count) { return CodeRegion::roundUp(std::max(count, 1u) * sizeof(void *)); }

CompiledModule::CompiledModule(uint32_t functionCount, uint32_t importedCount, bool expectController)
    : functions(functionCount), imported(importedCount), expectController(expectController) {
  uint32_t defined = functionCount - importedCount;
  tiers = std::make_unique<std::atomic<uint8_t>[]>(defined);
  requested = std::make_unique<std::atomic<bool>[]>(defined);
  rowImages.resize(defined);
  void *memory = mmap(nullptr, rowBytes(defined), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return;
  rows = static_cast<void **>(memory);
  if (!fillWithStubs(rows, defined)) {
    munmap(rows, rowBytes(defined));
    rows = nullptr;
  }
}

CompiledModule::~CompiledModule() {
  events.disconnect();
  dropStarter();
  // Without instances no thread can be in this code: it is freed at once.
  for (Image *image : images)
    Image::free(image);
  if (rows) munmap(rows, rowBytes(definedCount()));
}

void CompiledModule::describeTypes(Span<uint32_t> typeList, Span<uint32_t> functionTypeList) {
  std::lock_guard<std::mutex> lock(mutex);
  if (typesDescribed()) return;
  types.assign(typeList.data, typeList.data + typeList.length);
  // Code may take the address of an empty array.
  if (types.empty()) types.push_back(0);
  functionTypes.assign(functionTypeList.data, functionTypeList.data + functionTypeList.length);
  described.store(true, std::memory_order_release);
}

const char *CompiledModule::check(const InstallRequest &request) const {
  if (request.code.length == 0) return "an image needs code";
  for (const ImageSlot &slot : request.slots)
    if (slot.offset % 8 != 0 || uint64_t(slot.offset) + 8 > request.code.length) return "a slot lies outside the code";
  for (const InstallRow &row : request.rows) {
    if (row.functionIndex < imported || row.functionIndex >= functions) return "a row's function is not defined here";
    if (uint64_t(row.offset) + row.sizeBytes > request.code.length || row.offset >= request.code.length)
      return "a row lies outside the code";
    if (row.counters.words > 0 && !row.counters.fits()) return "a counter block is too small for its loops or sites";
  }
  for (const InstallOsrEntry &entry : request.osrEntries) {
    if (entry.functionIndex < imported || entry.functionIndex >= functions)
      return "an OSR entry's function is not defined here";
    if (entry.offset >= request.code.length) return "an OSR entry lies outside the code";
  }
  for (const ImageHandler &handler : request.handlers)
    if (handler.pad >= request.code.length) return "a landing pad lies outside the code";
  return nullptr;
}

bool CompiledModule::mayPublish(const InstallRow &row, const InstallRequest &request) const {
  if (!row.publish) return false;
  auto now = CodeTier(tiers[row.functionIndex - imported].load(std::memory_order_relaxed));
  // What a later process optimized anew fits better than what an earlier one had.
  if (request.restored) return now < request.tier || (now == request.tier && now == CodeTier::optimized);
  return request.downgrade || now != CodeTier::optimized || request.tier == CodeTier::optimized;
}

bool CompiledModule::addCounters(const InstallRequest &request) {
  for (const InstallRow &row : request.rows)
    if (row.counters.words > 0) counterShapes[row.functionIndex] = row.counters;
  for (Instance *instance : instances) {
    size_t words = 0;
    for (const InstallRow &row : request.rows)
      if (!instance->counterBlock(row.functionIndex - imported)) words += row.counters.words;
    if (words == 0) continue;
    uint32_t *block = instance->allocateCounters(words);
    if (!block) return false;
    for (const InstallRow &row : request.rows) {
      if (row.counters.words == 0 || instance->counterBlock(row.functionIndex - imported)) continue;
      armBlockOf(row.functionIndex, block, row.counters);
      instance->setCounterBlock(row.functionIndex - imported, block);
      block += row.counters.words;
    }
  }
  return true;
}

static Image *placeImage(InstallRequest &request, double module) {
  Image *image = Image::place(request.code.data, request.code.length, [&](uint8_t *start) {
    for (const ImageSlot &slot : request.slots)
      memcpy(start + slot.offset, &slot.target, sizeof(void *));
  });
  if (!image) return nullptr;
  image->compiledModule = module;
  for (const InstallRow &row : request.rows)
    image->functions.push_back({row.offset, row.sizeBytes, row.functionIndex});
  for (const InstallOsrEntry &entry : request.osrEntries)
    image->functions.push_back({entry.offset, entry.sizeBytes, entry.functionIndex});
  std::sort(image->functions.begin(), image->functions.end(),
            [](const ImageFunction &a, const ImageFunction &b) { return a.offset < b.offset; });
  // A size that was not given reaches to the next function.
  for (size_t i = 0; i < image->functions.size(); i++) {
    size_t end = i + 1 < image->functions.size() ? image->functions[i + 1].offset : request.code.length;
    ImageFunction &function = image->functions[i];
    if (function.sizeBytes == 0) function.sizeBytes = uint32_t(end - function.offset);
  }
  image->lines = std::move(request.lines);
  image->slots = std::move(request.slots);
  image->tier = request.tier;
  image->restored = request.restored;
  image->handlers = request.handlers;
  return image;
}

const char *CompiledModule::install(InstallRequest &request, InstallResult *result) {
  if (const char *problem = check(request)) return problem;
  std::unique_lock<std::mutex> lock(mutex);
  for (const InstallRow &row : request.rows) {
    auto shape = counterShapes.find(row.functionIndex);
    if (row.counters.words > 0 && shape != counterShapes.end() && shape->second != row.counters)
      return "a function's counter block cannot change its layout";
  }
  Image *image = placeImage(request, number);
  if (!image) return "no room for code";
  if (!addCounters(request)) {
    Image::free(image);
    return "no memory for counters";
  }
  result->image = image->number();
  result->address = double(uintptr_t(image->address()));
  codeFigures().installedImages.fetch_add(1, std::memory_order_relaxed);
  images.push_back(image);
  // Held while rows are stored, so that a row of this image replaced twice cannot drop it half-way.
  image->uses = 1;
  std::vector<Image *> dropped;
  for (const InstallRow &row : request.rows)
    if (request.downgrade && row.counters.words > 0) restartCounters(row, &dropped);
  allowMisfits(request);
  for (const InstallRow &row : request.rows)
    if (mayPublish(row, request)) publishRow(row, image, request.tier, result, &dropped);
  for (const InstallOsrEntry &entry : request.osrEntries)
    publishOsrEntry(entry, image, &dropped);
  dropUse(image, &dropped);
  lock.unlock();
  announce();
  // Without the lock: it may wait for threads, which may want this module.
  retire(dropped);
  return nullptr;
}

/// With the mutex held: before optimized code can run.
void CompiledModule::allowMisfits(const InstallRequest &request) {
  if (request.tier != CodeTier::optimized) return;
  for (Instance *instance : instances) {
    for (const InstallRow &row : request.rows)
      allowMisfits(row.functionIndex, instance);
    for (const InstallOsrEntry &entry : request.osrEntries)
      allowMisfits(entry.functionIndex, instance);
  }
}

void CompiledModule::publishRow(const InstallRow &row, Image *image, CodeTier tier, InstallResult *result,
                                std::vector<Image *> *dropped) {
  uint32_t index = row.functionIndex - imported;
  if (row.recounts > 0) recounts[row.functionIndex] = std::max(recounts[row.functionIndex], row.recounts);
  void *code = image->address() + row.offset;
  image->uses++;
  // Released, so that whoever reads the row also sees the code's counters.
  std::atomic_ref<void *>(rows[index]).store(code, std::memory_order_release);
  tiers[index].store(uint8_t(tier), std::memory_order_release);
  result->published++;
  if (Image *old = std::exchange(rowImages[index], image)) {
    result->swapped++;
    if (!image->restored) codeFigures().swaps.fetch_add(1, std::memory_order_relaxed);
    dropUse(old, dropped);
  }
}

void CompiledModule::publishOsrEntry(const InstallOsrEntry &entry, Image *image, std::vector<Image *> *dropped) {
  OsrEntry &place = osrEntries[loopKey(entry.functionIndex, int32_t(entry.loop))];
  Image *old = place.image;
  place = {image->address() + entry.offset, image};
  image->uses++;
  if (old) dropUse(old, dropped);
}

void CompiledModule::dropUse(Image *image, std::vector<Image *> *dropped) {
  if (--image->uses > 0) return;
  std::erase(images, image);
  dropped->push_back(image);
}

void CompiledModule::announce() {
  progress.fetch_add(1, std::memory_order_acq_rel);
  if (waiting.load(std::memory_order_acquire) > 0) futexWakeAll(&progress);
}

void *CompiledModule::findOsrEntry(uint32_t functionIndex, uint32_t loop) {
  std::lock_guard<std::mutex> lock(mutex);
  auto found = osrEntries.find(loopKey(functionIndex, int32_t(loop)));
  return found == osrEntries.end() ? nullptr : found->second.code;
}

std::vector<uint8_t> CompiledModule::functionRecounts() {
  std::lock_guard<std::mutex> lock(mutex);
  std::vector<uint8_t> counts(functions);
  for (auto &[index, count] : recounts)
    counts[index] = uint8_t(std::min(count, 255u));
  return counts;
}

std::vector<uint8_t> CompiledModule::functionTiers() {
  std::vector<uint8_t> states(functions);
  for (uint32_t i = imported; i < functions; i++)
    states[i] = tiers[i - imported].load(std::memory_order_relaxed);
  return states;
}

} // namespace wasabi
