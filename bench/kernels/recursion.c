// Recursion: calls and returns with next to nothing between them. Doubly recursive Fibonacci and Takeuchi's function.
#include "kernel.h"

static NOINLINE uint32_t fib(uint32_t n) {
  if (n < 2) return n;
  return fib(n - 1) + fib(n - 2);
}

static NOINLINE int32_t tak(int32_t x, int32_t y, int32_t z) {
  if (y >= x) return z;
  return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n; i++) {
    sum = mix(sum, fib(27 + (i & 1)));
    sum = mix(sum, (uint32_t)tak(18, 12, 6 + (int32_t)(i & 1)));
  }
  return sum;
}
