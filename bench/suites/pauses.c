// A thread that watches itself: works in small pieces, reads the clock after each, and notes every time that passed
// between two readings if it is at least so long.
#include <stdint.h>

#define CAPACITY 65536
#define MONOTONIC 1

__attribute__((import_module("wasi_snapshot_preview1"), import_name("clock_time_get")))
uint32_t clock_time_get(uint32_t clock, uint64_t precision, uint64_t *time);

static struct { uint64_t begin, end; } pauses[CAPACITY];

static uint64_t now(void) {
  uint64_t time = 0;
  clock_time_get(MONOTONIC, 1, &time);
  return time;
}

__attribute__((noinline)) static uint32_t mix(uint32_t value) {
  for (int i = 0; i < 8; i++) value = (value ^ (value >> 13)) * 0x9E3779B1u;
  return value;
}

// Some frames deep, so that there is a stack to look at.
__attribute__((noinline)) static uint32_t descend(uint32_t depth, uint32_t value) {
  return depth == 0 ? mix(value) : descend(depth - 1, value + depth) ^ depth;
}

__attribute__((export_name("log"))) const void *log_address(void) { return pauses; }

__attribute__((export_name("room"))) uint32_t room(void) { return CAPACITY; }

// Returns the number of pauses of at least `least` nanoseconds, at most as many as there is room for.
__attribute__((export_name("watch"))) uint32_t watch(uint32_t milliseconds, uint32_t least) {
  uint32_t count = 0, value = 1;
  uint64_t last = now();
  const uint64_t end = last + milliseconds * 1000000ull;
  while (last < end && count < CAPACITY) {
    value = descend(10 + (value & 3), value);
    const uint64_t time = now();
    if (time - last >= least) {
      pauses[count].begin = last;
      pauses[count++].end = time;
    }
    last = time;
  }
  return count;
}
