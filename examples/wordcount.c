// wordcount: reads files, counts words in a hash table of its own, prints the most frequent ones.
//   wasabi --dir . wordcount.wasm FILE…
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Word {
  struct Word *next;
  unsigned count;
  char text[];
} Word;

enum { BUCKETS = 1 << 14, LONGEST = 63, SHOWN = 20 };

static Word *buckets[BUCKETS];
static size_t words, distinct, lines, bytes;

static void countWord(const char *text, size_t length) {
  unsigned hash = 2166136261u;
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)text[i]) * 16777619u;
  Word **bucket = &buckets[hash % BUCKETS];
  words++;
  for (Word *word = *bucket; word; word = word->next) {
    if (strcmp(word->text, text) == 0) {
      word->count++;
      return;
    }
  }
  Word *word = malloc(sizeof *word + length + 1);
  if (!word) exit(3);
  memcpy(word->text, text, length + 1);
  word->count = 1;
  word->next = *bucket;
  *bucket = word;
  distinct++;
}

static int countFile(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) {
    fprintf(stderr, "wordcount: %s: %s\n", path, strerror(errno));
    return 1;
  }
  char text[LONGEST + 1];
  size_t length = 0;
  int c;
  do {
    c = getc(file);
    if (c != EOF) bytes++;
    if (c == '\n') lines++;
    if (c != EOF && (isalnum(c) || c == '\'')) {
      if (length < LONGEST) text[length++] = (char)tolower(c);
    } else if (length > 0) {
      text[length] = 0;
      countWord(text, length);
      length = 0;
    }
  } while (c != EOF);
  fclose(file);
  return 0;
}

static int byCount(const void *left, const void *right) {
  const Word *a = *(Word *const *)left, *b = *(Word *const *)right;
  if (a->count != b->count) return a->count < b->count ? 1 : -1;
  return strcmp(a->text, b->text);
}

int main(int argc, char **argv) {
  int status = 0;
  if (argc < 2) {
    fprintf(stderr, "usage: %s FILE...\n", argv[0]);
    return 2;
  }
  for (int i = 1; i < argc; i++) status |= countFile(argv[i]);
  Word **all = malloc(sizeof *all * (distinct + 1));
  if (!all) return 3;
  size_t filled = 0;
  for (size_t i = 0; i < BUCKETS; i++)
    for (Word *word = buckets[i]; word; word = word->next) all[filled++] = word;
  qsort(all, filled, sizeof *all, byCount);
  printf("%zu bytes, %zu lines, %zu words, %zu distinct\n", bytes, lines, words, distinct);
  for (size_t i = 0; i < filled && i < SHOWN; i++) printf("%7u %s\n", all[i]->count, all[i]->text);
  return status;
}
