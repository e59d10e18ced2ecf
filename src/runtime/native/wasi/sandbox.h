// The only place that resolves a guest's paths. Whatever a path, its symbolic links and concurrent renames do, the
// result lies beneath the directory it started from. Knows no rights and no guest memory.
#pragma once

#include "context.h"

#include <string>
#include <sys/types.h>

namespace wasabi::wasi {

/// Opens `path` beneath `directory` as openat(2) would. Unless `flags` has O_NOFOLLOW a final symbolic link is
/// followed. On failure the result is empty and `errno` tells why: EXDEV stands for an attempt to leave, EINTR for a
/// signal that arrived while the open waited, as that of a FIFO may.
HostFd openBeneath(Resolver resolver, int directory, const std::string &path, int flags, mode_t mode = 0);

/// Where a path's last component is to be looked up.
struct PathParent {
  /// The directory that holds the last component; -1 when that is the directory the path started from.
  HostFd opened;
  int directory = -1;
  /// One component, never empty, without a slash; may be "." or ".." (see `isSpecial`).
  std::string name;
  /// The path ended in a slash, so it can only name a directory.
  bool trailingSlash = false;

  /// "." and ".." must not be handed to a system call: the latter would leave the directory.
  bool isSpecial() const { return name == "." || name == ".."; }
};

/// Resolves everything but the last component of `path`. Calls on `name` must not follow it.
Errno resolveParent(Resolver resolver, int directory, const std::string &path, PathParent &parent);

/// WASI errno for a failed `openBeneath`: an attempt to leave is `perm`, as in wasmtime.
Errno resolveError(int hostErrno);

/// For a path with a trailing slash: `noent` when the last component does not exist, `notdir` when it is no directory
/// (a symbolic link counts as none, as it is not followed), `success` when it is one.
Errno requireDirectory(const PathParent &parent);

} // namespace wasabi::wasi
