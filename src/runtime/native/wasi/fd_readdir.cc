// fd_readdir. A cookie is the number of entries before a place in the directory. Beside it each descriptor keeps the
// kernel's own position of every place it has come by, so that reading goes on rightly while entries come and go, and
// cookies stay small: wasi-libc hands them out as `long`, which has 32 bits.
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

/// A directory's entries in order, with a cursor; over the state that its descriptor keeps.
class Reader {
public:
  explicit Reader(Descriptor &descriptor) : host(descriptor.host()), stream(descriptor.directory) {}

  /// Moves the cursor to a cookie, or to the end when the directory has fewer entries.
  Errno seek(uint64_t cookie);
  /// The entry at the cursor; null at the end.
  Errno peek(const HostDirent *&entry);
  /// Moves past the entry that `peek` gave.
  void advance(const HostDirent &entry);
  uint64_t cursor() const { return stream.cursor; }

private:
  Errno jump(uint64_t cookie);

  const int host;
  DirectoryStream &stream;
};

Errno Reader::peek(const HostDirent *&entry) {
  entry = nullptr;
  if (stream.offset == stream.used) {
    stream.bytes.resize(bufferBytes);
    stream.offset = stream.used = 0;
    long got = syscall(SYS_getdents64, host, stream.bytes.data(), stream.bytes.size());
    if (got < 0) return lastError();
    stream.used = static_cast<size_t>(got);
    if (got == 0) stream.bytes = {};
  }
  // The kernel aligns its records to 8 bytes, and the vector's storage is aligned for any type.
  if (stream.used != 0) entry = reinterpret_cast<const HostDirent *>(stream.bytes.data() + stream.offset);
  return Errno::success;
}

void Reader::advance(const HostDirent &entry) {
  if (stream.cursor == stream.positions.size()) stream.positions.push_back(entry.next);
  stream.positions[stream.cursor++] = entry.next;
  stream.offset += entry.size;
}

Errno Reader::jump(uint64_t cookie) {
  int64_t position = cookie == 0 ? 0 : stream.positions[cookie - 1];
  if (lseek(host, position, SEEK_SET) < 0) return lastError();
  stream.offset = stream.used = 0;
  stream.cursor = cookie;
  return Errno::success;
}

Errno Reader::seek(uint64_t cookie) {
  // Cookie 0 starts anew even at the start, so that a guest that rewinds sees what has come since.
  if (cookie == stream.cursor && cookie != 0) return Errno::success;
  uint64_t known = std::min<uint64_t>(cookie, stream.positions.size());
  if (known > stream.cursor || cookie <= stream.cursor) {
    if (Errno error = jump(known); error != Errno::success) return error;
  }
  while (stream.cursor < cookie) {
    const HostDirent *entry;
    if (Errno error = peek(entry); error != Errno::success) return error;
    if (!entry) break;
    advance(*entry);
  }
  return Errno::success;
}

class Output {
public:
  Output(const GuestMemory &memory, uint32_t address, uint32_t length)
      : memory(memory), start(address), length(length) {}

  /// Appends what fits, and tells whether that was all; a cut-off entry tells the guest that its buffer is too small.
  bool append(const void *bytes, size_t size) {
    uint32_t fits = static_cast<uint32_t>(std::min<size_t>(size, length - used));
    if (memory.storeBytes(start + used, bytes, fits)) used += fits;
    return fits == size;
  }
  bool full() const { return used == length; }
  uint32_t size() const { return used; }

private:
  const GuestMemory &memory;
  uint32_t start;
  uint32_t length;
  uint32_t used = 0;
};

/// Whether the whole entry fitted.
bool appendEntry(Output &output, int directory, uint64_t ownInode, const HostDirent &entry, uint64_t next) {
  std::string_view name(entry.name);
  // The parent may lie outside what the guest can reach: its inode is nobody's business.
  bool isParent = name == "..";
  GuestDirent guest{next, isParent ? ownInode : entry.inode, static_cast<uint32_t>(name.size()),
                    static_cast<uint32_t>(isParent ? FileType::directory : entryType(directory, entry))};
  return output.append(&guest, sizeof guest) && output.append(name.data(), name.size());
}

Errno fill(Descriptor &descriptor, uint64_t cookie, Output &output) {
  struct stat own;
  if (fstat(descriptor.host(), &own) != 0) return lastError();
  Reader reader(descriptor);
  Errno error = reader.seek(cookie);
  const HostDirent *entry = nullptr;
  while (error == Errno::success && !output.full()) {
    error = reader.peek(entry);
    if (!entry) break;
    if (appendEntry(output, descriptor.host(), own.st_ino, *entry, reader.cursor() + 1)) reader.advance(*entry);
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
  Output output(call.memory, buffer, length);
  {
    std::lock_guard lock(descriptor->directoryMutex);
    error = fill(*descriptor, cookie, output);
  }
  if (error != Errno::success) return error;
  return call.memory.store(result, output.size()) ? Errno::success : Errno::fault;
}

} // namespace wasabi::wasi
