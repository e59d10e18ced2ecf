// Sort: 20,000 records by a generic quicksort that calls a comparison through a pointer, then heapsort and radix sort on
// plain keys.
#include "kernel.h"

enum { RECORDS = 20000 };

typedef struct {
  uint32_t key;
  uint16_t group, order;
} Record;

typedef int (*Compare)(const Record *, const Record *);

static Record records[RECORDS];
static uint32_t keys[RECORDS], scratch[RECORDS];

static int by_key(const Record *a, const Record *b) { return a->key < b->key ? -1 : a->key > b->key; }

static int by_group(const Record *a, const Record *b) {
  if (a->group != b->group) return a->group < b->group ? -1 : 1;
  return a->order < b->order ? -1 : a->order > b->order;
}

static void swap(Record *a, Record *b) {
  Record kept = *a;
  *a = *b;
  *b = kept;
}

static void insertion_sort(Record *first, int count, Compare compare) {
  for (int i = 1; i < count; i++) {
    for (int k = i; k > 0 && compare(&first[k], &first[k - 1]) < 0; k--)
      swap(&first[k], &first[k - 1]);
  }
}

static NOINLINE void quicksort(Record *first, int count, Compare compare) {
  while (count > 12) {
    swap(&first[0], &first[count / 2]);
    int low = 0, high = count;
    for (;;) {
      while (++low < count && compare(&first[low], &first[0]) < 0) {
      }
      while (compare(&first[--high], &first[0]) > 0) {
      }
      if (low >= high) break;
      swap(&first[low], &first[high]);
    }
    swap(&first[0], &first[high]);
    quicksort(first + high + 1, count - high - 1, compare);
    count = high;
  }
  insertion_sort(first, count, compare);
}

static void sift_down(uint32_t *heap, int at, int count) {
  uint32_t value = heap[at];
  for (int child = 2 * at + 1; child < count; child = 2 * at + 1) {
    if (child + 1 < count && heap[child + 1] > heap[child]) child++;
    if (heap[child] <= value) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = value;
}

static NOINLINE void heapsort(uint32_t *heap, int count) {
  for (int i = count / 2; i-- > 0;)
    sift_down(heap, i, count);
  for (int end = count - 1; end > 0; end--) {
    uint32_t largest = heap[0];
    heap[0] = heap[end];
    heap[end] = largest;
    sift_down(heap, 0, end);
  }
}

static NOINLINE void radix_sort(void) {
  uint32_t *from = keys, *to = scratch;
  for (int shift = 0; shift < 32; shift += 8) {
    uint32_t starts[257] = {0};
    for (int i = 0; i < RECORDS; i++)
      starts[(from[i] >> shift & 255) + 1]++;
    for (int i = 1; i < 257; i++)
      starts[i] += starts[i - 1];
    for (int i = 0; i < RECORDS; i++)
      to[starts[from[i] >> shift & 255]++] = from[i];
    uint32_t *kept = from;
    from = to;
    to = kept;
  }
}

static uint32_t sample_of(const uint32_t *sorted, uint32_t sum) {
  for (int i = 1; i < RECORDS; i += 37)
    sum = mix(sum, sorted[i - 1] <= sorted[i] ? sorted[i] : 0xbadu);
  return sum;
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  for (uint32_t round = 0; round < n; round++) {
    for (int i = 0; i < RECORDS; i++) {
      uint32_t value = next_random(&state);
      records[i] = (Record){value, (uint16_t)(value % 97), (uint16_t)i};
      keys[i] = value;
    }
    quicksort(records, RECORDS, by_key);
    quicksort(records, RECORDS, by_group);
    for (int i = 0; i < RECORDS; i += 41)
      sum = mix(sum, records[i].key + records[i].order);
    heapsort(keys, RECORDS);
    sum = sample_of(keys, sum);
    for (int i = 0; i < RECORDS; i++)
      keys[i] = records[i].key;
    radix_sort();
    sum = sample_of(keys, sum);
  }
  return sum;
}
