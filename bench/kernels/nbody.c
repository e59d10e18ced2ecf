// N-body: 48 bodies under each other's gravity, pair by pair: divisions, square roots, long chains of doubles.
#include "kernel.h"

enum { BODIES = 48 };

typedef struct {
  double x, y, z, vx, vy, vz, mass;
} Body;

static Body bodies[BODIES];

static double between(uint32_t *state) { return (double)(next_random(state) >> 8) / (1 << 24) - 0.5; }

static NOINLINE void advance(double step) {
  for (int i = 0; i < BODIES; i++) {
    Body *a = &bodies[i];
    for (int j = i + 1; j < BODIES; j++) {
      Body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      double square = dx * dx + dy * dy + dz * dz + 0.01;
      double pull = step / (square * __builtin_sqrt(square));
      a->vx -= dx * b->mass * pull;
      a->vy -= dy * b->mass * pull;
      a->vz -= dz * b->mass * pull;
      b->vx += dx * a->mass * pull;
      b->vy += dy * a->mass * pull;
      b->vz += dz * a->mass * pull;
    }
  }
  for (int i = 0; i < BODIES; i++) {
    bodies[i].x += step * bodies[i].vx;
    bodies[i].y += step * bodies[i].vy;
    bodies[i].z += step * bodies[i].vz;
  }
}

static NOINLINE double energy(void) {
  double sum = 0;
  for (int i = 0; i < BODIES; i++) {
    const Body *a = &bodies[i];
    sum += 0.5 * a->mass * (a->vx * a->vx + a->vy * a->vy + a->vz * a->vz);
    for (int j = i + 1; j < BODIES; j++) {
      double dx = a->x - bodies[j].x, dy = a->y - bodies[j].y, dz = a->z - bodies[j].z;
      sum -= a->mass * bodies[j].mass / __builtin_sqrt(dx * dx + dy * dy + dz * dz + 0.01);
    }
  }
  return sum;
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  for (int i = 0; i < BODIES; i++) {
    double x = between(&state), y = between(&state), z = between(&state);
    bodies[i] = (Body){x, y, z, 0, 0, 0, between(&state) + 1};
  }
  for (uint32_t i = 0; i < n; i++) {
    for (int step = 0; step < 20; step++)
      advance(0.00001);
    sum = mix(sum, (uint32_t)(int32_t)(energy() * 16));
  }
  return sum;
}
