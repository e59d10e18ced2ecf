// Zstandard, round by round: text-like bytes compressed at a fast, a middle and a strong level, and expanded again. One
// line a round, flushed.
//   zstd ROUNDS BYTES
#include "zstd.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t next(uint32_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  return *state ^= *state << 5;
}

// Words from a vocabulary, some of them changed: repetitive, as logs and prose are.
static void write_input(char *input, size_t bytes, uint32_t seed) {
  static const char *const words[] = {"request", "GET ", "status=200 ", "timeout", "user", " id=", "2024-", "error: ",
                                      "connection", "reset by peer", "\n", " ", "index.html", "cache", "miss", "hit"};
  uint32_t state = seed * 2654435761u + 1;
  for (size_t at = 0; at < bytes;) {
    uint32_t choice = next(&state);
    if (choice % 5 == 0) {
      input[at++] = (char)('0' + (choice >> 8) % 10);
      continue;
    }
    for (const char *word = words[(choice >> 8) % 16]; *word && at < bytes; word++)
      input[at++] = *word;
  }
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 1;
  size_t bytes = argc > 2 ? (size_t)atoi(argv[2]) : 200000, bound = ZSTD_compressBound(bytes);
  char *input = malloc(bytes), *packed = malloc(bound), *output = malloc(bytes);
  if (!input || !packed || !output) return 1;
  static const int levels[] = {1, 6, 15};
  for (int round = 0; round < rounds; round++) {
    size_t total = 0;
    write_input(input, bytes, (uint32_t)round);
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
      size_t size = ZSTD_compress(packed, bound, input, bytes, levels[i]);
      if (ZSTD_isError(size)) return 1;
      total = total * 31 + size;
      for (int again = 0; again < 8; again++) {
        if (ZSTD_decompress(output, bytes, packed, size) != bytes || memcmp(input, output, bytes) != 0) return 1;
      }
    }
    printf("%d %zu\n", round, total);
    fflush(stdout);
  }
  return 0;
}
