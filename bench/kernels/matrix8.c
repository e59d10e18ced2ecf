// Matrix8: product of two 256 by 256 matrices of signed bytes with sums of 32 bits, as quantized networks have it; the
// right one is stored by columns, four of which are worked on at once. Written with vector intrinsics.
// wasm: -msimd128
#include "kernel.h"

#if defined(__wasm__)
#include <wasm_simd128.h>
typedef v128_t vector;
#define LOAD(from) wasm_v128_load(from)
#define ZERO wasm_i32x4_const_splat(0)
#define LOW(a) wasm_i16x8_extend_low_i8x16(a)
#define HIGH(a) wasm_i16x8_extend_high_i8x16(a)
#define DOT(a, b) wasm_i32x4_dot_i16x8(a, b)
#define ADD(a, b) wasm_i32x4_add(a, b)
#define LANE(a, n) wasm_i32x4_extract_lane(a, n)
#else
#include <immintrin.h>
typedef __m128i vector;
#define LOAD(from) _mm_loadu_si128((const __m128i *)(from))
#define ZERO _mm_setzero_si128()
#define LOW(a) _mm_cvtepi8_epi16(a)
#define HIGH(a) _mm_cvtepi8_epi16(_mm_srli_si128(a, 8))
#define DOT(a, b) _mm_madd_epi16(a, b)
#define ADD(a, b) _mm_add_epi32(a, b)
#define LANE(a, n) _mm_extract_epi32(a, n)
#endif

enum { SIZE = 256, COLUMNS = 4, WIDTH = 16 };

static int8_t left[SIZE][SIZE], right[SIZE][SIZE];
static int32_t product[SIZE][SIZE];

static inline int32_t sum_of(vector a) { return LANE(a, 0) + LANE(a, 1) + LANE(a, 2) + LANE(a, 3); }

/// Adds the products of 16 bytes of a row, given as words, with those of a column.
static inline vector accumulate(vector sum, vector low, vector high, const int8_t *column) {
  const vector bytes = LOAD(column);
  return ADD(sum, ADD(DOT(low, LOW(bytes)), DOT(high, HIGH(bytes))));
}

static NOINLINE void multiply(void) {
  for (int i = 0; i < SIZE; i++) {
    for (int j = 0; j < SIZE; j += COLUMNS) {
      vector a = ZERO, b = ZERO, c = ZERO, d = ZERO;
      for (int k = 0; k < SIZE; k += WIDTH) {
        const vector row = LOAD(&left[i][k]), low = LOW(row), high = HIGH(row);
        a = accumulate(a, low, high, &right[j][k]);
        b = accumulate(b, low, high, &right[j + 1][k]);
        c = accumulate(c, low, high, &right[j + 2][k]);
        d = accumulate(d, low, high, &right[j + 3][k]);
      }
      product[i][j] = sum_of(a);
      product[i][j + 1] = sum_of(b);
      product[i][j + 2] = sum_of(c);
      product[i][j + 3] = sum_of(d);
    }
  }
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u;
  for (int i = 0; i < SIZE; i++) {
    for (int j = 0; j < SIZE; j++) {
      left[i][j] = (int8_t)next_random(&state);
      right[i][j] = (int8_t)next_random(&state);
    }
  }
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n; i++) {
    left[i % SIZE][0] ^= 0x55;
    multiply();
    sum = mix(sum, (uint32_t)product[i % SIZE][(i * 7) % SIZE]);
  }
  return sum;
}
