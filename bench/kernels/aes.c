// AES-128 (FIPS 197) in counter mode, byte by byte with an S-box: table lookups, arithmetic in GF(2⁸).
#include "kernel.h"

enum { ROUNDS = 10, BLOCKS = 256 };

static uint8_t box[256], keys[ROUNDS + 1][16], stream[BLOCKS * 16];

static inline uint8_t doubled(uint8_t x) { return (uint8_t)(x << 1 ^ (x >> 7) * 0x1b); }

static inline uint8_t rotate(uint8_t x, int by) { return (uint8_t)(x << by | x >> (8 - by)); }

// Walks the field by a generator and its inverse, 3 and 1/3.
static void make_box(void) {
  uint8_t p = 1, q = 1;
  do {
    p ^= doubled(p);
    q ^= (uint8_t)(q << 1);
    q ^= (uint8_t)(q << 2);
    q ^= (uint8_t)(q << 4);
    if (q & 0x80) q ^= 0x09;
    box[p] = (uint8_t)(q ^ rotate(q, 1) ^ rotate(q, 2) ^ rotate(q, 3) ^ rotate(q, 4) ^ 0x63);
  } while (p != 1);
  box[0] = 0x63;
}

static void expand_key(const uint8_t *key) {
  uint8_t constant = 1;
  for (int i = 0; i < 16; i++)
    keys[0][i] = key[i];
  for (int round = 1; round <= ROUNDS; round++) {
    const uint8_t *before = keys[round - 1];
    for (int i = 0; i < 4; i++)
      keys[round][i] = before[i] ^ box[before[12 + (i + 1) % 4]] ^ (i == 0 ? constant : 0);
    for (int i = 4; i < 16; i++)
      keys[round][i] = before[i] ^ keys[round][i - 4];
    constant = doubled(constant);
  }
}

static NOINLINE void substitute_and_shift(uint8_t *state) {
  uint8_t from[16];
  for (int i = 0; i < 16; i++)
    from[i] = box[state[i]];
  for (int i = 0; i < 16; i++)
    state[i] = from[(i + 4 * (i % 4)) % 16];
}

static NOINLINE void mix_columns(uint8_t *state) {
  for (int i = 0; i < 16; i += 4) {
    uint8_t a = state[i], b = state[i + 1], c = state[i + 2], d = state[i + 3], all = a ^ b ^ c ^ d;
    state[i] = a ^ all ^ doubled(a ^ b);
    state[i + 1] = b ^ all ^ doubled(b ^ c);
    state[i + 2] = c ^ all ^ doubled(c ^ d);
    state[i + 3] = d ^ all ^ doubled(d ^ a);
  }
}

static void add_key(uint8_t *state, int round) {
  for (int i = 0; i < 16; i++)
    state[i] ^= keys[round][i];
}

static NOINLINE void encrypt(uint8_t *state) {
  add_key(state, 0);
  for (int round = 1; round < ROUNDS; round++) {
    substitute_and_shift(state);
    mix_columns(state);
    add_key(state, round);
  }
  substitute_and_shift(state);
  add_key(state, ROUNDS);
}

EXPORT uint32_t run(uint32_t n) {
  static const uint8_t key[16] = {0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
                                  0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c};
  uint32_t counter = 0, sum = 0;
  make_box();
  expand_key(key);
  for (uint32_t i = 0; i < n; i++) {
    for (int b = 0; b < BLOCKS; b++) {
      uint8_t state[16] = {0};
      counter++;
      for (int k = 0; k < 4; k++)
        state[12 + k] = (uint8_t)(counter >> (24 - 8 * k));
      encrypt(state);
      for (int k = 0; k < 16; k++)
        stream[b * 16 + k] = state[k];
    }
    for (int k = 0; k < BLOCKS * 16; k += 61)
      sum = mix(sum, stream[k]);
  }
  return sum;
}
