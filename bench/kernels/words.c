// Words: counts the words of a generated text of 64 KB in a chained hash table: byte loops, hashing, comparing strings.
#include "kernel.h"

enum { TEXT_BYTES = 65536, BUCKETS = 4096, WORDS = 16384 };

typedef struct Word {
  struct Word *next;
  const char *start;
  uint32_t length, hash, count;
} Word;

static char text[TEXT_BYTES];
static Word words[WORDS];
static Word *buckets[BUCKETS];
static uint32_t used;

static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static int is_equal(const char *a, const char *b, uint32_t length) {
  for (uint32_t i = 0; i < length; i++) {
    if (a[i] != b[i]) return 0;
  }
  return 1;
}

// Short words are frequent, long ones rare, as in prose.
static void write_text(uint32_t seed) {
  uint32_t state = seed, at = 0;
  while (at < TEXT_BYTES) {
    uint32_t choice = next_random(&state), length = 1 + (choice & 7) * (choice >> 3 & 1) + (choice >> 4 & 3);
    uint32_t letters = choice >> 7;
    if (length > 4) letters &= 0xfff;
    for (; length > 0 && at < TEXT_BYTES; length--, letters = letters >> 4 | letters << 28)
      text[at++] = (char)((choice & 0x40 ? 'a' : 'A') + (letters & 15));
    if (at < TEXT_BYTES) text[at++] = choice & 0x4000 ? ' ' : '\n';
  }
}

static NOINLINE void count(const char *start, uint32_t length) {
  uint32_t hash = 0x811c9dc5u;
  for (uint32_t i = 0; i < length; i++)
    hash = (hash ^ (uint8_t)start[i]) * 0x01000193u;
  Word **bucket = &buckets[hash % BUCKETS];
  for (Word *word = *bucket; word; word = word->next) {
    if (word->hash == hash && word->length == length && is_equal(word->start, start, length)) {
      word->count++;
      return;
    }
  }
  if (used == WORDS) return;
  Word *word = &words[used++];
  *word = (Word){*bucket, start, length, hash, 1};
  *bucket = word;
}

static NOINLINE void count_all(void) {
  for (uint32_t at = 0; at < TEXT_BYTES;) {
    while (at < TEXT_BYTES && !is_letter(text[at]))
      at++;
    uint32_t start = at;
    while (at < TEXT_BYTES && is_letter(text[at]))
      at++;
    if (at > start) count(text + start, at - start);
  }
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  write_text(2463534242u);
  for (uint32_t i = 0; i < n; i++) {
    for (uint32_t b = 0; b < BUCKETS; b++)
      buckets[b] = 0;
    used = 0;
    text[(i * 211) % TEXT_BYTES] = (char)('a' + i % 26);
    count_all();
    sum = mix(sum, used);
    for (uint32_t w = 0; w < used; w += 16)
      sum = mix(sum, words[w].hash + words[w].count);
  }
  return sum;
}
