// A linear memory as native code sees it: base, the cell with its length, and the way to ask JavaScript, which owns it,
// for its real length or for growth.
#pragma once
#include "thread_context.h"

namespace wasabi {

inline constexpr uint64_t wasmPageBytes = 65536;

class MemoryObject {
public:
  static const napi_type_tag tag;

  /// `platform`: the WebAssembly.Memory. `grow(deltaPages)` returns the old length in pages or -1. Both are referred to
  /// weakly: whoever holds the native object holds them too.
  static MemoryObject *create(ThreadContext *thread, uint8_t *base, uint64_t lengthBytes, bool shared,
                              napi_value platform, napi_value grow);
  static void finalize(MemoryObject *memory);

  uint8_t *base() const { return start; }
  uint64_t *lengthCell() { return &length; }
  ThreadContext *thread() const { return owner; }

  /// Length in bytes, up to date: asks JavaScript when JavaScript may have grown the memory since the last time.
  uint64_t currentLength();
  /// Whether [offset, offset + count) lies inside; asks JavaScript before it says no.
  bool covers(uint64_t offset, uint64_t count) {
    if (count <= length && offset <= length - count) return true;
    refresh();
    return count <= length && offset <= length - count;
  }
  /// Old length in pages, or -1.
  int64_t grow(uint64_t deltaPages);

private:
  MemoryObject() = default;
  ~MemoryObject();
  bool callGrow(double delta, double *result);
  bool readLength(double *result);
  void refresh();

  uint8_t *start = nullptr;
  uint64_t length = 0;
  /// `jsEpoch` of the thread when the length was last read.
  uint64_t checkedAt = 0;
  bool shared = false;
  ThreadContext *owner = nullptr;
  napi_ref platform = nullptr;
  napi_ref growFunction = nullptr;
};

/// Whether the whole 8 GiB behind a base are reserved, so that no access of a 32-bit memory can reach anything else.
bool reservationIsWhole(const uint8_t *base);

} // namespace wasabi
