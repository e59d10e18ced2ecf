// Calls that change a directory's entries, and path_readlink. Each resolves the parent beneath the guest's directory
// and then acts on the last component alone, which the system call never follows.
#include "functions.h"
#include "sandbox.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wasabi::wasi {

namespace {

/// A directory descriptor and a path of the guest, resolved up to its last component.
struct Target {
  DescriptorRef descriptor;
  PathParent parent;

  int directory() const { return parent.directory; }
  const char *name() const { return parent.name.c_str(); }
};

Errno resolve(Call &call, uint32_t fd, Rights wanted, bool modifies, uint32_t path, uint32_t pathLength,
              Target &target) {
  Errno error = lookupDirectory(call, fd, wanted, false, target.descriptor);
  if (error != Errno::success) return error;
  std::string text;
  error = readPath(call.memory, path, pathLength, text);
  if (error != Errno::success) return error;
  error = resolveParent(call.context.resolver, target.descriptor->host(), text, target.parent);
  if (error != Errno::success) return error;
  return modifies && target.descriptor->readOnly ? Errno::rofs : Errno::success;
}

Errno outcome(int result) { return result == 0 ? Errno::success : lastError(); }

/// What a new entry that is no directory meets at a name with a trailing slash.
Errno newNameWithSlash(const PathParent &parent) {
  Errno error = requireDirectory(parent);
  return error == Errno::success ? Errno::exist : error;
}

} // namespace

Errno path_create_directory(Call &call, uint32_t fd, uint32_t path, uint32_t pathLength) {
  Target target;
  Errno error = resolve(call, fd, right::pathCreateDirectory, true, path, pathLength, target);
  if (error != Errno::success) return error;
  if (target.parent.isSpecial()) return Errno::exist;
  return outcome(mkdirat(target.directory(), target.name(), 0777));
}

Errno path_remove_directory(Call &call, uint32_t fd, uint32_t path, uint32_t pathLength) {
  Target target;
  Errno error = resolve(call, fd, right::pathRemoveDirectory, true, path, pathLength, target);
  if (error != Errno::success) return error;
  if (target.parent.isSpecial()) return target.parent.name == "." ? Errno::inval : Errno::notempty;
  return outcome(unlinkat(target.directory(), target.name(), AT_REMOVEDIR));
}

Errno path_unlink_file(Call &call, uint32_t fd, uint32_t path, uint32_t pathLength) {
  Target target;
  Errno error = resolve(call, fd, right::pathUnlinkFile, true, path, pathLength, target);
  if (error != Errno::success) return error;
  if (target.parent.isSpecial()) return Errno::isdir;
  if (target.parent.trailingSlash) {
    error = requireDirectory(target.parent);
    return error == Errno::success ? Errno::isdir : error;
  }
  return outcome(unlinkat(target.directory(), target.name(), 0));
}

Errno path_readlink(Call &call, uint32_t fd, uint32_t path, uint32_t pathLength, uint32_t buffer,
                    uint32_t bufferLength, uint32_t result) {
  if (!call.memory.contains(buffer, bufferLength) || !call.memory.contains(result, 4)) return Errno::fault;
  Target target;
  Errno error = resolve(call, fd, right::pathReadlink, false, path, pathLength, target);
  if (error != Errno::success) return error;
  if (target.parent.isSpecial()) return Errno::inval;
  if (target.parent.trailingSlash) {
    error = requireDirectory(target.parent);
    return error == Errno::success ? Errno::inval : error;
  }
  char text[PATH_MAX];
  ssize_t length = readlinkat(target.directory(), target.name(), text, sizeof text);
  if (length < 0) return lastError();
  auto used = std::min(static_cast<uint32_t>(length), bufferLength);
  bool stored = call.memory.storeBytes(buffer, text, used) && call.memory.store(result, used);
  return stored ? Errno::success : Errno::fault;
}

Errno path_symlink(Call &call, uint32_t targetText, uint32_t targetLength, uint32_t fd, uint32_t path,
                   uint32_t pathLength) {
  std::string text;
  Errno error = readPath(call.memory, targetText, targetLength, text);
  if (error != Errno::success) return error;
  Target target;
  error = resolve(call, fd, right::pathSymlink, true, path, pathLength, target);
  if (error != Errno::success) return error;
  if (text.empty()) return Errno::noent;
  // Nothing here would follow it, but other programs of the host might: as in wasmtime, no absolute targets.
  if (text.front() == '/') return Errno::perm;
  if (target.parent.isSpecial()) return Errno::exist;
  if (target.parent.trailingSlash) return newNameWithSlash(target.parent);
  return outcome(symlinkat(text.c_str(), target.directory(), target.name()));
}

Errno path_link(Call &call, uint32_t oldFd, uint32_t oldFlags, uint32_t oldPath, uint32_t oldPathLength,
                uint32_t newFd, uint32_t newPath, uint32_t newPathLength) {
  Target from, to;
  Errno error = resolve(call, oldFd, right::pathLinkSource, false, oldPath, oldPathLength, from);
  if (error != Errno::success) return error;
  error = resolve(call, newFd, right::pathLinkTarget, true, newPath, newPathLength, to);
  if (error != Errno::success) return error;
  // Following would need a link made by descriptor, which takes privileges; wasmtime refuses it too.
  if (oldFlags != 0) return Errno::inval;
  // A second name in a writable place would make a file of a read-only preopen writable.
  if (from.descriptor->readOnly) return Errno::rofs;
  if (from.parent.isSpecial()) return Errno::perm;
  if (from.parent.trailingSlash) {
    error = requireDirectory(from.parent);
    return error == Errno::success ? Errno::perm : error;
  }
  if (to.parent.isSpecial()) return Errno::exist;
  if (to.parent.trailingSlash) return newNameWithSlash(to.parent);
  return outcome(linkat(from.directory(), from.name(), to.directory(), to.name(), 0));
}

Errno path_rename(Call &call, uint32_t oldFd, uint32_t oldPath, uint32_t oldPathLength, uint32_t newFd,
                  uint32_t newPath, uint32_t newPathLength) {
  Target from, to;
  Errno error = resolve(call, oldFd, right::pathRenameSource, true, oldPath, oldPathLength, from);
  if (error != Errno::success) return error;
  error = resolve(call, newFd, right::pathRenameTarget, true, newPath, newPathLength, to);
  if (error != Errno::success) return error;
  if (from.parent.isSpecial() || to.parent.isSpecial()) return Errno::busy;
  if (from.parent.trailingSlash || to.parent.trailingSlash) {
    error = requireDirectory(from.parent);
    if (error != Errno::success) return error;
  }
  return outcome(renameat(from.directory(), from.name(), to.directory(), to.name()));
}

} // namespace wasabi::wasi
