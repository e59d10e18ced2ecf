// sock_*: as far as preview 1 has sockets, which are handed in by the embedder or accepted from those.
#include "blocking.h"
#include "functions.h"
#include "iovecs.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

namespace wasabi::wasi {

namespace {

constexpr uint32_t recvPeek = 1;
constexpr uint32_t recvWaitAll = 2;
constexpr uint16_t recvDataTruncated = 1;

Errno lookupSocket(Call &call, uint32_t fd, Rights wanted, DescriptorRef &socket) {
  socket = call.context.fds.get(fd);
  if (socket == nullptr) return Errno::badf;
  if (!socket->isSocket()) return Errno::notsock;
  return socket->has(wanted) ? Errno::success : Errno::notcapable;
}

} // namespace

Errno sock_accept(Call &call, uint32_t fd, uint32_t flags, uint32_t result) {
  DescriptorRef socket;
  Errno error = lookupSocket(call, fd, right::sockAccept, socket);
  if (error != Errno::success) return error;
  if (flags & ~uint32_t{fdflag::nonblock}) return Errno::inval;
  if (!call.memory.contains(result, 4)) return Errno::fault;
  int hostFlags = SOCK_CLOEXEC | (flags & fdflag::nonblock ? SOCK_NONBLOCK : 0);
  ssize_t accepted;
  auto once = [&] { return accept4(socket->host(), nullptr, nullptr, hostFlags); };
  error = complete(call, *socket, POLLIN, once, accepted);
  if (error != Errno::success) return error;
  HostFd opened(static_cast<int>(accepted));
  FileType type = fileTypeOf(opened.get());
  auto descriptor = std::make_shared<Descriptor>(std::move(opened), type, socketRights & socket->inheriting,
                                                 socketRights & socket->inheriting);
  descriptor->flags = static_cast<uint16_t>(flags);
  uint32_t number;
  error = call.context.fds.insert(std::move(descriptor), number);
  if (error != Errno::success) return error;
  return call.memory.store(result, number) ? Errno::success : Errno::fault;
}

Errno sock_recv(Call &call, uint32_t fd, uint32_t iovs, uint32_t iovsLength, uint32_t flags, uint32_t sizeResult,
                uint32_t flagsResult) {
  DescriptorRef socket;
  Errno error = lookupSocket(call, fd, right::fdRead, socket);
  if (error != Errno::success) return error;
  if (flags & ~(recvPeek | recvWaitAll)) return Errno::inval;
  if (!call.memory.contains(sizeResult, 4) || !call.memory.contains(flagsResult, 2)) return Errno::fault;
  IoVectors vectors;
  error = vectors.read(call.memory, iovs, iovsLength);
  if (error != Errno::success) return error;
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = static_cast<size_t>(vectors.count());
  int hostFlags = (flags & recvPeek ? MSG_PEEK : 0) | (flags & recvWaitAll ? MSG_WAITALL : 0);
  ssize_t got;
  error = complete(call, *socket, POLLIN, [&] { return recvmsg(socket->host(), &message, hostFlags); }, got);
  if (error != Errno::success) return error;
  uint16_t resultFlags = message.msg_flags & MSG_TRUNC ? recvDataTruncated : 0;
  bool stored = call.memory.store(sizeResult, static_cast<uint32_t>(got)) &&
                call.memory.store(flagsResult, resultFlags);
  return stored ? Errno::success : Errno::fault;
}

Errno sock_send(Call &call, uint32_t fd, uint32_t iovs, uint32_t iovsLength, uint32_t flags, uint32_t result) {
  DescriptorRef socket;
  Errno error = lookupSocket(call, fd, right::fdWrite, socket);
  if (error != Errno::success) return error;
  if (flags != 0) return Errno::inval;
  if (!call.memory.contains(result, 4)) return Errno::fault;
  IoVectors vectors;
  error = vectors.read(call.memory, iovs, iovsLength);
  if (error != Errno::success) return error;
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = static_cast<size_t>(vectors.count());
  ssize_t sent;
  error = complete(call, *socket, POLLOUT, [&] { return sendmsg(socket->host(), &message, MSG_NOSIGNAL); }, sent);
  if (error != Errno::success) return error;
  return call.memory.store(result, static_cast<uint32_t>(sent)) ? Errno::success : Errno::fault;
}

Errno sock_shutdown(Call &call, uint32_t fd, uint32_t how) {
  DescriptorRef socket;
  Errno error = lookupSocket(call, fd, right::sockShutdown, socket);
  if (error != Errno::success) return error;
  static constexpr int hostHow[] = {SHUT_RD, SHUT_WR, SHUT_RDWR};
  if (how == 0 || how > 3) return Errno::inval;
  return shutdown(socket->host(), hostHow[how - 1]) == 0 ? Errno::success : lastError();
}

} // namespace wasabi::wasi
