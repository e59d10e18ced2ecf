// Blur: five-tap binomial filter (1 4 6 4 1) over rows, then columns, of a grey image of 512 by 512 bytes. The compiler
// vectorizes both passes.
// wasm: -msimd128
#include "kernel.h"

enum { SIZE = 512, EDGE = 2 };

static uint8_t image[SIZE][SIZE + 2 * EDGE], rows[SIZE + 2 * EDGE][SIZE];

static NOINLINE void blur_rows(void) {
  for (int y = 0; y < SIZE; y++) {
    const uint8_t *in = image[y];
    uint8_t *restrict out = rows[y + EDGE];
    for (int x = 0; x < SIZE; x++) {
      const uint16_t sum = in[x] + in[x + 4] + 4 * (in[x + 1] + in[x + 3]) + 6 * in[x + 2];
      out[x] = (uint8_t)((uint16_t)(sum + 8) >> 4);
    }
  }
}

static NOINLINE void blur_columns(void) {
  for (int y = 0; y < SIZE; y++) {
    uint8_t *restrict out = image[y] + EDGE;
    for (int x = 0; x < SIZE; x++) {
      const uint16_t sum =
          rows[y][x] + rows[y + 4][x] + 4 * (rows[y + 1][x] + rows[y + 3][x]) + 6 * rows[y + 2][x];
      out[x] = (uint8_t)((uint16_t)(sum + 8) >> 4);
    }
  }
}

/// Repeats the outermost pixels beyond the edges.
static void extend_edges(void) {
  for (int y = 0; y < SIZE; y++) {
    for (int x = 0; x < EDGE; x++) {
      image[y][x] = image[y][EDGE];
      image[y][SIZE + EDGE + x] = image[y][SIZE + EDGE - 1];
    }
  }
}

static void extend_rows(void) {
  for (int y = 0; y < EDGE; y++) {
    for (int x = 0; x < SIZE; x++) {
      rows[y][x] = rows[EDGE][x];
      rows[SIZE + EDGE + y][x] = rows[SIZE + EDGE - 1][x];
    }
  }
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  for (int y = 0; y < SIZE; y++) {
    for (int x = 0; x < SIZE; x++)
      image[y][x + EDGE] = (uint8_t)next_random(&state);
  }
  for (uint32_t i = 0; i < n; i++) {
    extend_edges();
    blur_rows();
    extend_rows();
    blur_columns();
    // Noise, or everything would be one grey in the end.
    for (int y = 0; y < SIZE; y += 8)
      image[y][EDGE + (y * 7) % SIZE] ^= (uint8_t)next_random(&state);
    sum = mix(sum, image[(i * 31) % SIZE][EDGE + (i * 17) % SIZE]);
  }
  return sum;
}
