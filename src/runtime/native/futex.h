// A word that threads wait on until it changes: the futex system call, private to the process.
#pragma once
#include <atomic>
#include <cstdint>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace wasabi {

/// Waits while the word holds `value`, at most `timeoutMs`. May return early.
inline void futexWait(std::atomic<uint32_t> *word, uint32_t value, uint32_t timeoutMs) {
  timespec timeout{time_t(timeoutMs / 1000), long(timeoutMs % 1000) * 1000000};
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, &timeout, nullptr, 0);
}

inline void futexWakeAll(std::atomic<uint32_t> *word) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 0x7fffffff, nullptr, nullptr, 0);
}

inline uint64_t nowNs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return uint64_t(now.tv_sec) * 1000000000 + uint64_t(now.tv_nsec);
}

} // namespace wasabi
