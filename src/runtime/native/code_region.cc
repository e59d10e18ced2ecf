// Reservation, first-fit allocation and page protection of the code region. Knows nothing of what the code is.
#include "code_region.h"
#include <sys/mman.h>

namespace wasabi {

static constexpr size_t wantedBytes = size_t(2) << 30;
static constexpr size_t leastBytes = size_t(16) << 20;

CodeRegion &CodeRegion::get() {
  // Never destroyed: other threads may run code while the process exits.
  static CodeRegion *region = new CodeRegion();
  return *region;
}

static void *reserve(size_t sizeBytes, int protection) {
  void *start = mmap(nullptr, sizeBytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return start == MAP_FAILED ? nullptr : start;
}

CodeRegion::CodeRegion() {
  void *start = nullptr;
  size_t sizeBytes = wantedBytes;
  // Smaller where an address space limit (ulimit -v) forbids more.
  while (sizeBytes >= leastBytes && !(start = reserve(sizeBytes, PROT_NONE)))
    sizeBytes /= 2;
  if (!start) return;
  owners =
      static_cast<std::atomic<uint32_t> *>(reserve(sizeBytes / pageBytes * sizeof(uint32_t), PROT_READ | PROT_WRITE));
  if (!owners) return;
  baseAddress = uintptr_t(start);
  reservedBytes = sizeBytes;
  freeRanges.emplace(0, sizeBytes);
}

uint8_t *CodeRegion::allocate(size_t sizeBytes) {
  size_t wanted = roundUp(sizeBytes);
  if (wanted == 0) return nullptr;
  std::lock_guard<std::mutex> lock(mutex);
  for (auto range = freeRanges.begin(); range != freeRanges.end(); ++range) {
    if (range->second < wanted) continue;
    auto [offset, available] = *range;
    auto *start = reinterpret_cast<uint8_t *>(baseAddress + offset);
    if (mprotect(start, wanted, PROT_READ | PROT_WRITE) != 0) return nullptr;
    freeRanges.erase(range);
    if (available > wanted) freeRanges.emplace(offset + wanted, available - wanted);
    return start;
  }
  return nullptr;
}

bool CodeRegion::seal(uint8_t *start, size_t sizeBytes, uint32_t owner) {
  if (mprotect(start, roundUp(sizeBytes), PROT_READ | PROT_EXEC) != 0) return false;
  setOwner(start, sizeBytes, owner);
  return true;
}

void CodeRegion::release(uint8_t *start, size_t sizeBytes) {
  size_t wanted = roundUp(sizeBytes);
  setOwner(start, sizeBytes, 0);
  // A fresh mapping drops the pages and their protection in one call.
  mmap(start, wanted, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  std::lock_guard<std::mutex> lock(mutex);
  size_t offset = uintptr_t(start) - baseAddress;
  auto next = freeRanges.lower_bound(offset);
  if (next != freeRanges.end() && next->first == offset + wanted) {
    wanted += next->second;
    next = freeRanges.erase(next);
  }
  if (next != freeRanges.begin()) {
    auto previous = std::prev(next);
    if (previous->first + previous->second == offset) {
      previous->second += wanted;
      return;
    }
  }
  freeRanges.emplace(offset, wanted);
}

void CodeRegion::setOwner(uint8_t *start, size_t sizeBytes, uint32_t owner) {
  size_t first = (uintptr_t(start) - baseAddress) / pageBytes;
  size_t pages = roundUp(sizeBytes) / pageBytes;
  for (size_t page = first; page < first + pages; page++)
    owners[page].store(owner, std::memory_order_release);
}

} // namespace wasabi
