// One placed piece of machine code: its functions, its line table, and how many rows and OSR entries still name it.
// Immutable once it can run, apart from those counts.
#pragma once
#include "code_region.h"
#include <atomic>
#include <cstdint>
#include <vector>

namespace wasabi {

struct ImageFunction {
  uint32_t offset;
  uint32_t sizeBytes;
  uint32_t functionIndex;
};

/// How good code is.
enum class CodeTier : uint8_t { none, baseline, optimized, failed };

/// An 8-byte cell of the code that holds the address of a runtime symbol.
struct ImageSlot {
  uint32_t offset;
  const void *target;
};

/// A (code offset, module byte offset) pair of the line table.
struct ImageLine {
  uint32_t codeOffset;
  uint32_t wasmOffset;
};

/// A call in whose frame exceptions land: its return address lies behind `begin` and at most at `end`.
struct ImageHandler {
  uint32_t begin, end, pad;
};

struct CodeLocation {
  double compiledModule;
  uint32_t functionIndex;
  CodeTier tier;
  /// 0: unknown.
  uint32_t wasmOffset;
};

class Image {
public:
  /// Copies code into the region; `patch` may write it before it becomes executable. Null when there is no room.
  template <typename Patch> static Image *place(const uint8_t *code, size_t sizeBytes, Patch patch) {
    Image *image = create(code, sizeBytes);
    if (!image) return nullptr;
    patch(image->start);
    return image->seal() ? image : nullptr;
  }
  /// Frees code and description. No thread may be in it or be able to reach it.
  static void free(Image *image);
  /// The image an address of the code region is in, or null. Async-signal-safe.
  static Image *find(uintptr_t address);

  uint8_t *address() const { return start; }
  size_t sizeBytes() const { return codeBytes; }
  size_t mappedBytes() const { return CodeRegion::roundUp(codeBytes); }
  /// Number in the process, never used again.
  uint32_t number() const { return serial; }
  /// Function and module offset of an address in this image; false where no function is. Async-signal-safe.
  bool locate(uintptr_t address, CodeLocation *location) const;

  /// The landing pad of the call with this return address, or null.
  uint8_t *landingPad(uintptr_t returnAddress) const;

  /// Filled in before the image is published.
  std::vector<ImageFunction> functions;
  std::vector<ImageLine> lines;
  std::vector<ImageSlot> slots;
  CodeTier tier = CodeTier::none;
  /// Came out of a cache: saving what is new leaves it out.
  bool restored = false;
  std::vector<ImageHandler> handlers;
  double compiledModule = 0;
  /// Rows and OSR entries that lead here; guarded by the compiled module's mutex.
  uint32_t uses = 0;

  /// Notes that a stack scan found an address of some image; reads no image, so it may race with `free`.
  /// Async-signal-safe.
  static void markSeen(uintptr_t address, uint64_t scan);
  /// Number of the last scan that found an address of this image.
  uint64_t lastSeen() const;

  /// Images in the process, and the pages they take.
  static size_t liveCount();
  static size_t liveMappedBytes();

private:
  Image() = default;
  static Image *create(const uint8_t *code, size_t sizeBytes);
  bool seal();

  uint8_t *start = nullptr;
  size_t codeBytes = 0;
  uint32_t slot = 0;
  uint32_t serial = 0;
};

} // namespace wasabi
