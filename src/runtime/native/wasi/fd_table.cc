// The descriptor table. Descriptors are released outside the lock, as closing a host file may block.
#include "fd_table.h"

namespace wasabi::wasi {

DescriptorRef FdTable::get(uint32_t fd) const {
  std::lock_guard lock(mutex);
  return isOpen(fd) ? slots[fd] : nullptr;
}

Errno FdTable::insert(DescriptorRef descriptor, uint32_t &fd) {
  std::lock_guard lock(mutex);
  if (freed.empty()) {
    if (slots.size() >= capacity) return Errno::mfile;
    fd = static_cast<uint32_t>(slots.size());
    slots.push_back(std::move(descriptor));
    return Errno::success;
  }
  fd = *freed.begin();
  freed.erase(freed.begin());
  slots[fd] = std::move(descriptor);
  return Errno::success;
}

Errno FdTable::close(uint32_t fd) {
  DescriptorRef closed;
  std::lock_guard lock(mutex);
  if (!isOpen(fd)) return Errno::badf;
  closed.swap(slots[fd]);
  freed.insert(fd);
  return Errno::success;
}

Errno FdTable::renumber(uint32_t from, uint32_t to) {
  DescriptorRef closed;
  std::lock_guard lock(mutex);
  if (!isOpen(from) || !isOpen(to)) return Errno::badf;
  if (from == to) return Errno::success;
  closed.swap(slots[to]);
  slots[to].swap(slots[from]);
  freed.insert(from);
  return Errno::success;
}

} // namespace wasabi::wasi
