// Queens: all ways to place ten queens, with one square of the first row closed, counted by backtracking over bit sets:
// recursion with four arguments.
#include "kernel.h"

static NOINLINE uint32_t place(uint32_t all, uint32_t columns, uint32_t left, uint32_t right) {
  if (columns == all) return 1;
  uint32_t solutions = 0;
  for (uint32_t open = all & ~(columns | left | right); open;) {
    uint32_t queen = open & -open;
    open ^= queen;
    solutions += place(all, columns | queen, (left | queen) << 1, (right | queen) >> 1);
  }
  return solutions;
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n; i++)
    sum = mix(sum, place((1u << 10) - 1, 0, 1u << i % 10, 0));
  return sum;
}
