// Address space of a linear memory that is not the platform's: reserved whole when it is made, readable and writable up
// to its length, so that it grows without moving. Knows nothing of pages of WebAssembly or of JavaScript.
#pragma once
#include "thread_context.h"

namespace wasabi {

class Mapping {
public:
  static const napi_type_tag tag;

  /// Reserves `maximumBytes`. Null when the system refuses.
  static Mapping *create(ThreadContext *thread, uint64_t lengthBytes, uint64_t maximumBytes);
  /// Gives back JavaScript's reference once no wasm runs on its thread.
  static void finalize(Mapping *mapping);

  void retain() { references++; }
  /// Unmaps it with the last reference.
  void release();

  uint8_t *base() const { return start; }
  /// Length in bytes; only ever grows.
  uint64_t *lengthCell() { return &length; }
  /// False when it passes the maximum or the system refuses; the length is then as before.
  bool grow(uint64_t lengthBytes);

private:
  Mapping() = default;
  ~Mapping();

  uint8_t *start = nullptr;
  uint64_t length = 0;
  uint64_t maximum = 0;
  uint32_t references = 1;
  ThreadContext *owner = nullptr;
};

} // namespace wasabi
