// The one address range of the process that holds machine code. Hands out page-aligned ranges that are writable, then
// executable, never both, and answers in a signal handler which image a program counter is in.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>

namespace wasabi {

class Image;

class CodeRegion {
public:
  static constexpr size_t pageBytes = 4096;
  /// Page owner that stands for lazy stubs, which are never freed.
  static constexpr uint32_t stubOwner = 0xffffffff;

  /// The process's region; reserved on first use. `base()` is null when no address space could be had.
  static CodeRegion &get();

  /// Takes `sizeBytes` rounded up to pages, readable and writable. Null when the region or memory is exhausted.
  uint8_t *allocate(size_t sizeBytes);
  /// Makes a range executable and no longer writable, and records its owner. False when the kernel refuses.
  bool seal(uint8_t *start, size_t sizeBytes, uint32_t owner);
  /// Gives a range back: its pages become inaccessible and may be reused at once.
  void release(uint8_t *start, size_t sizeBytes);

  /// Async-signal-safe.
  bool contains(uintptr_t address) const { return address - baseAddress < reservedBytes; }
  /// Owner of the page of an address in the region; 0 for none. Async-signal-safe.
  uint32_t ownerOf(uintptr_t address) const {
    return owners[(address - baseAddress) / pageBytes].load(std::memory_order_acquire);
  }

  static size_t roundUp(size_t sizeBytes) { return (sizeBytes + pageBytes - 1) & ~(pageBytes - 1); }

private:
  CodeRegion();
  void setOwner(uint8_t *start, size_t sizeBytes, uint32_t owner);

  uintptr_t baseAddress = 0;
  size_t reservedBytes = 0;
  std::atomic<uint32_t> *owners = nullptr;
  std::mutex mutex;
  /// Free ranges by start offset; adjacent ones are merged.
  std::map<size_t, size_t> freeRanges;
};

} // namespace wasabi
