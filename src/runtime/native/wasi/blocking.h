// Calls that may wait: repeated when a signal interrupts them, ended when the embedder wants the thread back.
#pragma once

#include "context.h"

#include <cerrno>
#include <sys/types.h>

namespace wasabi::wasi {

/// Waits until `descriptor` is ready for `pollEvents`.
Errno waitReady(const Call &call, const Descriptor &descriptor, short pollEvents);

/// Whether it is ready for `pollEvents` now.
bool isReady(const Descriptor &descriptor, short pollEvents);

/// Runs one transfer to its end. Where the guest expects to block and only the host's descriptor does not (Node makes
/// pipes and terminals so), it waits; where the guest does not want to and the host's would, it asks first.
template <class SystemCall>
Errno complete(const Call &call, const Descriptor &descriptor, short pollEvents, SystemCall once, ssize_t &result) {
  bool guestBlocks = !(descriptor.flags & fdflag::nonblock);
  if (descriptor.inherited && !guestBlocks && !isReady(descriptor, pollEvents)) return Errno::again;
  for (;;) {
    result = once();
    if (result >= 0) return Errno::success;
    if (errno == EINTR) {
      if (call.interruptWanted()) return Errno::interruptRequested;
    } else if (errno != EAGAIN || !guestBlocks) {
      return lastError();
    } else if (Errno error = waitReady(call, descriptor, pollEvents); error != Errno::success) {
      return error;
    }
  }
}

} // namespace wasabi::wasi
