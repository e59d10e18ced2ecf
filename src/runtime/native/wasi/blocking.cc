// Waiting for one descriptor.
#include "blocking.h"

#include <poll.h>

namespace wasabi::wasi {

Errno waitReady(const Call &call, const Descriptor &descriptor, short pollEvents) {
  pollfd entry{descriptor.host(), pollEvents, 0};
  while (poll(&entry, 1, -1) < 0) {
    if (errno != EINTR) return lastError();
    if (call.interruptWanted()) return Errno::interruptRequested;
  }
  return Errno::success;
}

bool isReady(const Descriptor &descriptor, short pollEvents) {
  pollfd entry{descriptor.host(), pollEvents, 0};
  return poll(&entry, 1, 0) != 0;
}

} // namespace wasabi::wasi
