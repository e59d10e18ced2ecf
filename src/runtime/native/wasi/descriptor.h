// What a guest's file descriptor stands for: a host descriptor with rights, flags and type. Knows no guest memory.
#pragma once

#include "errno.h"
#include "rights.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wasabi::wasi {

/// `filetype` of preview 1.
enum class FileType : uint8_t {
  unknown = 0,
  blockDevice = 1,
  characterDevice = 2,
  directory = 3,
  regularFile = 4,
  socketDgram = 5,
  socketStream = 6,
  symbolicLink = 7,
};

/// `fdflags` of preview 1.
namespace fdflag {
inline constexpr uint16_t append = 1;
inline constexpr uint16_t dsync = 2;
inline constexpr uint16_t nonblock = 4;
inline constexpr uint16_t rsync = 8;
inline constexpr uint16_t sync = 16;
inline constexpr uint16_t all = 31;
} // namespace fdflag

/// Owns one host file descriptor and closes it.
class HostFd {
public:
  HostFd() = default;
  explicit HostFd(int fd) : fd(fd) {}
  HostFd(HostFd &&other) noexcept : fd(std::exchange(other.fd, -1)) {}
  HostFd &operator=(HostFd &&other) noexcept;
  ~HostFd();

  int get() const { return fd; }
  explicit operator bool() const { return fd >= 0; }

private:
  int fd = -1;
};

/// Where `fd_readdir` is in a directory, and entries read ahead.
struct DirectoryStream {
  std::vector<char> bytes;
  size_t used = 0;
  size_t offset = 0;
  /// How many entries lie before the one at `offset`.
  uint64_t cursor = 0;
  /// The kernel's position after each entry that was passed, by its number.
  std::vector<int64_t> positions;
};

/// An open file, directory, stream or socket. Shared by the table and by calls under way, so that a descriptor that
/// another thread closes stays open until they are done.
class Descriptor {
public:
  Descriptor(HostFd fd, FileType type, Rights base, Rights inheriting);

  int host() const { return fd.get(); }
  bool isDirectory() const { return type == FileType::directory; }
  bool isSocket() const { return type == FileType::socketDgram || type == FileType::socketStream; }
  /// Whether it has a position: terminals, pipes and sockets have none.
  bool isSeekable() const { return seekable; }
  bool has(Rights wanted) const { return (base.load(std::memory_order_relaxed) & wanted) == wanted; }

  const FileType type;
  std::atomic<Rights> base;
  std::atomic<Rights> inheriting;
  /// The guest's view of the flags; for `inherited` descriptors the host's differ.
  std::atomic<uint16_t> flags{0};
  /// The open file description is shared with other processes (stdio): its host flags are left alone.
  bool inherited = false;
  /// Reached through a read-only preopen: whatever would change something is refused.
  bool readOnly = false;
  /// Guest name, for a preopened directory.
  std::optional<std::string> preopenName;

  std::mutex directoryMutex;
  DirectoryStream directory;

private:
  HostFd fd;
  bool seekable;
};

using DescriptorRef = std::shared_ptr<Descriptor>;

/// Type of an open host descriptor. Pipes are `unknown`, as preview 1 has no word for them.
FileType fileTypeOf(int hostFd);

/// Type for a mode as `stat` reports it; sockets count as stream sockets.
FileType fileTypeOfMode(uint32_t mode);

/// Rights that can apply to an open host descriptor of that type; its access mode is not looked at.
Rights applicableRights(int hostFd, FileType type);

/// A descriptor on a duplicate of `hostFd` (the caller keeps its own), as for stdio and sockets handed in: all rights
/// that its type and access mode allow. A directory is taken as a stream of unknown type: only preopens are to give
/// access to paths. Null with `error` set when `hostFd` is not open.
DescriptorRef adoptHostFd(int hostFd, Errno &error);

} // namespace wasabi::wasi
