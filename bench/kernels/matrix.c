// Matrix: product of two 200 by 200 matrices of doubles, three nested loops, row by column.
#include "kernel.h"

enum { SIZE = 200 };

static double left[SIZE][SIZE], right[SIZE][SIZE], product[SIZE][SIZE];

static NOINLINE void multiply(void) {
  for (int i = 0; i < SIZE; i++) {
    for (int j = 0; j < SIZE; j++) {
      double sum = 0;
      for (int k = 0; k < SIZE; k++)
        sum += left[i][k] * right[k][j];
      product[i][j] = sum;
    }
  }
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u;
  for (int i = 0; i < SIZE; i++) {
    for (int j = 0; j < SIZE; j++) {
      left[i][j] = (double)(next_random(&state) >> 8) / (1 << 24);
      right[i][j] = (double)(next_random(&state) >> 8) / (1 << 24);
    }
  }
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n; i++) {
    left[i % SIZE][0] += 1.0;
    multiply();
    sum = mix(sum, (uint32_t)product[i % SIZE][(i * 7) % SIZE]);
  }
  return sum;
}
