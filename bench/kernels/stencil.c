// Stencil: heat spreading over a plate of 256² doubles, five points a cell, from one grid to another and back.
#include "kernel.h"

enum { SIZE = 256 };

static double grids[2][SIZE][SIZE];

static NOINLINE void spread(double (*to)[SIZE], double (*from)[SIZE]) {
  for (int y = 1; y < SIZE - 1; y++) {
    for (int x = 1; x < SIZE - 1; x++)
      to[y][x] = 0.5 * from[y][x] + 0.125 * (from[y - 1][x] + from[y + 1][x] + from[y][x - 1] + from[y][x + 1]);
  }
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  for (int y = 0; y < SIZE; y++) {
    for (int x = 0; x < SIZE; x++)
      grids[0][y][x] = grids[1][y][x] = (double)(next_random(&state) >> 20);
  }
  for (uint32_t i = 0; i < n; i++) {
    grids[0][1 + i % (SIZE - 2)][SIZE / 2] += 4096;
    spread(grids[1], grids[0]);
    spread(grids[0], grids[1]);
    sum = mix(sum, (uint32_t)grids[0][1 + (i * 13) % (SIZE - 2)][SIZE / 2]);
  }
  return sum;
}
