// Conversions between the host's clocks and times and WASI's.
#pragma once

#include <cstdint>
#include <ctime>

namespace wasabi::wasi {

/// The host clock for a WASI `clockid`; false when there is no such clock.
bool hostClock(uint32_t id, clockid_t &clock);

/// Nanoseconds of a time; times before the epoch count as the epoch, as WASI's are unsigned.
uint64_t toNanoseconds(const timespec &time);

timespec toTimespec(uint64_t nanoseconds);

} // namespace wasabi::wasi
