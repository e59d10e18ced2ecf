// Scatter/gather lists of a guest, checked and turned into the host's.
#pragma once

#include "errno.h"
#include "guest_memory.h"

#include <cstddef>
#include <memory>
#include <sys/uio.h>

namespace wasabi::wasi {

/// A guest's iovec array. The host's list is a copy, so a guest thread that changes its own afterwards changes nothing.
/// Lists longer than the host takes in one call are cut: reads and writes may be short.
class IoVectors {
public:
  /// Errno `fault` when the array or a buffer lies outside the memory; `inval` when the lengths do not fit in 32 bits.
  Errno read(const GuestMemory &memory, uint32_t address, uint32_t count);

  const iovec *data() const { return list; }
  iovec *data() { return list; }
  int count() const { return used; }

private:
  static constexpr size_t inlineCount = 16;
  iovec small[inlineCount];
  std::unique_ptr<iovec[]> large;
  iovec *list = small;
  int used = 0;
};

} // namespace wasabi::wasi
