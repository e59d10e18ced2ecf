// Resolving beneath a directory: openat2(2) with RESOLVE_BENEATH, or else `walkBeneath`.
#include "sandbox.h"
#include "walk.h"

#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wasabi::wasi {

namespace {

int openat2Beneath(int directory, const char *path, int flags, mode_t mode) {
  open_how how{};
  how.flags = static_cast<unsigned>(flags);
  how.mode = (flags & O_CREAT) ? mode : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(syscall(SYS_openat2, directory, path, &how, sizeof how));
}

/// Kernels before 5.6 lack the call, and some container filters refuse it.
bool kernelResolves() {
  static const bool supported = [] {
    HostFd probe(openat2Beneath(AT_FDCWD, ".", O_PATH | O_CLOEXEC, 0));
    return static_cast<bool>(probe) || (errno != ENOSYS && errno != EPERM && errno != EINVAL);
  }();
  return supported;
}

/// With ".." in a path the kernel gives up (EAGAIN) whenever anything anywhere is renamed meanwhile.
constexpr int kernelAttempts = 64;

} // namespace

HostFd openBeneath(Resolver resolver, int directory, const std::string &path, int flags, mode_t mode) {
  // openat2 refuses O_NOCTTY beside O_PATH.
  flags |= O_CLOEXEC | (flags & O_PATH ? 0 : O_NOCTTY);
  if (resolver == Resolver::automatic && kernelResolves()) {
    for (int attempt = 0; attempt < kernelAttempts;) {
      int fd = openat2Beneath(directory, path.c_str(), flags, mode);
      if (fd >= 0) return HostFd(fd);
      if (errno == EINTR && (flags & O_PATH)) continue;
      if (errno != EAGAIN) return HostFd();
      attempt++;
    }
  }
  return walkBeneath(directory, path, flags, mode);
}

Errno resolveParent(Resolver resolver, int directory, const std::string &path, PathParent &parent) {
  if (path.empty()) return Errno::noent;
  if (path.front() == '/') return Errno::perm;
  size_t end = path.find_last_not_of('/') + 1;
  size_t slash = path.rfind('/', end - 1);
  size_t start = slash == std::string::npos ? 0 : slash + 1;
  parent.trailingSlash = end != path.size();
  parent.name = path.substr(start, end - start);
  if (parent.name.size() > NAME_MAX) return Errno::nametoolong;
  parent.directory = directory;
  if (start == 0) return Errno::success;
  parent.opened = openBeneath(resolver, directory, path.substr(0, start), O_PATH | O_DIRECTORY);
  if (!parent.opened) return resolveError(errno);
  parent.directory = parent.opened.get();
  return Errno::success;
}

Errno resolveError(int hostErrno) { return hostErrno == EXDEV ? Errno::perm : fromHost(hostErrno); }

Errno requireDirectory(const PathParent &parent) {
  struct stat status;
  if (fstatat(parent.directory, parent.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return lastError();
  return S_ISDIR(status.st_mode) ? Errno::success : Errno::notdir;
}

} // namespace wasabi::wasi
