// Descriptors: ownership of host descriptors, their types and the rights that follow from them.
#include "descriptor.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wasabi::wasi {

HostFd &HostFd::operator=(HostFd &&other) noexcept {
  std::swap(fd, other.fd);
  return *this;
}

HostFd::~HostFd() {
  if (fd >= 0) close(fd);
}

Descriptor::Descriptor(HostFd hostFd, FileType type, Rights base, Rights inheriting)
    : type(type), base(base), inheriting(inheriting), fd(std::move(hostFd)),
      seekable(lseek(fd.get(), 0, SEEK_CUR) >= 0 && !isatty(fd.get())) {}

FileType fileTypeOfMode(uint32_t mode) {
  switch (mode & S_IFMT) {
  case S_IFBLK: return FileType::blockDevice;
  case S_IFCHR: return FileType::characterDevice;
  case S_IFDIR: return FileType::directory;
  case S_IFREG: return FileType::regularFile;
  case S_IFSOCK: return FileType::socketStream;
  case S_IFLNK: return FileType::symbolicLink;
  default: return FileType::unknown;
  }
}

FileType fileTypeOf(int hostFd) {
  struct stat status;
  if (fstat(hostFd, &status) != 0) return FileType::unknown;
  FileType type = fileTypeOfMode(status.st_mode);
  if (type != FileType::socketStream) return type;
  int socketType = 0;
  socklen_t size = sizeof(socketType);
  if (getsockopt(hostFd, SOL_SOCKET, SO_TYPE, &socketType, &size) != 0) return FileType::unknown;
  return socketType == SOCK_DGRAM ? FileType::socketDgram : FileType::socketStream;
}

Rights applicableRights(int hostFd, FileType type) {
  switch (type) {
  case FileType::directory: return directoryRights;
  case FileType::regularFile:
  case FileType::blockDevice: return fileRights;
  // wasi-libc's isatty() takes a character device without the rights to seek and tell for a terminal.
  case FileType::characterDevice: return isatty(hostFd) ? streamRights : fileRights;
  case FileType::socketDgram:
  case FileType::socketStream: return socketRights;
  default: return streamRights;
  }
}

DescriptorRef adoptHostFd(int hostFd, Errno &error) {
  HostFd duplicate(fcntl(hostFd, F_DUPFD_CLOEXEC, 3));
  if (!duplicate) {
    error = lastError();
    return nullptr;
  }
  FileType type = fileTypeOf(duplicate.get());
  if (type == FileType::directory) type = FileType::unknown;
  Rights rights = applicableRights(duplicate.get(), type);
  int status = fcntl(duplicate.get(), F_GETFL);
  if ((status & O_ACCMODE) == O_RDONLY) rights &= ~(right::fdWrite | right::fdAllocate | right::fdFilestatSetSize);
  if ((status & O_ACCMODE) == O_WRONLY) rights &= ~right::fdRead;
  auto descriptor = std::make_shared<Descriptor>(std::move(duplicate), type, rights, rights);
  descriptor->inherited = true;
  if (status & O_APPEND) descriptor->flags = fdflag::append;
  return descriptor;
}

} // namespace wasabi::wasi
