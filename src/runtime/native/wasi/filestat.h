// File attributes in the guest's layout, and the times a guest may set.
#pragma once

#include "context.h"

#include <ctime>
#include <sys/stat.h>

namespace wasabi::wasi {

/// Guest layouts: preview 1 has 64-bit link counts, wasi_unstable 32-bit ones.
enum class Layout { preview1, unstable };

constexpr uint32_t filestatSize(Layout layout) { return layout == Layout::preview1 ? 64 : 56; }

/// Writes a `filestat`; errno `fault` when it does not fit in the memory. `type` is given where the mode cannot tell.
Errno storeFilestat(const GuestMemory &memory, uint32_t address, const struct stat &status, FileType type,
                    Layout layout);

/// Turns `fstflags` and two timestamps into what utimensat takes; `inval` for contradictory or unknown flags.
Errno fileTimes(uint64_t atim, uint64_t mtim, uint32_t flags, timespec (&times)[2]);

} // namespace wasabi::wasi
