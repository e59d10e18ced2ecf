// clock_*, random_get, sched_yield.
#include "clock.h"
#include "functions.h"

#include <cerrno>
#include <sched.h>
#include <sys/random.h>

namespace wasabi::wasi {

bool hostClock(uint32_t id, clockid_t &clock) {
  switch (id) {
  case 0: clock = CLOCK_REALTIME; return true;
  case 1: clock = CLOCK_MONOTONIC; return true;
  case 2: clock = CLOCK_PROCESS_CPUTIME_ID; return true;
  case 3: clock = CLOCK_THREAD_CPUTIME_ID; return true;
  default: return false;
  }
}

uint64_t toNanoseconds(const timespec &time) {
  if (time.tv_sec < 0) return 0;
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

timespec toTimespec(uint64_t nanoseconds) {
  return {static_cast<time_t>(nanoseconds / 1'000'000'000), static_cast<long>(nanoseconds % 1'000'000'000)};
}

Errno clock_res_get(Call &call, uint32_t id, uint32_t result) {
  clockid_t clock;
  if (!hostClock(id, clock)) return Errno::inval;
  timespec resolution;
  if (clock_getres(clock, &resolution) != 0) return lastError();
  return call.memory.store(result, toNanoseconds(resolution)) ? Errno::success : Errno::fault;
}

Errno clock_time_get(Call &call, uint32_t id, uint64_t, uint32_t result) {
  clockid_t clock;
  if (!hostClock(id, clock)) return Errno::inval;
  timespec now;
  if (clock_gettime(clock, &now) != 0) return lastError();
  return call.memory.store(result, toNanoseconds(now)) ? Errno::success : Errno::fault;
}

Errno random_get(Call &call, uint32_t buffer, uint32_t length) {
  if (!call.memory.contains(buffer, length)) return Errno::fault;
  for (uint32_t done = 0; done < length;) {
    ssize_t got = getrandom(call.memory.base + buffer + done, length - done, 0);
    if (got >= 0) {
      done += static_cast<uint32_t>(got);
    } else if (errno != EINTR) {
      return lastError();
    }
  }
  return Errno::success;
}

Errno sched_yield(Call &) {
  ::sched_yield();
  return Errno::success;
}

} // namespace wasabi::wasi
