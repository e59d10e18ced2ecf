// Utf8: validation of 64 KB of UTF-8 text, 16 bytes at a time by three table look-ups (Keiser and Lemire, "Validating UTF-8
// in less than one instruction per byte", 2021), written with vector intrinsics.
// wasm: -msimd128
#include "kernel.h"

#if defined(__wasm__)
#include <wasm_simd128.h>
typedef v128_t bytes;
#define LOAD(from) wasm_v128_load(from)
#define EVERY(n) wasm_u8x16_splat(n)
#define LOOK_UP(table, index) wasm_i8x16_swizzle(table, index)
#define HIGH_NIBBLES(a) wasm_u8x16_shr(a, 4)
#define SUBTRACT(a, b) wasm_u8x16_sub_sat(a, b)
#define AND(a, b) wasm_v128_and(a, b)
#define OR(a, b) wasm_v128_or(a, b)
#define XOR(a, b) wasm_v128_xor(a, b)
#define IS_ANY(a) wasm_v128_any_true(a)
/// The last `n` bytes of `before` and then the first ones of `now`.
#define SHIFTED(before, now, n)                                                                                        \
  wasm_i8x16_shuffle(before, now, 16 - n, 17 - n, 18 - n, 19 - n, 20 - n, 21 - n, 22 - n, 23 - n, 24 - n, 25 - n,      \
                     26 - n, 27 - n, 28 - n, 29 - n, 30 - n, 31 - n)
#else
#include <immintrin.h>
typedef __m128i bytes;
#define LOAD(from) _mm_loadu_si128((const __m128i *)(from))
#define EVERY(n) _mm_set1_epi8((char)(n))
#define LOOK_UP(table, index) _mm_shuffle_epi8(table, index)
#define HIGH_NIBBLES(a) _mm_and_si128(_mm_srli_epi16(a, 4), _mm_set1_epi8(15))
#define SUBTRACT(a, b) _mm_subs_epu8(a, b)
#define AND(a, b) _mm_and_si128(a, b)
#define OR(a, b) _mm_or_si128(a, b)
#define XOR(a, b) _mm_xor_si128(a, b)
#define IS_ANY(a) (!_mm_testz_si128(a, a))
#define SHIFTED(before, now, n) _mm_alignr_epi8(now, before, 16 - n)
#endif

enum { LENGTH = 65536 };

/// What may be wrong with a byte and the one before it; the last is right where a third or fourth byte is due.
enum {
  TOO_SHORT = 1,
  TOO_LONG = 2,
  OVERLONG_3 = 4,
  TOO_LARGE = 8,
  SURROGATE = 16,
  OVERLONG_2 = 32,
  TOO_LARGE_1000 = 64,
  OVERLONG_4 = 64,
  TWO_CONTINUATIONS = 128,
  CARRY = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS,
};

static const uint8_t by_first_high[16] = {
    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
    TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS,
    TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
    TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4};
static const uint8_t by_first_low[16] = {
    CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4, CARRY | OVERLONG_2, CARRY, CARRY, CARRY | TOO_LARGE,
    CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE, CARRY | TOO_LARGE | TOO_LARGE_1000,
    CARRY | TOO_LARGE | TOO_LARGE_1000};
static const uint8_t by_second_high[16] = {
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
    TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4,
    TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE,
    TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE,
    TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT};

static uint8_t text[LENGTH];

/// The errors in 16 bytes that come after 16 others.
static inline bytes errors_of(bytes now, bytes before) {
  const bytes first = SHIFTED(before, now, 1);
  const bytes by_first = AND(LOOK_UP(LOAD(by_first_high), HIGH_NIBBLES(first)),
                             LOOK_UP(LOAD(by_first_low), AND(first, EVERY(15))));
  const bytes pairs = AND(by_first, LOOK_UP(LOAD(by_second_high), HIGH_NIBBLES(now)));
  // The top bit says that the byte two or three before wants a continuation here.
  const bytes third = SUBTRACT(SHIFTED(before, now, 2), EVERY(0xe0 - 0x80));
  const bytes fourth = SUBTRACT(SHIFTED(before, now, 3), EVERY(0xf0 - 0x80));
  return XOR(AND(OR(third, fourth), EVERY(0x80)), pairs);
}

/// Whether the text is valid; its last bytes are ASCII.
static NOINLINE int is_valid(void) {
  bytes errors = EVERY(0), before = EVERY(0);
  for (int at = 0; at < LENGTH; at += 16) {
    const bytes now = LOAD(text + at);
    errors = OR(errors, errors_of(now, before));
    before = now;
  }
  return !IS_ANY(errors);
}

/// Writes a code point; the number of its bytes.
static int put(uint8_t *to, uint32_t point) {
  if (point < 0x80) {
    to[0] = (uint8_t)point;
    return 1;
  }
  const int rest = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  static const uint8_t leads[4] = {0, 0xc0, 0xe0, 0xf0};
  to[0] = (uint8_t)(leads[rest] | point >> 6 * rest);
  for (int i = 1; i <= rest; i++)
    to[i] = (uint8_t)(0x80 | (point >> 6 * (rest - i) & 0x3f));
  return rest + 1;
}

static void write_text(uint32_t *state) {
  static const uint32_t limits[4] = {0x80, 0x800, 0xd800, 0x110000};
  int at = 0;
  while (at < LENGTH - 16) {
    const uint32_t random = next_random(state);
    const uint32_t point = (random >> 2) % limits[random & 3];
    if (point < 0xd800 || point > 0xdfff) at += put(text + at, point);
  }
  while (at < LENGTH)
    text[at++] = 'x';
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  write_text(&state);
  for (uint32_t i = 0; i < n; i++) {
    // A byte that may or may not fit where it stands.
    const uint32_t at = next_random(&state) % (LENGTH - 16);
    const uint8_t old = text[at];
    text[at] = (uint8_t)next_random(&state);
    sum = mix(sum, (uint32_t)is_valid());
    text[at] = old;
  }
  return sum;
}
