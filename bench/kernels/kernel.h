// What every kernel includes. A kernel defines `run`: n rounds of its work, and a checksum that depends on all of it.
// As wasm it is a freestanding module that exports `run`; natively it is a program that answers requests on stdin:
// one line "n", answered by one line "elapsed-nanoseconds checksum".
#pragma once

#include <stdint.h>

#if defined(__wasm__)
#define EXPORT __attribute__((export_name("run")))
#else
#define EXPORT
#endif

#define NOINLINE __attribute__((noinline))

uint32_t run(uint32_t n);

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

int main(void) {
  uint32_t n;
  while (scanf("%" SCNu32, &n) == 1) {
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    uint32_t checksum = run(n);
    clock_gettime(CLOCK_MONOTONIC, &end);
    int64_t elapsed = (int64_t)(end.tv_sec - start.tv_sec) * 1000000000 + (end.tv_nsec - start.tv_nsec);
    printf("%" PRId64 " %" PRIu32 "\n", elapsed, checksum);
    fflush(stdout);
  }
  return 0;
}
#endif
