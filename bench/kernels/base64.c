// Base64: 48 KB of bytes to text and back, through tables, with the checks that a decoder of foreign input needs.
#include "kernel.h"

enum { BYTES = 49152, CHARACTERS = BYTES / 3 * 4, INVALID = 255 };

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static uint8_t bytes[BYTES], decoded[BYTES], values[256];
static char text[CHARACTERS];

static void make_values(void) {
  for (int i = 0; i < 256; i++)
    values[i] = INVALID;
  for (uint8_t i = 0; i < 64; i++)
    values[(uint8_t)alphabet[i]] = i;
}

static NOINLINE uint32_t encode(char *to, const uint8_t *from, uint32_t length) {
  uint32_t at = 0;
  for (uint32_t i = 0; i + 2 < length; i += 3) {
    uint32_t group = (uint32_t)from[i] << 16 | (uint32_t)from[i + 1] << 8 | from[i + 2];
    to[at++] = alphabet[group >> 18];
    to[at++] = alphabet[group >> 12 & 63];
    to[at++] = alphabet[group >> 6 & 63];
    to[at++] = alphabet[group & 63];
  }
  return at;
}

static NOINLINE uint32_t decode(uint8_t *to, const char *from, uint32_t length) {
  uint32_t at = 0, group = 0, sextets = 0;
  for (uint32_t i = 0; i < length; i++) {
    uint8_t value = values[(uint8_t)from[i]];
    if (value == INVALID) continue;
    group = group << 6 | value;
    if (++sextets == 4) {
      to[at++] = (uint8_t)(group >> 16);
      to[at++] = (uint8_t)(group >> 8);
      to[at++] = (uint8_t)group;
      sextets = 0;
    }
  }
  return at;
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  make_values();
  for (uint32_t i = 0; i < BYTES; i++)
    bytes[i] = (uint8_t)(next_random(&state) >> 11);
  for (uint32_t i = 0; i < n; i++) {
    bytes[i % BYTES] ^= (uint8_t)(i + 1);
    uint32_t length = encode(text, bytes, BYTES);
    text[(i * 101) % length] = '\n';
    sum = mix(sum, decode(decoded, text, length));
    sum = mix(sum, decoded[(i * 97) % BYTES]);
  }
  return sum;
}
