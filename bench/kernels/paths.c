// Paths: shortest paths by Dijkstra's algorithm with a binary heap, over a graph of 4,096 places in adjacency lists.
#include "kernel.h"

enum { PLACES = 4096, ROADS_EACH = 5, HEAP = PLACES * ROADS_EACH + 1, FAR = 0x7fffffff };

typedef struct {
  uint32_t to, length;
} Road;

typedef struct {
  uint32_t distance, place;
} Entry;

static Road roads[PLACES][ROADS_EACH];
static uint32_t distances[PLACES];
static Entry heap[HEAP];
static uint32_t heap_size;

static void push(Entry entry) {
  uint32_t at = heap_size++;
  while (at > 0 && heap[(at - 1) / 2].distance > entry.distance) {
    heap[at] = heap[(at - 1) / 2];
    at = (at - 1) / 2;
  }
  heap[at] = entry;
}

static Entry pop(void) {
  Entry top = heap[0], last = heap[--heap_size];
  uint32_t at = 0;
  for (uint32_t child = 1; child < heap_size; child = 2 * at + 1) {
    if (child + 1 < heap_size && heap[child + 1].distance < heap[child].distance) child++;
    if (heap[child].distance >= last.distance) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
  return top;
}

static NOINLINE void search(uint32_t from) {
  for (int i = 0; i < PLACES; i++)
    distances[i] = FAR;
  distances[from] = 0;
  heap_size = 0;
  push((Entry){0, from});
  while (heap_size > 0) {
    Entry nearest = pop();
    if (nearest.distance > distances[nearest.place]) continue;
    for (int i = 0; i < ROADS_EACH; i++) {
      Road road = roads[nearest.place][i];
      uint32_t distance = nearest.distance + road.length;
      if (distance >= distances[road.to]) continue;
      distances[road.to] = distance;
      push((Entry){distance, road.to});
    }
  }
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  for (uint32_t place = 0; place < PLACES; place++) {
    for (uint32_t i = 0; i < ROADS_EACH; i++) {
      uint32_t near = (place + 1 + next_random(&state) % 64) % PLACES, any = next_random(&state) % PLACES;
      roads[place][i] = (Road){i < ROADS_EACH - 1 ? near : any, 1 + next_random(&state) % 1000};
    }
  }
  for (uint32_t i = 0; i < n; i++) {
    search((i * 331) % PLACES);
    for (int place = 0; place < PLACES; place += 29)
      sum = mix(sum, distances[place]);
  }
  return sum;
}
