// LZ: compresses 64 KB by matches from a hash of four bytes, and expands them again: unpredictable branches, unaligned
// loads, short copies.
#include "kernel.h"

enum { BYTES = 65536, SLOTS = 8192, MIN_MATCH = 4, MAX_RUN = 127 };

static uint8_t input[BYTES], packed[BYTES * 2], output[BYTES];
static uint32_t slots[SLOTS];

static inline uint32_t load32(const uint8_t *at) {
  return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static inline uint32_t slot_of(uint32_t word) { return (word * 2654435761u) >> 19; }

// Phrases that come back, with noise in between.
static void write_input(void) {
  uint32_t state = 2463534242u;
  for (uint32_t at = 0; at < BYTES;) {
    uint32_t choice = next_random(&state), length = 1 + (choice >> 8) % 40;
    uint32_t back = 1 + (choice >> 16) % 3000;
    for (uint32_t i = 0; i < length && at < BYTES; i++, at++)
      input[at] = (choice & 3) && back <= at ? input[at - back] : (uint8_t)(next_random(&state) % 61);
  }
}

static uint32_t put_literals(uint32_t at, uint32_t from, uint32_t to) {
  while (from < to) {
    uint32_t length = to - from > MAX_RUN ? MAX_RUN : to - from;
    packed[at++] = (uint8_t)length;
    for (uint32_t i = 0; i < length; i++)
      packed[at++] = input[from++];
  }
  return at;
}

// A run is a byte of 1 to 127 and so many literals; a match is 128 + length - 4 and two bytes of distance.
static NOINLINE uint32_t compress(void) {
  uint32_t at = 0, literals = 0, i = 0;
  for (uint32_t s = 0; s < SLOTS; s++)
    slots[s] = 0;
  while (i + MIN_MATCH <= BYTES) {
    uint32_t word = load32(input + i), *slot = &slots[slot_of(word)], candidate = *slot;
    *slot = i + 1;
    if (candidate == 0 || load32(input + candidate - 1) != word) {
      i++;
      continue;
    }
    uint32_t start = candidate - 1, length = MIN_MATCH;
    while (length < MAX_RUN + MIN_MATCH && i + length < BYTES && input[start + length] == input[i + length])
      length++;
    at = put_literals(at, literals, i);
    packed[at++] = (uint8_t)(128 + length - MIN_MATCH);
    packed[at++] = (uint8_t)(i - start);
    packed[at++] = (uint8_t)((i - start) >> 8);
    literals = i += length;
  }
  return put_literals(at, literals, BYTES);
}

static NOINLINE uint32_t expand(uint32_t packed_bytes) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < packed_bytes;) {
    uint32_t token = packed[i++];
    if (token < 128) {
      for (; token > 0; token--)
        output[at++] = packed[i++];
      continue;
    }
    uint32_t distance = packed[i] | (uint32_t)packed[i + 1] << 8, length = token - 128 + MIN_MATCH;
    i += 2;
    for (; length > 0; length--, at++)
      output[at] = output[at - distance];
  }
  return at;
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  write_input();
  for (uint32_t i = 0; i < n; i++) {
    input[(i * 499) % BYTES] ^= 1;
    uint32_t bytes = compress();
    sum = mix(sum, bytes);
    sum = mix(sum, expand(bytes));
    for (uint32_t k = 0; k < BYTES; k += 64)
      sum = mix(sum, output[k] == input[k] ? output[k] : 0xbadu);
  }
  return sum;
}
