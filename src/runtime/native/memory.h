// A linear memory as native code sees it: base, the cell with its length, and the way to ask JavaScript, which owns it,
// for what only JavaScript can do: tell the real length, grow, wait and notify.
#pragma once
#include "mapping.h"

namespace wasabi {

/// What a memory is made of. `mapping` is null where the bytes are JavaScript's.
struct MemoryParts {
  uint8_t *base;
  uint64_t lengthBytes;
  uint32_t pageBytesLog2;
  bool shared;
  Mapping *mapping;
};

/// Results of `memory.atomic.wait` (threads proposal); `failed`: an exception is pending, or the thread is
/// being ended.
enum class WaitResult : int32_t { woken = 0, notEqual = 1, timedOut = 2, failed = -1 };

class MemoryObject {
public:
  static const napi_type_tag tag;

  /// `operations`: an object of functions, see `MemoryOperations` in native-addon.ts. Referred to weakly: whoever holds
  /// the native object holds it too.
  static MemoryObject *create(ThreadContext *thread, const MemoryParts &parts, napi_value operations);
  static void finalize(MemoryObject *memory);

  uint8_t *base() const { return parts.base; }
  bool shared() const { return parts.shared; }
  uint32_t pageBytesLog2() const { return parts.pageBytesLog2; }
  /// Holds the length in bytes that was seen last, which is never too large.
  uint64_t *lengthCell() { return parts.mapping ? parts.mapping->lengthCell() : &length; }
  ThreadContext *thread() const { return owner; }

  /// Length in bytes, up to date: asks JavaScript when JavaScript or another thread may have grown the memory.
  uint64_t currentLength();
  uint64_t currentPages() { return currentLength() >> parts.pageBytesLog2; }
  /// Whether [offset, offset + count) lies inside; asks JavaScript before it says no.
  bool covers(uint64_t offset, uint64_t count);
  /// Old length in pages, or -1.
  int64_t grow(uint64_t deltaPages);

  /// Waits at `address`, which is in bounds and aligned, while the memory holds `expected` there. A negative timeout
  /// is none.
  WaitResult wait(uint64_t address, int64_t expected, bool is64, double timeoutMs);
  /// Wakes threads that wait at `address`: how many.
  uint32_t notify(uint64_t address, uint32_t count);

private:
  MemoryObject() = default;
  ~MemoryObject();
  /// What becomes of an exception that an operation throws.
  enum class Exception { forget, leavePending };
  bool call(const char *operation, size_t count, const napi_value *arguments, double *result);
  template <typename MakeArguments>
  bool callAbove(const char *operation, double *result, Exception exception, MakeArguments make);
  void refresh();

  MemoryParts parts{};
  uint64_t length = 0;
  /// `jsEpoch` of the thread when the length was last read.
  uint64_t checkedAt = 0;
  ThreadContext *owner = nullptr;
  napi_ref operations = nullptr;
};

} // namespace wasabi
