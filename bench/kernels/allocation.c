// Allocation: binary trees built and freed node by node with a malloc of size classes and a header, beside short-lived
// strings of changing length.
#include "kernel.h"

enum { HEAP_BYTES = 1 << 22, CLASSES = 16, GRAIN = 16 };

typedef struct Free {
  struct Free *next;
} Free;

static _Alignas(16) uint8_t heap[HEAP_BYTES];
static uint32_t heap_used;
static Free *free_lists[CLASSES];

static void reset_heap(void) {
  heap_used = 0;
  for (int i = 0; i < CLASSES; i++)
    free_lists[i] = 0;
}

/// At most 240 bytes; 0 when the heap is full.
static NOINLINE void *allocate(uint32_t bytes) {
  uint32_t class = (bytes + sizeof(uint64_t) + GRAIN - 1) / GRAIN;
  Free *reused = free_lists[class];
  if (reused) {
    free_lists[class] = reused->next;
    return reused;
  }
  if (heap_used + class * GRAIN > HEAP_BYTES) return 0;
  uint64_t *header = (uint64_t *)(void *)(heap + heap_used);
  heap_used += class * GRAIN;
  *header = class;
  return header + 1;
}

static NOINLINE void release(void *pointer) {
  Free *freed = pointer;
  uint64_t class = ((uint64_t *)pointer)[-1];
  freed->next = free_lists[class];
  free_lists[class] = freed;
}

typedef struct Tree {
  struct Tree *left, *right;
  char *label;
  uint32_t weight;
} Tree;

static char *make_label(uint32_t seed) {
  uint32_t length = 8 + seed % 60;
  char *label = allocate(length + 1);
  if (!label) return 0;
  for (uint32_t i = 0; i < length; i++)
    label[i] = (char)('a' + (seed >> (i & 7)) % 26);
  label[length] = 0;
  return label;
}

static NOINLINE Tree *build(uint32_t depth, uint32_t *state) {
  Tree *tree = allocate(sizeof(Tree));
  if (!tree) return 0;
  uint32_t seed = next_random(state);
  *tree = (Tree){0, 0, seed & 3 ? 0 : make_label(seed), seed >> 20};
  if (depth > 0) {
    tree->left = build(depth - 1, state);
    tree->right = build(depth - 1, state);
  }
  return tree;
}

static NOINLINE uint32_t tear_down(Tree *tree) {
  if (!tree) return 1;
  uint32_t sum = mix(tear_down(tree->left), tree->weight) + tear_down(tree->right);
  if (tree->label) {
    for (const char *at = tree->label; *at; at++)
      sum = mix(sum, (uint8_t)*at);
    release(tree->label);
  }
  release(tree);
  return sum;
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  reset_heap();
  for (uint32_t i = 0; i < n; i++) {
    Tree *kept = build(11, &state);
    for (uint32_t depth = 4; depth < 11; depth++)
      sum = mix(sum, tear_down(build(depth, &state)));
    sum = mix(sum, tear_down(kept));
  }
  return sum;
}
