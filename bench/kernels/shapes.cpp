// Shapes: rays against a scene of spheres, boxes and planes behind virtual functions: dispatch through vtables at a few
// hot sites, single-precision geometry.
#include "kernel.h"

namespace {

struct Vector {
  float x, y, z;
  Vector operator+(const Vector &b) const { return {x + b.x, y + b.y, z + b.z}; }
  Vector operator-(const Vector &b) const { return {x - b.x, y - b.y, z - b.z}; }
  Vector operator*(float by) const { return {x * by, y * by, z * by}; }
  float dot(const Vector &b) const { return x * b.x + y * b.y + z * b.z; }
};

struct Ray {
  Vector from, direction;
};

constexpr float missed = 1e30f, nearest = 1e-3f;

class Shape {
public:
  /// Distance along the ray, or `missed`.
  virtual float hit(const Ray &) const { return missed; }
  virtual Vector normal(const Vector &) const { return {0, 1, 0}; }
  virtual uint32_t color() const { return 0; }
  static void *operator new(__SIZE_TYPE__, void *at) { return at; }
};

class Sphere : public Shape {
  Vector center;
  float radius;

public:
  Sphere(Vector at, float size) : center(at), radius(size) {}
  float hit(const Ray &ray) const override {
    Vector offset = ray.from - center;
    float half = offset.dot(ray.direction), rest = half * half - offset.dot(offset) + radius * radius;
    if (rest < 0) return missed;
    float root = __builtin_sqrtf(rest), distance = -half - root;
    return distance > nearest ? distance : missed;
  }
  Vector normal(const Vector &at) const override { return (at - center) * (1 / radius); }
  uint32_t color() const override { return 0x40; }
};

class Plane : public Shape {
  float height;

public:
  explicit Plane(float at) : height(at) {}
  float hit(const Ray &ray) const override {
    if (ray.direction.y == 0) return missed;
    float distance = (height - ray.from.y) / ray.direction.y;
    return distance > nearest ? distance : missed;
  }
  uint32_t color() const override { return 0x90; }
};

class Box : public Shape {
  Vector low, high;

public:
  Box(Vector from, Vector to) : low(from), high(to) {}
  float hit(const Ray &ray) const override {
    float enter = nearest, leave = missed;
    return clip(low.x, high.x, ray.from.x, ray.direction.x, enter, leave) &&
                   clip(low.y, high.y, ray.from.y, ray.direction.y, enter, leave) &&
                   clip(low.z, high.z, ray.from.z, ray.direction.z, enter, leave) && enter > nearest
               ? enter
               : missed;
  }
  Vector normal(const Vector &at) const override { return at.y > high.y - 0.01f ? Vector{0, 1, 0} : Vector{0, 0, -1}; }
  uint32_t color() const override { return 0xd0; }

private:
  static bool clip(float low, float high, float from, float direction, float &enter, float &leave) {
    float a = (low - from) / direction, b = (high - from) / direction;
    float first = a < b ? a : b, last = a < b ? b : a;
    if (first > enter) enter = first;
    if (last < leave) leave = last;
    return enter <= leave;
  }
};

constexpr int spheres = 8, boxes = 4, all = spheres + boxes + 1, width = 96, height = 72;

alignas(16) unsigned char storage[all][48];
const Shape *shapes[all];

template <typename Made> const Shape *place(int at, const Made &made) {
  static_assert(sizeof(Made) <= sizeof storage[0]);
  return new (storage[at]) Made(made);
}

float between(uint32_t &state, float low, float high) {
  return low + (high - low) * static_cast<float>(next_random(&state) >> 8) / (1 << 24);
}

void make_scene() {
  uint32_t state = 2463534242u;
  auto next = [&](float low, float high) { return between(state, low, high); };
  int used = 0;
  for (int i = 0; i < spheres; i++) {
    float x = next(-4, 4), y = next(-0.5f, 2), z = next(4, 9);
    shapes[used] = place(used, Sphere({x, y, z}, next(0.3f, 1.1f)));
    used++;
  }
  for (int i = 0; i < boxes; i++) {
    Vector low = {next(-4, 3), -1, next(5, 10)};
    shapes[used] = place(used, Box(low, low + Vector{1, next(0.5f, 2), 1}));
    used++;
  }
  shapes[used] = place(used, Plane(-1));
}

NOINLINE const Shape *closest(const Ray &ray, float &distance) {
  const Shape *found = nullptr;
  distance = missed;
  for (const Shape *shape : shapes) {
    float at = shape->hit(ray);
    if (at < distance) {
      distance = at;
      found = shape;
    }
  }
  return found;
}

uint32_t trace(Ray ray) {
  const Vector light = {0.48f, 0.8f, -0.36f};
  uint32_t value = 0;
  for (int bounce = 0; bounce < 3; bounce++) {
    float distance;
    const Shape *shape = closest(ray, distance);
    if (!shape) return value + 0x10;
    Vector at = ray.from + ray.direction * distance, normal = shape->normal(at);
    float blocked;
    bool lit = closest({at, light}, blocked) == nullptr;
    value += shape->color() + (lit ? static_cast<uint32_t>(__builtin_fabsf(normal.dot(light)) * 64) : 0);
    ray = {at, ray.direction - normal * (2 * ray.direction.dot(normal))};
  }
  return value;
}

} // namespace

EXPORT uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  make_scene();
  for (uint32_t i = 0; i < n; i++) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        Vector direction = {static_cast<float>(x - width / 2) / height, static_cast<float>(height / 2 - y) / height, 1};
        direction = direction * (1 / __builtin_sqrtf(direction.dot(direction)));
        sum = mix(sum, trace({{static_cast<float>(i % 8) * 0.1f, 0.5f, 0}, direction}));
      }
    }
  }
  return sum;
}
