// Sieve of Eratosthenes over a million odd numbers: byte stores at growing strides, then one scan.
#include "kernel.h"

enum { LIMIT = 1000000 };

static uint8_t composite[LIMIT];

static NOINLINE uint32_t sieve(uint32_t limit) {
  for (uint32_t i = 0; i < limit; i++)
    composite[i] = 0;
  for (uint32_t i = 1; 2 * i * (i + 1) < limit; i++) {
    if (composite[i]) continue;
    for (uint32_t j = 2 * i * (i + 1); j < limit; j += 2 * i + 1)
      composite[j] = 1;
  }
  uint32_t count = 0, last = 0;
  for (uint32_t i = 1; i < limit; i++) {
    if (composite[i]) continue;
    count++;
    last = 2 * i + 1;
  }
  return count ^ last;
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n; i++)
    sum = mix(sum, sieve(LIMIT - (i & 15)));
  return sum;
}
