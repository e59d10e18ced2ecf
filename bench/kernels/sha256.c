// SHA-256 (FIPS 180-4) over 32 KB: rotations and additions in chains of eight live values, a schedule in memory.
#include "kernel.h"

enum { BLOCKS = 512 };

static uint32_t constants[64], hash[8];
static uint8_t message[BLOCKS * 64];

static inline uint32_t rotate(uint32_t x, int by) { return x >> by | x << (32 - by); }

/// The first 32 bits of the fraction of a root of a small prime, by Newton's method: doubles have bits to spare.
static uint32_t root_fraction(double prime, int cubic) {
  double root = 8;
  for (int i = 0; i < 40; i++)
    root = cubic ? root - (root * root * root - prime) / (3 * root * root) : (root + prime / root) / 2;
  return (uint32_t)((root - (uint32_t)root) * 4294967296.0);
}

static void make_constants(uint32_t *initial) {
  for (uint32_t count = 0, n = 2; count < 64; n++) {
    uint32_t divisor = 2;
    while (divisor * divisor <= n && n % divisor)
      divisor++;
    if (divisor * divisor <= n) continue;
    if (count < 8) initial[count] = root_fraction(n, 0);
    constants[count++] = root_fraction(n, 1);
  }
}

static NOINLINE void block(const uint8_t *bytes) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++) {
    const uint8_t *b = bytes + i * 4;
    w[i] = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
  }
  for (int i = 16; i < 64; i++) {
    uint32_t s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
    uint32_t s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  uint32_t a = hash[0], b = hash[1], c = hash[2], d = hash[3], e = hash[4], f = hash[5], g = hash[6], h = hash[7];
  for (int i = 0; i < 64; i++) {
    uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + constants[i] + w[i];
    uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
  }
  hash[0] += a, hash[1] += b, hash[2] += c, hash[3] += d, hash[4] += e, hash[5] += f, hash[6] += g, hash[7] += h;
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t initial[8], state = 2463534242u, sum = 0;
  make_constants(initial);
  for (uint32_t i = 0; i < sizeof message; i++)
    message[i] = (uint8_t)next_random(&state);
  for (uint32_t i = 0; i < n; i++) {
    for (int k = 0; k < 8; k++)
      hash[k] = initial[k];
    message[i % sizeof message]++;
    for (int k = 0; k < BLOCKS; k++)
      block(message + k * 64);
    sum = mix(sum, hash[i % 8]);
  }
  return sum;
}
