// One guest's WASI state: arguments, environment, descriptors. Everything a call needs beside its own arguments.
// Knows no engine: whoever calls supplies the memory, and acts on a request to exit.
#pragma once

#include "fd_table.h"
#include "guest_memory.h"

#include <cstdint>
#include <string>
#include <vector>

namespace wasabi::wasi {

/// How paths are kept beneath their directory: by the kernel where it can, or by walking them ourselves.
enum class Resolver : uint8_t { automatic, walk };

struct Preopen {
  std::string hostPath;
  std::string guestName;
  bool readOnly = false;
};

struct ContextOptions {
  std::vector<std::string> args;
  /// `NAME=value` each.
  std::vector<std::string> environ;
  /// Host descriptors for 0, 1 and 2; duplicated, the caller keeps its own.
  int stdio[3] = {0, 1, 2};
  std::vector<Preopen> preopens;
  /// Host sockets that become the descriptors after the preopens; duplicated.
  std::vector<int> sockets;
  Resolver resolver = Resolver::automatic;
};

/// Owns a guest's descriptors. Shared by all instances and threads of one guest; its calls may run concurrently.
class WasiContext {
public:
  /// Opens stdio, preopens and sockets. Null with a message in `problem` when one cannot be opened.
  static std::unique_ptr<WasiContext> create(const ContextOptions &options, std::string &problem);

  const std::vector<std::string> args;
  const std::vector<std::string> environ;
  const Resolver resolver;
  FdTable fds;

private:
  explicit WasiContext(const ContextOptions &options);
};

/// One call under way.
struct Call {
  WasiContext &context;
  GuestMemory memory;
  /// Set by another thread that wants this one back, and then sends it a signal to end a wait; may be null.
  const std::atomic<bool> *interrupt = nullptr;
  /// Set together with the result `Errno::exitRequested`.
  uint32_t exitCode = 0;

  bool interruptWanted() const { return interrupt && interrupt->load(std::memory_order_relaxed); }
};

/// Looks up `fd` and checks that it has all of `wanted`: errno `badf` or `notcapable`.
Errno lookup(Call &call, uint32_t fd, Rights wanted, DescriptorRef &descriptor);

/// As `lookup`, for the directory of a path call: `notdir` when it is none. With `modifies`, errno `rofs` where the
/// directory belongs to a read-only preopen.
Errno lookupDirectory(Call &call, uint32_t fd, Rights wanted, bool modifies, DescriptorRef &descriptor);

/// Copies a path out of the guest's memory: `fault`, `nametoolong`, `inval` for a NUL inside, `ilseq` when not UTF-8.
Errno readPath(const GuestMemory &memory, uint32_t address, uint32_t length, std::string &path);

} // namespace wasabi::wasi
