// ChaCha20 (RFC 8439): keystream blocks XORed over a 64 KiB buffer; sixteen live values, rotations, no branches inside.
#include "kernel.h"

enum { BUFFER_BYTES = 65536 };

static uint32_t buffer[BUFFER_BYTES / 4];

static inline uint32_t rotate(uint32_t x, int by) { return x << by | x >> (32 - by); }

#define QUARTER(a, b, c, d)                                                                                            \
  a += b, d = rotate(d ^ a, 16), c += d, b = rotate(b ^ c, 12), a += b, d = rotate(d ^ a, 8), c += d,                  \
          b = rotate(b ^ c, 7)

static NOINLINE void block(uint32_t *out, const uint32_t *input) {
  uint32_t x0 = input[0], x1 = input[1], x2 = input[2], x3 = input[3], x4 = input[4], x5 = input[5];
  uint32_t x6 = input[6], x7 = input[7], x8 = input[8], x9 = input[9], x10 = input[10], x11 = input[11];
  uint32_t x12 = input[12], x13 = input[13], x14 = input[14], x15 = input[15];
  for (int i = 0; i < 10; i++) {
    QUARTER(x0, x4, x8, x12);
    QUARTER(x1, x5, x9, x13);
    QUARTER(x2, x6, x10, x14);
    QUARTER(x3, x7, x11, x15);
    QUARTER(x0, x5, x10, x15);
    QUARTER(x1, x6, x11, x12);
    QUARTER(x2, x7, x8, x13);
    QUARTER(x3, x4, x9, x14);
  }
  out[0] ^= x0 + input[0], out[1] ^= x1 + input[1], out[2] ^= x2 + input[2], out[3] ^= x3 + input[3];
  out[4] ^= x4 + input[4], out[5] ^= x5 + input[5], out[6] ^= x6 + input[6], out[7] ^= x7 + input[7];
  out[8] ^= x8 + input[8], out[9] ^= x9 + input[9], out[10] ^= x10 + input[10], out[11] ^= x11 + input[11];
  out[12] ^= x12 + input[12], out[13] ^= x13 + input[13], out[14] ^= x14 + input[14], out[15] ^= x15 + input[15];
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  for (uint32_t i = 4; i < 16; i++)
    state[i] = i * 0x04030201u;
  for (uint32_t i = 0; i < BUFFER_BYTES / 4; i++)
    buffer[i] = i;
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n; i++) {
    for (uint32_t at = 0; at < BUFFER_BYTES / 4; at += 16) {
      state[12]++;
      block(buffer + at, state);
    }
    sum = mix(sum, buffer[(i * 97) % (BUFFER_BYTES / 4)]);
  }
  return sum;
}
