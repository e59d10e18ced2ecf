// fd_readdir. Cookies are the kernel's own positions (64 bits wide), so they stay valid while entries come and go.
#include "functions.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wasabi::wasi {

namespace {

struct GuestDirent {
  uint64_t next;
  uint64_t inode;
  uint32_t nameLength;
  uint32_t type;
};
static_assert(sizeof(GuestDirent) == 24);

/// As getdents64(2) writes it.
struct HostDirent {
  uint64_t inode;
  int64_t next;
  uint16_t size;
  uint8_t type;
  char name[];
};

constexpr size_t bufferBytes = 32 * 1024;

FileType entryType(int directory, const HostDirent &entry) {
  if (entry.type != DT_UNKNOWN) return fileTypeOfMode(DTTOIF(entry.type));
  struct stat status;
  if (fstatat(directory, entry.name, &status, AT_SYMLINK_NOFOLLOW) != 0) return FileType::unknown;
  return fileTypeOfMode(status.st_mode);
}

/// Reads on from the kernel's position, which is `cookie`.
Errno refill(Descriptor &descriptor, uint64_t cookie) {
  DirectoryBuffer &buffer = descriptor.directory;
  buffer.bytes.resize(bufferBytes);
  buffer.used = 0;
  buffer.startCookie = cookie;
  long got = syscall(SYS_getdents64, descriptor.host(), buffer.bytes.data(), buffer.bytes.size());
  if (got < 0) return lastError();
  buffer.used = static_cast<size_t>(got);
  if (got == 0) buffer.bytes = {};
  return Errno::success;
}

const HostDirent *entryAt(const DirectoryBuffer &buffer, size_t offset) {
  // The kernel aligns its records to 8 bytes, and the vector's storage is aligned for any type.
  return reinterpret_cast<const HostDirent *>(buffer.bytes.data() + offset);
}

/// Finds where the entries from `cookie` on start in the buffer, reading anew when they are not there. Cookie 0 always
/// reads anew: it rewinds.
Errno position(Descriptor &descriptor, uint64_t cookie, size_t &offset) {
  DirectoryBuffer &buffer = descriptor.directory;
  offset = 0;
  if (cookie != 0 && buffer.used != 0) {
    if (cookie == buffer.startCookie) return Errno::success;
    while (offset < buffer.used) {
      const HostDirent *entry = entryAt(buffer, offset);
      offset += entry->size;
      if (static_cast<uint64_t>(entry->next) != cookie) continue;
      if (offset < buffer.used) return Errno::success;
      offset = 0;
      return refill(descriptor, cookie);
    }
    offset = 0;
  }
  if (lseek(descriptor.host(), static_cast<off_t>(cookie), SEEK_SET) < 0) return lastError();
  return refill(descriptor, cookie);
}

class Output {
public:
  Output(const GuestMemory &memory, uint32_t address, uint32_t length)
      : memory(memory), start(address), length(length) {}

  /// Appends what fits; a cut-off entry tells the guest that its buffer was too small.
  void append(const void *bytes, size_t size) {
    uint32_t fits = static_cast<uint32_t>(std::min<size_t>(size, length - used));
    if (memory.storeBytes(start + used, bytes, fits)) used += fits;
  }
  bool full() const { return used == length; }
  uint32_t size() const { return used; }

private:
  const GuestMemory &memory;
  uint32_t start;
  uint32_t length;
  uint32_t used = 0;
};

void appendEntry(Output &output, int directory, uint64_t ownInode, const HostDirent &entry) {
  std::string_view name(entry.name);
  // The parent may lie outside what the guest can reach: its inode is nobody's business.
  bool isParent = name == "..";
  GuestDirent guest{static_cast<uint64_t>(entry.next), isParent ? ownInode : entry.inode,
                    static_cast<uint32_t>(name.size()),
                    static_cast<uint32_t>(isParent ? FileType::directory : entryType(directory, entry))};
  output.append(&guest, sizeof guest);
  output.append(name.data(), name.size());
}

Errno fill(Descriptor &descriptor, uint64_t cookie, Output &output) {
  struct stat own;
  if (fstat(descriptor.host(), &own) != 0) return lastError();
  size_t offset;
  Errno error = position(descriptor, cookie, offset);
  while (error == Errno::success && descriptor.directory.used != 0 && !output.full()) {
    uint64_t next = cookie;
    while (offset < descriptor.directory.used && !output.full()) {
      const HostDirent *entry = entryAt(descriptor.directory, offset);
      appendEntry(output, descriptor.host(), own.st_ino, *entry);
      next = static_cast<uint64_t>(entry->next);
      offset += entry->size;
    }
    if (output.full()) break;
    offset = 0;
    error = refill(descriptor, next);
    cookie = next;
  }
  return error;
}

} // namespace

Errno fd_readdir(Call &call, uint32_t fd, uint32_t buffer, uint32_t length, uint64_t cookie, uint32_t result) {
  DescriptorRef descriptor;
  Errno error = lookup(call, fd, 0, descriptor);
  if (error != Errno::success) return error;
  if (!descriptor->isDirectory()) return Errno::notdir;
  if (!descriptor->has(right::fdReaddir)) return Errno::notcapable;
  if (!call.memory.contains(buffer, length) || !call.memory.contains(result, 4)) return Errno::fault;
  if (cookie > INT64_MAX) return Errno::inval;
  Output output(call.memory, buffer, length);
  {
    std::lock_guard lock(descriptor->directoryMutex);
    error = fill(*descriptor, cookie, output);
  }
  if (error != Errno::success) return error;
  return call.memory.store(result, output.size()) ? Errno::success : Errno::fault;
}

} // namespace wasabi::wasi
