// path_filestat_get and path_filestat_set_times, both through a descriptor that names the file without opening it.
#include "filestat.h"
#include "functions.h"
#include "sandbox.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace wasabi::wasi {

namespace {

constexpr uint32_t symlinkFollow = 1;

/// Opens the guest's path with O_PATH: beneath its directory, and whatever the file's permissions and type are.
Errno openPath(Call &call, uint32_t fd, Rights wanted, bool modifies, uint32_t flags, uint32_t path,
               uint32_t pathLength, HostFd &opened) {
  DescriptorRef descriptor;
  Errno error = lookupDirectory(call, fd, wanted, modifies, descriptor);
  if (error != Errno::success) return error;
  if (flags & ~symlinkFollow) return Errno::inval;
  std::string text;
  error = readPath(call.memory, path, pathLength, text);
  if (error != Errno::success) return error;
  int follow = flags & symlinkFollow ? 0 : O_NOFOLLOW;
  opened = openBeneath(call.context.resolver, descriptor->host(), text, O_PATH | follow);
  return opened ? Errno::success : resolveError(errno);
}

Errno filestatGet(Call &call, uint32_t fd, uint32_t flags, uint32_t path, uint32_t pathLength, uint32_t result,
                  Layout layout) {
  if (!call.memory.contains(result, filestatSize(layout))) return Errno::fault;
  HostFd opened;
  Errno error = openPath(call, fd, right::pathFilestatGet, false, flags, path, pathLength, opened);
  if (error != Errno::success) return error;
  struct stat status;
  if (fstat(opened.get(), &status) != 0) return lastError();
  return storeFilestat(call.memory, result, status, fileTypeOfMode(status.st_mode), layout);
}

/// Sets times by descriptor. Kernels before 5.8 cannot do that for O_PATH; there the name under /proc stands for it.
int setTimes(int hostFd, const timespec (&times)[2]) {
  int result = utimensat(hostFd, "", times, AT_EMPTY_PATH);
  if (result == 0 || (errno != EINVAL && errno != ENOENT)) return result;
  std::string name = "/proc/self/fd/" + std::to_string(hostFd);
  return utimensat(AT_FDCWD, name.c_str(), times, 0);
}

} // namespace

Errno path_filestat_get(Call &call, uint32_t fd, uint32_t flags, uint32_t path, uint32_t pathLength, uint32_t result) {
  return filestatGet(call, fd, flags, path, pathLength, result, Layout::preview1);
}

Errno unstable::path_filestat_get(Call &call, uint32_t fd, uint32_t flags, uint32_t path, uint32_t pathLength,
                                  uint32_t result) {
  return filestatGet(call, fd, flags, path, pathLength, result, Layout::unstable);
}

Errno path_filestat_set_times(Call &call, uint32_t fd, uint32_t flags, uint32_t path, uint32_t pathLength,
                              uint64_t atim, uint64_t mtim, uint32_t timeFlags) {
  timespec times[2];
  Errno error = fileTimes(atim, mtim, timeFlags, times);
  if (error != Errno::success) return error;
  HostFd opened;
  error = openPath(call, fd, right::pathFilestatSetTimes, true, flags, path, pathLength, opened);
  if (error != Errno::success) return error;
  return setTimes(opened.get(), times) == 0 ? Errno::success : lastError();
}

} // namespace wasabi::wasi
