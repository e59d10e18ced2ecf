// A guest's table of descriptors, lowest free number first. Safe to use from several threads.
#pragma once

#include "descriptor.h"

#include <cstdint>
#include <mutex>
#include <set>
#include <vector>

namespace wasabi::wasi {

class FdTable {
public:
  /// The descriptor, or null when `fd` is not open.
  DescriptorRef get(uint32_t fd) const;
  /// Gives the descriptor the lowest free number; errno `mfile` when the table is full.
  Errno insert(DescriptorRef descriptor, uint32_t &fd);
  Errno close(uint32_t fd);
  /// Moves `from` onto `to`, closing what was there; both must be open.
  Errno renumber(uint32_t from, uint32_t to);

private:
  bool isOpen(uint32_t fd) const { return fd < slots.size() && slots[fd] != nullptr; }

  static constexpr size_t capacity = 1 << 20;
  mutable std::mutex mutex;
  std::vector<DescriptorRef> slots;
  std::set<uint32_t> freed;
};

} // namespace wasabi::wasi
