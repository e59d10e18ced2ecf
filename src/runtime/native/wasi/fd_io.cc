// Reading, writing and positions: fd_read, fd_pread, fd_write, fd_pwrite, fd_seek, fd_tell.
#include "blocking.h"
#include "functions.h"
#include "iovecs.h"

#include <poll.h>
#include <unistd.h>

namespace wasabi::wasi {

namespace {

struct Request {
  DescriptorRef descriptor;
  IoVectors vectors;
};

/// Looks up the descriptor and checks all pointers. A positioned transfer of what has no position is `spipe`, even
/// though its rights lack the seek.
Errno prepare(Call &call, uint32_t fd, Rights wanted, bool positioned, uint32_t iovs, uint32_t iovsLength,
              uint32_t result, Request &request) {
  Errno error = lookup(call, fd, wanted, request.descriptor);
  if (error != Errno::success) return error;
  if (positioned) {
    bool stream = !request.descriptor->isSeekable() && !request.descriptor->isDirectory();
    if (!request.descriptor->has(right::fdSeek)) return stream ? Errno::spipe : Errno::notcapable;
  }
  if (!call.memory.contains(result, 4)) return Errno::fault;
  return request.vectors.read(call.memory, iovs, iovsLength);
}

/// Transfers and stores the count.
template <class SystemCall>
Errno transfer(Call &call, const Request &request, short pollEvents, SystemCall once, uint32_t result) {
  ssize_t done;
  Errno error = complete(call, *request.descriptor, pollEvents, once, done);
  if (error != Errno::success) return error;
  return call.memory.store(result, static_cast<uint32_t>(done)) ? Errno::success : Errno::fault;
}

enum class Whence { set, current, end };

Errno seek(Call &call, uint32_t fd, int64_t offset, Whence whence, uint32_t result) {
  DescriptorRef descriptor;
  Errno error = lookup(call, fd, 0, descriptor);
  if (error != Errno::success) return error;
  bool onlyTells = whence == Whence::current && offset == 0;
  bool allowed = descriptor->has(right::fdSeek) || (onlyTells && descriptor->has(right::fdTell));
  if (!allowed) {
    bool stream = !descriptor->isSeekable() && !descriptor->isDirectory();
    return stream ? Errno::spipe : Errno::notcapable;
  }
  if (!call.memory.contains(result, 8)) return Errno::fault;
  static constexpr int hostWhence[] = {SEEK_SET, SEEK_CUR, SEEK_END};
  off_t position = lseek(descriptor->host(), offset, hostWhence[static_cast<int>(whence)]);
  if (position < 0) return lastError();
  return call.memory.store(result, static_cast<uint64_t>(position)) ? Errno::success : Errno::fault;
}

} // namespace

Errno fd_read(Call &call, uint32_t fd, uint32_t iovs, uint32_t iovsLength, uint32_t result) {
  Request request;
  Errno error = prepare(call, fd, right::fdRead, false, iovs, iovsLength, result, request);
  if (error != Errno::success) return error;
  auto once = [&] { return readv(request.descriptor->host(), request.vectors.data(), request.vectors.count()); };
  return transfer(call, request, POLLIN, once, result);
}

Errno fd_pread(Call &call, uint32_t fd, uint32_t iovs, uint32_t iovsLength, uint64_t offset, uint32_t result) {
  Request request;
  Errno error = prepare(call, fd, right::fdRead, true, iovs, iovsLength, result, request);
  if (error != Errno::success) return error;
  auto at = static_cast<off_t>(offset);
  auto once = [&] { return preadv(request.descriptor->host(), request.vectors.data(), request.vectors.count(), at); };
  return transfer(call, request, POLLIN, once, result);
}

Errno fd_write(Call &call, uint32_t fd, uint32_t iovs, uint32_t iovsLength, uint32_t result) {
  Request request;
  Errno error = prepare(call, fd, right::fdWrite, false, iovs, iovsLength, result, request);
  if (error != Errno::success) return error;
  auto once = [&] { return writev(request.descriptor->host(), request.vectors.data(), request.vectors.count()); };
  return transfer(call, request, POLLOUT, once, result);
}

Errno fd_pwrite(Call &call, uint32_t fd, uint32_t iovs, uint32_t iovsLength, uint64_t offset, uint32_t result) {
  Request request;
  Errno error = prepare(call, fd, right::fdWrite, true, iovs, iovsLength, result, request);
  if (error != Errno::success) return error;
  auto at = static_cast<off_t>(offset);
  auto once = [&] { return pwritev(request.descriptor->host(), request.vectors.data(), request.vectors.count(), at); };
  return transfer(call, request, POLLOUT, once, result);
}

Errno fd_seek(Call &call, uint32_t fd, uint64_t offset, uint32_t whence, uint32_t result) {
  static constexpr Whence values[] = {Whence::set, Whence::current, Whence::end};
  if (whence >= std::size(values)) return Errno::inval;
  return seek(call, fd, static_cast<int64_t>(offset), values[whence], result);
}

Errno unstable::fd_seek(Call &call, uint32_t fd, uint64_t offset, uint32_t whence, uint32_t result) {
  static constexpr Whence values[] = {Whence::current, Whence::end, Whence::set};
  if (whence >= std::size(values)) return Errno::inval;
  return seek(call, fd, static_cast<int64_t>(offset), values[whence], result);
}

Errno fd_tell(Call &call, uint32_t fd, uint32_t result) { return seek(call, fd, 0, Whence::current, result); }

} // namespace wasabi::wasi
