// Malloc-heavy lists: a first-fit free-list allocator with coalescing, and linked lists that are built, sorted by
// merging, filtered and freed.
#include "kernel.h"

enum { HEAP_WORDS = 1 << 18, MIN_WORDS = 4 };

// A block: size in words with the low bit set while in use, and the same again in its last word. Free blocks are
// linked in a ring through words 1 and 2 (indices). Blocks start at odd indices, so that what follows the first word is
// aligned to 8 bytes.
static _Alignas(8) uint32_t heap[HEAP_WORDS];
static uint32_t ring;

static void mark(uint32_t block, uint32_t words, uint32_t in_use) {
  heap[block] = heap[block + words - 1] = words << 1 | in_use;
}

static void link_block(uint32_t block) {
  uint32_t next = heap[ring + 1];
  heap[block + 1] = next;
  heap[block + 2] = ring;
  heap[next + 2] = block;
  heap[ring + 1] = block;
}

static void unlink_block(uint32_t block) {
  heap[heap[block + 2] + 1] = heap[block + 1];
  heap[heap[block + 1] + 2] = heap[block + 2];
}

// The heap begins with the ring's anchor and ends with a word that reads as in use, so that neither is coalesced.
static void reset_heap(void) {
  ring = 1;
  mark(ring, 4, 1);
  heap[ring + 1] = heap[ring + 2] = ring;
  heap[HEAP_WORDS - 1] = 1;
  mark(5, HEAP_WORDS - 6, 0);
  link_block(5);
}

static NOINLINE void *allocate(uint32_t bytes) {
  uint32_t words = ((bytes + 3) / 4 + 3) & ~1u;
  if (words < MIN_WORDS) words = MIN_WORDS;
  for (uint32_t block = heap[ring + 1]; block != ring; block = heap[block + 1]) {
    uint32_t size = heap[block] >> 1;
    if (size < words) continue;
    unlink_block(block);
    if (size - words >= MIN_WORDS) {
      mark(block + words, size - words, 0);
      link_block(block + words);
      size = words;
    }
    mark(block, size, 1);
    return &heap[block + 1];
  }
  return 0;
}

static NOINLINE void release(void *pointer) {
  uint32_t block = (uint32_t)((uint32_t *)pointer - heap) - 1, size = heap[block] >> 1;
  if (!(heap[block + size] & 1)) {
    unlink_block(block + size);
    size += heap[block + size] >> 1;
  }
  if (!(heap[block - 1] & 1)) {
    uint32_t before = heap[block - 1] >> 1;
    block -= before;
    size += before;
    unlink_block(block);
  }
  mark(block, size, 0);
  link_block(block);
}

typedef struct Cell {
  struct Cell *next;
  uint32_t value, length;
  uint32_t payload[];
} Cell;

static Cell *cons(uint32_t value, Cell *next) {
  uint32_t length = value % 7;
  Cell *cell = allocate((uint32_t)sizeof(Cell) + length * 4);
  if (!cell) return next;
  cell->next = next;
  cell->value = value;
  cell->length = length;
  for (uint32_t i = 0; i < length; i++)
    cell->payload[i] = value + i;
  return cell;
}

static Cell *merge(Cell *a, Cell *b) {
  Cell *head = 0, **end = &head;
  while (a && b) {
    Cell *smaller = a->value <= b->value ? a : b;
    if (smaller == a)
      a = a->next;
    else
      b = b->next;
    *end = smaller;
    end = &smaller->next;
  }
  *end = a ? a : b;
  return head;
}

static NOINLINE Cell *sort(Cell *list) {
  if (!list || !list->next) return list;
  Cell *slow = list, *fast = list->next;
  while (fast && fast->next) {
    slow = slow->next;
    fast = fast->next->next;
  }
  Cell *second = slow->next;
  slow->next = 0;
  return merge(sort(list), sort(second));
}

static NOINLINE Cell *drop_every_third(Cell *list) {
  Cell **link = &list;
  for (uint32_t i = 0; *link; i++) {
    if (i % 3) {
      link = &(*link)->next;
      continue;
    }
    Cell *dropped = *link;
    *link = dropped->next;
    release(dropped);
  }
  return list;
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  reset_heap();
  for (uint32_t round = 0; round < n; round++) {
    Cell *list = 0;
    for (int i = 0; i < 6000; i++)
      list = cons(next_random(&state), list);
    list = drop_every_third(sort(list));
    for (int i = 0; i < 3000; i++)
      list = cons(next_random(&state), list);
    list = sort(list);
    while (list) {
      Cell *next = list->next;
      sum = mix(sum, list->value + (list->length ? list->payload[list->length - 1] : 0));
      release(list);
      list = next;
    }
  }
  return sum;
}
