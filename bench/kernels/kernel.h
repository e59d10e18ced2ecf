// What every kernel includes. A kernel defines `run`: n rounds of its work, and a checksum that depends on all of it.
// As wasm it is a freestanding module that exports `run`; natively it is a program that answers requests on stdin:
// one line "n", answered by one line "checksum wall-nanoseconds processor-nanoseconds".
#pragma once

#include <stdint.h>

#if defined(__wasm__)
#define EXPORT __attribute__((export_name("run")))
#else
#define EXPORT
#endif

#define NOINLINE __attribute__((noinline))

#if defined(__cplusplus)
#define EXTERN_C extern "C"
#else
#define EXTERN_C
#endif

EXTERN_C uint32_t run(uint32_t n);

/// xorshift32: the kernels' only source of pseudo-random numbers.
static inline uint32_t next_random(uint32_t *state) {
  uint32_t x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}

static inline uint32_t mix(uint32_t sum, uint32_t value) { return (sum ^ value) * 0x01000193u; }

#if !defined(__wasm__)
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

static int64_t now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int main(void) {
  uint32_t n;
  while (scanf("%" SCNu32, &n) == 1) {
    int64_t wall = now(CLOCK_MONOTONIC), processor = now(CLOCK_PROCESS_CPUTIME_ID);
    uint32_t checksum = run(n);
    processor = now(CLOCK_PROCESS_CPUTIME_ID) - processor;
    wall = now(CLOCK_MONOTONIC) - wall;
    printf("%" PRIu32 " %" PRId64 " %" PRId64 "\n", checksum, wall, processor);
    fflush(stdout);
  }
  return 0;
}
#endif
