// Checking and copying of scatter/gather lists.
#include "iovecs.h"

#include <algorithm>
#include <climits>

namespace wasabi::wasi {

namespace {

struct GuestIoVector {
  uint32_t buffer;
  uint32_t length;
};

} // namespace

Errno IoVectors::read(const GuestMemory &memory, uint32_t address, uint32_t count) {
  if (!memory.contains(address, uint64_t{count} * sizeof(GuestIoVector))) return Errno::fault;
  used = static_cast<int>(std::min<uint32_t>(count, IOV_MAX));
  if (static_cast<size_t>(used) > inlineCount) {
    large = std::make_unique<iovec[]>(static_cast<size_t>(used));
    list = large.get();
  }
  uint64_t total = 0;
  for (int i = 0; i < used; i++) {
    GuestIoVector guest;
    if (!memory.load(address + static_cast<uint32_t>(i) * sizeof guest, guest)) return Errno::fault;
    if (!memory.contains(guest.buffer, guest.length)) return Errno::fault;
    total += guest.length;
    list[i] = {memory.base + guest.buffer, guest.length};
  }
  return total > UINT32_MAX ? Errno::inval : Errno::success;
}

} // namespace wasabi::wasi
