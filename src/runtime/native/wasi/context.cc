// Set-up of a guest's WASI state, and the checks that every call begins with.
#include "context.h"

#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>

namespace wasabi::wasi {

namespace {

std::string describe(const char *what, const std::string &name) {
  std::string reason = strerror(errno);
  reason[0] = static_cast<char>(tolower(static_cast<unsigned char>(reason[0])));
  return std::string(what) + " `" + name + "`: " + reason;
}

bool insertHostFd(FdTable &fds, int hostFd, const char *what, std::string &problem) {
  Errno error = Errno::success;
  DescriptorRef descriptor = adoptHostFd(hostFd, error);
  uint32_t fd;
  if (descriptor != nullptr && fds.insert(std::move(descriptor), fd) == Errno::success) return true;
  problem = describe(what, std::to_string(hostFd));
  return false;
}

bool insertPreopen(FdTable &fds, const Preopen &preopen, std::string &problem) {
  HostFd host(open(preopen.hostPath.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!host) {
    problem = describe("cannot open folder", preopen.hostPath);
    return false;
  }
  auto descriptor =
      std::make_shared<Descriptor>(std::move(host), FileType::directory, directoryRights, preopenInheriting);
  descriptor->preopenName = preopen.guestName;
  descriptor->readOnly = preopen.readOnly;
  uint32_t fd;
  return fds.insert(std::move(descriptor), fd) == Errno::success;
}

/// Length of the UTF-8 sequence at `text`, or 0 when it is malformed (overlong, surrogate, beyond U+10FFFF, cut off).
size_t utf8SequenceLength(const unsigned char *text, size_t available) {
  unsigned char first = text[0];
  if (first < 0x80) return 1;
  size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || length > available) return 0;
  for (size_t i = 1; i < length; i++) {
    if ((text[i] & 0xc0) != 0x80) return 0;
  }
  bool overlong = (first == 0xe0 && text[1] < 0xa0) || (first == 0xf0 && text[1] < 0x90);
  bool outside = (first == 0xed && text[1] > 0x9f) || (first == 0xf4 && text[1] > 0x8f);
  return overlong || outside ? 0 : length;
}

bool isUtf8(const std::string &text) {
  auto *bytes = reinterpret_cast<const unsigned char *>(text.data()); // same bytes, seen as unsigned for comparisons
  for (size_t at = 0; at < text.size();) {
    size_t length = utf8SequenceLength(bytes + at, text.size() - at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

} // namespace

WasiContext::WasiContext(const ContextOptions &options)
    : args(options.args), environ(options.environ), resolver(options.resolver) {}

std::unique_ptr<WasiContext> WasiContext::create(const ContextOptions &options, std::string &problem) {
  std::unique_ptr<WasiContext> context(new WasiContext(options));
  static const char *const names[] = {"stdin: cannot use file descriptor", "stdout: cannot use file descriptor",
                                      "stderr: cannot use file descriptor"};
  for (int i = 0; i < 3; i++) {
    if (!insertHostFd(context->fds, options.stdio[i], names[i], problem)) return nullptr;
  }
  for (const Preopen &preopen : options.preopens) {
    if (!insertPreopen(context->fds, preopen, problem)) return nullptr;
  }
  for (int hostFd : options.sockets) {
    if (!insertHostFd(context->fds, hostFd, "cannot use socket", problem)) return nullptr;
  }
  return context;
}

Errno lookup(Call &call, uint32_t fd, Rights wanted, DescriptorRef &descriptor) {
  descriptor = call.context.fds.get(fd);
  if (descriptor == nullptr) return Errno::badf;
  return descriptor->has(wanted) ? Errno::success : Errno::notcapable;
}

Errno lookupDirectory(Call &call, uint32_t fd, Rights wanted, bool modifies, DescriptorRef &descriptor) {
  descriptor = call.context.fds.get(fd);
  if (descriptor == nullptr) return Errno::badf;
  if (!descriptor->isDirectory()) return Errno::notdir;
  if (!descriptor->has(wanted)) return Errno::notcapable;
  return modifies && descriptor->readOnly ? Errno::rofs : Errno::success;
}

Errno readPath(const GuestMemory &memory, uint32_t address, uint32_t length, std::string &path) {
  if (!memory.contains(address, length)) return Errno::fault;
  if (length >= PATH_MAX) return Errno::nametoolong;
  path.assign(reinterpret_cast<const char *>(memory.base) + address, length); // guest bytes, taken as text
  if (path.find('\0') != std::string::npos) return Errno::inval;
  return isUtf8(path) ? Errno::success : Errno::ilseq;
}

} // namespace wasabi::wasi
