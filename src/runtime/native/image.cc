// Placing and finding images. The slot table never moves, so that signal handlers can read it without a lock.
#include "image.h"
#include <algorithm>
#include <cstring>
#include <mutex>
#include <sys/mman.h>

namespace wasabi {

static constexpr uint32_t maxImages = 1 << 20;

namespace {
struct SlotTable {
  std::mutex mutex;
  std::atomic<Image *> *slots;
  std::atomic<uint64_t> *seen;
  std::vector<uint32_t> freeSlots;
  /// Slot 0 stays empty: owner 0 of a page means none.
  uint32_t next = 1;
  uint32_t serial = 0;
  std::atomic<size_t> live{0};
  std::atomic<size_t> mappedBytes{0};

  SlotTable() {
    void *memory = mmap(nullptr, maxImages * 2 * sizeof(uint64_t), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    slots = memory == MAP_FAILED ? nullptr : static_cast<std::atomic<Image *> *>(memory);
    seen = reinterpret_cast<std::atomic<uint64_t> *>(slots + maxImages);
  }
};
} // namespace

static SlotTable &table() {
  static SlotTable *slots = new SlotTable();
  return *slots;
}

Image *Image::create(const uint8_t *code, size_t sizeBytes) {
  uint8_t *start = CodeRegion::get().allocate(sizeBytes);
  if (!start) return nullptr;
  memcpy(start, code, sizeBytes);
  auto *image = new Image();
  image->start = start;
  image->codeBytes = sizeBytes;
  SlotTable &slots = table();
  std::lock_guard<std::mutex> lock(slots.mutex);
  if (slots.freeSlots.empty()) {
    if (!slots.slots || slots.next == maxImages) {
      CodeRegion::get().release(start, sizeBytes);
      delete image;
      return nullptr;
    }
    image->slot = slots.next++;
  } else {
    image->slot = slots.freeSlots.back();
    slots.freeSlots.pop_back();
  }
  image->serial = ++slots.serial;
  slots.slots[image->slot].store(image, std::memory_order_release);
  slots.live.fetch_add(1, std::memory_order_relaxed);
  slots.mappedBytes.fetch_add(image->mappedBytes(), std::memory_order_relaxed);
  return image;
}

bool Image::seal() {
  if (CodeRegion::get().seal(start, codeBytes, slot)) return true;
  free(this);
  return false;
}

void Image::free(Image *image) {
  CodeRegion::get().release(image->start, image->codeBytes);
  SlotTable &slots = table();
  {
    std::lock_guard<std::mutex> lock(slots.mutex);
    slots.slots[image->slot].store(nullptr, std::memory_order_release);
    slots.freeSlots.push_back(image->slot);
    slots.live.fetch_sub(1, std::memory_order_relaxed);
    slots.mappedBytes.fetch_sub(image->mappedBytes(), std::memory_order_relaxed);
  }
  delete image;
}

Image *Image::find(uintptr_t address) {
  CodeRegion &region = CodeRegion::get();
  if (!region.contains(address)) return nullptr;
  uint32_t owner = region.ownerOf(address);
  if (owner == 0 || owner == CodeRegion::stubOwner) return nullptr;
  return table().slots[owner].load(std::memory_order_acquire);
}

void Image::markSeen(uintptr_t address, uint64_t scan) {
  uint32_t owner = CodeRegion::get().ownerOf(address);
  if (owner != 0 && owner != CodeRegion::stubOwner) table().seen[owner].store(scan, std::memory_order_relaxed);
}

uint64_t Image::lastSeen() const { return table().seen[slot].load(std::memory_order_relaxed); }

bool Image::locate(uintptr_t address, CodeLocation *location) const {
  auto offset = uint32_t(address - uintptr_t(start));
  auto after = std::upper_bound(functions.begin(), functions.end(), offset,
                                [](uint32_t value, const ImageFunction &function) { return value < function.offset; });
  if (after == functions.begin()) return false;
  const ImageFunction &function = *(after - 1);
  if (offset - function.offset >= function.sizeBytes) return false;
  auto line = std::upper_bound(lines.begin(), lines.end(), offset,
                               [](uint32_t value, const ImageLine &entry) { return value < entry.codeOffset; });
  location->compiledModule = compiledModule;
  location->functionIndex = function.functionIndex;
  location->tier = tier;
  bool known = line != lines.begin() && (line - 1)->codeOffset >= function.offset;
  location->wasmOffset = known ? (line - 1)->wasmOffset : 0;
  return true;
}

uint8_t *Image::landingPad(uintptr_t returnAddress) const {
  auto offset = uint32_t(returnAddress - uintptr_t(start));
  auto after = std::lower_bound(handlers.begin(), handlers.end(), offset,
                                [](const ImageHandler &handler, uint32_t value) { return handler.begin < value; });
  if (after == handlers.begin() || offset > (after - 1)->end) return nullptr;
  return start + (after - 1)->pad;
}

size_t Image::liveCount() { return table().live.load(std::memory_order_relaxed); }
size_t Image::liveMappedBytes() { return table().mappedBytes.load(std::memory_order_relaxed); }

} // namespace wasabi
