// What a descriptor is, and the calls on it that move no data: attributes, flags, rights, sizes, times, syncing,
// preopen names, closing and renumbering.
#include "filestat.h"
#include "functions.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace wasabi::wasi {

namespace {

struct GuestFdstat {
  uint8_t type;
  uint8_t padding;
  uint16_t flags;
  uint32_t padding2;
  uint64_t base;
  uint64_t inheriting;
};
static_assert(sizeof(GuestFdstat) == 24);

/// Repeats a call that a signal interrupted.
template <class SystemCall> Errno untilDone(SystemCall call) {
  while (call() != 0) {
    if (errno != EINTR) return lastError();
  }
  return Errno::success;
}

Errno filestatGet(Call &call, uint32_t fd, uint32_t result, Layout layout) {
  DescriptorRef descriptor;
  Errno error = lookup(call, fd, right::fdFilestatGet, descriptor);
  if (error != Errno::success) return error;
  struct stat status;
  if (fstat(descriptor->host(), &status) != 0) return lastError();
  return storeFilestat(call.memory, result, status, descriptor->type, layout);
}

} // namespace

Errno fd_advise(Call &call, uint32_t fd, uint64_t offset, uint64_t length, uint32_t advice) {
  static constexpr int hostAdvice[] = {POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
                                       POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,   POSIX_FADV_NOREUSE};
  DescriptorRef descriptor;
  Errno error = lookup(call, fd, right::fdAdvise, descriptor);
  if (error != Errno::success) return error;
  if (advice >= std::size(hostAdvice) || offset > INT64_MAX || length > INT64_MAX) return Errno::inval;
  return fromHost(posix_fadvise(descriptor->host(), static_cast<off_t>(offset), static_cast<off_t>(length),
                                hostAdvice[advice]));
}

Errno fd_allocate(Call &call, uint32_t fd, uint64_t offset, uint64_t length) {
  DescriptorRef descriptor;
  Errno error = lookup(call, fd, right::fdAllocate, descriptor);
  if (error != Errno::success) return error;
  if (offset > INT64_MAX || length > INT64_MAX) return Errno::inval;
  int result;
  do {
    result = posix_fallocate(descriptor->host(), static_cast<off_t>(offset), static_cast<off_t>(length));
  } while (result == EINTR);
  return fromHost(result);
}

Errno fd_close(Call &call, uint32_t fd) { return call.context.fds.close(fd); }

Errno fd_datasync(Call &call, uint32_t fd) {
  DescriptorRef descriptor;
  Errno error = lookup(call, fd, right::fdDatasync, descriptor);
  if (error != Errno::success) return error;
  return untilDone([&] { return fdatasync(descriptor->host()); });
}

Errno fd_sync(Call &call, uint32_t fd) {
  DescriptorRef descriptor;
  Errno error = lookup(call, fd, right::fdSync, descriptor);
  if (error != Errno::success) return error;
  return untilDone([&] { return fsync(descriptor->host()); });
}

Errno fd_fdstat_get(Call &call, uint32_t fd, uint32_t result) {
  DescriptorRef descriptor;
  Errno error = lookup(call, fd, 0, descriptor);
  if (error != Errno::success) return error;
  GuestFdstat guest{};
  guest.type = static_cast<uint8_t>(descriptor->type);
  guest.flags = descriptor->flags;
  guest.base = descriptor->base;
  guest.inheriting = descriptor->inheriting;
  return call.memory.store(result, guest) ? Errno::success : Errno::fault;
}

Errno fd_fdstat_set_flags(Call &call, uint32_t fd, uint32_t flags) {
  DescriptorRef descriptor;
  Errno error = lookup(call, fd, right::fdFdstatSetFlags, descriptor);
  if (error != Errno::success) return error;
  constexpr uint16_t fixed = fdflag::dsync | fdflag::rsync | fdflag::sync;
  // Hosts cannot change how writes are synchronized once a file is open.
  if (flags & ~uint32_t{fdflag::all} || (flags & fixed) != (descriptor->flags & fixed)) return Errno::inval;
  int host = fcntl(descriptor->host(), F_GETFL);
  if (host < 0) return lastError();
  int wanted = (host & ~O_APPEND) | (flags & fdflag::append ? O_APPEND : 0);
  if (!descriptor->inherited) wanted = (wanted & ~O_NONBLOCK) | (flags & fdflag::nonblock ? O_NONBLOCK : 0);
  if (wanted != host && fcntl(descriptor->host(), F_SETFL, wanted) != 0) return lastError();
  descriptor->flags = static_cast<uint16_t>(flags);
  return Errno::success;
}

Errno fd_fdstat_set_rights(Call &call, uint32_t fd, uint64_t base, uint64_t inheriting) {
  DescriptorRef descriptor;
  Errno error = lookup(call, fd, 0, descriptor);
  if (error != Errno::success) return error;
  if (!descriptor->has(base) || (descriptor->inheriting & inheriting) != inheriting) return Errno::notcapable;
  // Removing bits, not storing them, so that two threads that both drop rights cannot bring one back.
  descriptor->base &= base;
  descriptor->inheriting &= inheriting;
  return Errno::success;
}

Errno fd_filestat_get(Call &call, uint32_t fd, uint32_t result) {
  return filestatGet(call, fd, result, Layout::preview1);
}

Errno unstable::fd_filestat_get(Call &call, uint32_t fd, uint32_t result) {
  return filestatGet(call, fd, result, Layout::unstable);
}

Errno fd_filestat_set_size(Call &call, uint32_t fd, uint64_t size) {
  DescriptorRef descriptor;
  Errno error = lookup(call, fd, right::fdFilestatSetSize, descriptor);
  if (error != Errno::success) return error;
  if (size > INT64_MAX) return Errno::inval;
  return untilDone([&] { return ftruncate(descriptor->host(), static_cast<off_t>(size)); });
}

Errno fd_filestat_set_times(Call &call, uint32_t fd, uint64_t atim, uint64_t mtim, uint32_t flags) {
  DescriptorRef descriptor;
  Errno error = lookup(call, fd, right::fdFilestatSetTimes, descriptor);
  if (error != Errno::success) return error;
  timespec times[2];
  error = fileTimes(atim, mtim, flags, times);
  if (error != Errno::success) return error;
  if (descriptor->readOnly) return Errno::rofs;
  return futimens(descriptor->host(), times) == 0 ? Errno::success : lastError();
}

Errno fd_prestat_get(Call &call, uint32_t fd, uint32_t result) {
  DescriptorRef descriptor;
  Errno error = lookup(call, fd, 0, descriptor);
  if (error != Errno::success) return error;
  if (!descriptor->preopenName) return Errno::badf;
  // Tag 0 (a directory), then the length of its name.
  uint64_t prestat = uint64_t{static_cast<uint32_t>(descriptor->preopenName->size())} << 32;
  return call.memory.store(result, prestat) ? Errno::success : Errno::fault;
}

Errno fd_prestat_dir_name(Call &call, uint32_t fd, uint32_t path, uint32_t pathLength) {
  DescriptorRef descriptor;
  Errno error = lookup(call, fd, 0, descriptor);
  if (error != Errno::success) return error;
  if (!descriptor->preopenName) return Errno::notdir;
  const std::string &name = *descriptor->preopenName;
  if (name.size() > pathLength) return Errno::nametoolong;
  return call.memory.storeBytes(path, name.data(), name.size()) ? Errno::success : Errno::fault;
}

Errno fd_renumber(Call &call, uint32_t from, uint32_t to) { return call.context.fds.renumber(from, to); }

} // namespace wasabi::wasi
