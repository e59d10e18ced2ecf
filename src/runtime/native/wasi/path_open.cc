// path_open: flags and rights of a new descriptor, and how read-only preopens answer.
#include "functions.h"
#include "sandbox.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace wasabi::wasi {

namespace {

namespace oflag {
constexpr uint32_t creat = 1;
constexpr uint32_t directory = 2;
constexpr uint32_t excl = 4;
constexpr uint32_t trunc = 8;
constexpr uint32_t all = 15;
} // namespace oflag

constexpr uint32_t symlinkFollow = 1;
/// Rights that only a host descriptor open for writing can honour. The right to set the size alone does not ask for
/// one: programs in Go request it for every file, and lose it on those they only read.
constexpr Rights writeRights = right::fdWrite | right::fdAllocate;
/// Bits that path_open may be asked for although nothing it opens has them.
constexpr Rights ignoredRights = ~(directoryRights | fileRights);

struct Request {
  uint32_t oflags;
  uint32_t fdFlags;
  Rights base;
  Rights inheriting;
  bool follow;

  bool writes() const { return (base & writeRights) && !(oflags & oflag::directory); }
  bool modifies() const { return writes() || (oflags & (oflag::creat | oflag::trunc)); }
};

/// Checks flags and rights before anything is created.
Errno check(const Descriptor &parent, uint32_t dirFlags, const Request &request) {
  if (dirFlags & ~symlinkFollow || request.oflags & ~oflag::all || request.fdFlags & ~uint32_t{fdflag::all}) {
    return Errno::inval;
  }
  if ((request.oflags & oflag::directory) && (request.oflags & (oflag::creat | oflag::excl | oflag::trunc))) {
    return Errno::inval;
  }
  Rights needed = right::pathOpen;
  if (request.oflags & oflag::creat) needed |= right::pathCreateFile;
  if (request.oflags & oflag::trunc) needed |= right::pathFilestatSetSize;
  Rights handedOn = request.base | request.inheriting;
  if (request.fdFlags & fdflag::dsync) handedOn |= right::fdDatasync;
  if (request.fdFlags & (fdflag::rsync | fdflag::sync)) handedOn |= right::fdSync;
  bool allowed = parent.has(needed) && (handedOn & ~parent.inheriting) == 0;
  return allowed ? Errno::success : Errno::notcapable;
}

int hostFlags(const Request &request) {
  int flags = 0;
  if (request.writes()) {
    flags = request.base & (right::fdRead | right::fdReaddir) ? O_RDWR : O_WRONLY;
  } else {
    flags = O_RDONLY;
  }
  if (request.oflags & oflag::creat) flags |= O_CREAT;
  if (request.oflags & oflag::directory) flags |= O_DIRECTORY;
  if (request.oflags & oflag::excl) flags |= O_EXCL;
  if (request.oflags & oflag::trunc) flags |= O_TRUNC;
  if (request.fdFlags & fdflag::append) flags |= O_APPEND;
  if (request.fdFlags & fdflag::dsync) flags |= O_DSYNC;
  if (request.fdFlags & fdflag::nonblock) flags |= O_NONBLOCK;
  if (request.fdFlags & (fdflag::rsync | fdflag::sync)) flags |= O_SYNC;
  if (!request.follow) flags |= O_NOFOLLOW;
  return flags;
}

/// The error of a failed open. With O_DIRECTORY and O_NOFOLLOW the kernel calls a symbolic link "not a directory";
/// WASI wants `loop`.
Errno openError(int hostErrno, Resolver resolver, int directory, const std::string &path, int flags) {
  if (hostErrno == ENOTDIR && (flags & O_DIRECTORY) && (flags & O_NOFOLLOW)) {
    HostFd link = openBeneath(resolver, directory, path, O_PATH | O_NOFOLLOW);
    struct stat status;
    if (link && fstat(link.get(), &status) == 0 && S_ISLNK(status.st_mode)) return Errno::loop;
  }
  return resolveError(hostErrno);
}

/// Opens beneath `parent`, again when a signal ended the wait for a FIFO's other end.
Errno openWaiting(const Call &call, const Descriptor &parent, const std::string &path, int flags, HostFd &opened) {
  for (;;) {
    opened = openBeneath(call.context.resolver, parent.host(), path, flags, 0666);
    if (opened) return Errno::success;
    if (errno != EINTR) return openError(errno, call.context.resolver, parent.host(), path, flags);
    if (call.interruptWanted()) return Errno::interruptRequested;
  }
}

/// As a read-only file system answers: what exists may still be opened with `creat`, as long as nothing changes.
Errno openReadOnly(const Call &call, const Descriptor &parent, const std::string &path, const Request &request,
                   int flags, HostFd &opened) {
  constexpr int modifying = O_CREAT | O_EXCL | O_TRUNC | O_ACCMODE;
  Errno error = openWaiting(call, parent, path, (flags & ~modifying) | O_RDONLY, opened);
  if (error == Errno::noent && (flags & O_CREAT)) return Errno::rofs;
  if (error != Errno::success) return error;
  if ((flags & O_CREAT) && (flags & O_EXCL)) return Errno::exist;
  if ((flags & O_CREAT) && fileTypeOf(opened.get()) == FileType::directory) return Errno::isdir;
  return request.writes() || (flags & O_TRUNC) ? Errno::rofs : Errno::success;
}

Errno openHost(const Call &call, const Descriptor &parent, const std::string &path, const Request &request,
               HostFd &opened) {
  int flags = hostFlags(request);
  if (parent.readOnly && request.modifies()) return openReadOnly(call, parent, path, request, flags, opened);
  return openWaiting(call, parent, path, flags, opened);
}

} // namespace

Errno path_open(Call &call, uint32_t fd, uint32_t dirFlags, uint32_t path, uint32_t pathLength, uint32_t oflags,
                uint64_t base, uint64_t inheriting, uint32_t fdFlags, uint32_t result) {
  DescriptorRef parent;
  Errno error = lookupDirectory(call, fd, 0, false, parent);
  if (error != Errno::success) return error;
  Request request{oflags, fdFlags, base & ~ignoredRights, inheriting & ~ignoredRights,
                  (dirFlags & symlinkFollow) != 0};
  error = check(*parent, dirFlags, request);
  if (error != Errno::success) return error;
  if (!call.memory.contains(result, 4)) return Errno::fault;
  std::string name;
  error = readPath(call.memory, path, pathLength, name);
  if (error != Errno::success) return error;
  HostFd opened;
  error = openHost(call, *parent, name, request, opened);
  if (error != Errno::success) return error;

  FileType type = fileTypeOf(opened.get());
  Rights applicable = applicableRights(opened.get(), type);
  if (!request.writes()) applicable &= ~right::fdFilestatSetSize;
  auto descriptor =
      std::make_shared<Descriptor>(std::move(opened), type, request.base & applicable,
                                   type == FileType::directory ? request.inheriting : request.inheriting & applicable);
  descriptor->flags = static_cast<uint16_t>(fdFlags);
  descriptor->readOnly = parent->readOnly;
  uint32_t number;
  error = call.context.fds.insert(std::move(descriptor), number);
  if (error != Errno::success) return error;
  return call.memory.store(result, number) ? Errno::success : Errno::fault;
}

} // namespace wasabi::wasi
