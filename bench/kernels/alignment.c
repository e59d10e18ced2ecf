// Alignment: Smith-Waterman scores of two sequences of 600 letters with open gaps: rows of integers, maxima, no calls.
#include "kernel.h"

enum { LENGTH = 600, OPEN = 5, EXTEND = 1 };

static uint8_t first[LENGTH], second[LENGTH];
static int32_t best[LENGTH + 1], gap[LENGTH + 1];
static int8_t scores[20][20];

static inline int32_t larger(int32_t a, int32_t b) { return a > b ? a : b; }

static NOINLINE int32_t align(void) {
  int32_t top = 0;
  for (int j = 0; j <= LENGTH; j++)
    best[j] = gap[j] = 0;
  for (int i = 1; i <= LENGTH; i++) {
    const int8_t *row = scores[first[i - 1]];
    int32_t diagonal = 0, across = 0;
    for (int j = 1; j <= LENGTH; j++) {
      across = larger(across - EXTEND, best[j - 1] - OPEN);
      gap[j] = larger(gap[j] - EXTEND, best[j] - OPEN);
      int32_t score = larger(larger(diagonal + row[second[j - 1]], 0), larger(across, gap[j]));
      diagonal = best[j];
      best[j] = score;
      top = larger(top, score);
    }
  }
  return top;
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  for (int a = 0; a < 20; a++) {
    for (int b = 0; b <= a; b++) {
      int score = (int)(next_random(&state) % 6);
      scores[a][b] = scores[b][a] = (int8_t)(a == b ? score + 4 : score - 4);
    }
  }
  for (int i = 0; i < LENGTH; i++) {
    first[i] = (uint8_t)(next_random(&state) % 20);
    second[i] = next_random(&state) % 3 ? first[i] : (uint8_t)(next_random(&state) % 20);
  }
  for (uint32_t i = 0; i < n; i++) {
    first[(i * 7) % LENGTH] = (uint8_t)(i % 20);
    sum = mix(sum, (uint32_t)align());
  }
  return sum;
}
