// LU: systems of 96 linear equations by elimination with partial pivoting; triangular loops over rows of doubles.
#include "kernel.h"

enum { SIZE = 96 };

static double matrix[SIZE][SIZE], right[SIZE];

static uint32_t pivot_row(int column) {
  int best = column;
  for (int row = column + 1; row < SIZE; row++) {
    if (__builtin_fabs(matrix[row][column]) > __builtin_fabs(matrix[best][column])) best = row;
  }
  return (uint32_t)best;
}

static void swap_rows(uint32_t a, uint32_t b) {
  for (int i = 0; i < SIZE; i++) {
    double kept = matrix[a][i];
    matrix[a][i] = matrix[b][i];
    matrix[b][i] = kept;
  }
  double kept = right[a];
  right[a] = right[b];
  right[b] = kept;
}

static NOINLINE void eliminate(void) {
  for (int column = 0; column < SIZE; column++) {
    uint32_t pivot = pivot_row(column);
    if (pivot != (uint32_t)column) swap_rows(pivot, (uint32_t)column);
    for (int row = column + 1; row < SIZE; row++) {
      double factor = matrix[row][column] / matrix[column][column];
      for (int i = column; i < SIZE; i++)
        matrix[row][i] -= factor * matrix[column][i];
      right[row] -= factor * right[column];
    }
  }
}

static NOINLINE void substitute(void) {
  for (int row = SIZE - 1; row >= 0; row--) {
    double sum = right[row];
    for (int i = row + 1; i < SIZE; i++)
      sum -= matrix[row][i] * right[i];
    right[row] = sum / matrix[row][row];
  }
}

// The solution is known: 1, 2, 3 … so that the sum of rounded values checks the arithmetic.
EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  for (uint32_t i = 0; i < n; i++) {
    for (int row = 0; row < SIZE; row++) {
      right[row] = 0;
      for (int column = 0; column < SIZE; column++) {
        matrix[row][column] = (double)(next_random(&state) >> 8) / (1 << 23) - 1;
        right[row] += matrix[row][column] * (column + 1);
      }
    }
    eliminate();
    substitute();
    for (int row = 0; row < SIZE; row++)
      sum = mix(sum, (uint32_t)(right[row] * 16 + 0.5));
  }
  return sum;
}
