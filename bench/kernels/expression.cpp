// Expression: trees of arithmetic behind virtual functions, evaluated for many values, simplified and measured: deep
// recursion through vtables, with one class after another at each site.
#include "kernel.h"

namespace {

struct Expression {
  virtual int32_t value(const int32_t *variables) const { return variables[0]; }
  virtual uint32_t depth() const { return 1; }
  /// An equal expression, with constant parts computed.
  virtual const Expression *simplified() const { return this; }
  virtual bool is_constant() const { return false; }
  static void *operator new(__SIZE_TYPE__, void *at) { return at; }
};

constexpr uint32_t pool_bytes = 1 << 18;
alignas(16) unsigned char pool[pool_bytes];
uint32_t pool_used;

template <typename Made> const Expression *make(const Made &made) {
  uint32_t at = pool_used;
  if (at + sizeof(Made) > pool_bytes) __builtin_trap();
  pool_used += (sizeof(Made) + 15) / 16 * 16;
  return new (pool + at) Made(made);
}

struct Constant : Expression {
  int32_t constant;
  explicit Constant(int32_t value) : constant(value) {}
  int32_t value(const int32_t *) const override { return constant; }
  bool is_constant() const override { return true; }
};

struct Variable : Expression {
  uint32_t index;
  explicit Variable(uint32_t which) : index(which) {}
  int32_t value(const int32_t *variables) const override { return variables[index]; }
};

template <typename Operation> struct Binary : Expression {
  const Expression *left, *right;
  Binary(const Expression *a, const Expression *b) : left(a), right(b) {}
  int32_t value(const int32_t *variables) const override {
    return Operation::apply(left->value(variables), right->value(variables));
  }
  uint32_t depth() const override {
    uint32_t a = left->depth(), b = right->depth();
    return 1 + (a > b ? a : b);
  }
  const Expression *simplified() const override {
    const Expression *a = left->simplified(), *b = right->simplified();
    if (a->is_constant() && b->is_constant())
      return make(Constant(Operation::apply(a->value(nullptr), b->value(nullptr))));
    return a == left && b == right ? this : make(Binary(a, b));
  }
};

// Sums, differences and products wrap around.
struct Add {
  static int32_t apply(uint32_t a, uint32_t b) { return static_cast<int32_t>(a + b); }
};
struct Subtract {
  static int32_t apply(uint32_t a, uint32_t b) { return static_cast<int32_t>(a - b); }
};
struct Multiply {
  static int32_t apply(uint32_t a, uint32_t b) { return static_cast<int32_t>(a * b); }
};
struct Smaller {
  static int32_t apply(int32_t a, int32_t b) { return a < b ? a : b; }
};

struct Choice : Expression {
  const Expression *condition, *then, *otherwise;
  Choice(const Expression *c, const Expression *a, const Expression *b) : condition(c), then(a), otherwise(b) {}
  int32_t value(const int32_t *variables) const override {
    return condition->value(variables) > 0 ? then->value(variables) : otherwise->value(variables);
  }
  uint32_t depth() const override { return 1 + then->depth(); }
};

const Expression *grow(uint32_t &state, int depth) {
  uint32_t choice = next_random(&state) % 16;
  if (depth == 0) {
    if (choice < 6) return make(Constant(static_cast<int32_t>(choice) - 2));
    return make(Variable(choice % 4));
  }
  const Expression *a = grow(state, depth - 1), *b = grow(state, depth - 1);
  if (choice < 5) return make(Binary<Add>(a, b));
  if (choice < 9) return make(Binary<Subtract>(a, b));
  if (choice < 12) return make(Binary<Multiply>(a, b));
  if (choice < 14) return make(Binary<Smaller>(a, b));
  return make(Choice(a, b, grow(state, depth - 2 > 0 ? depth - 2 : 0)));
}

} // namespace

EXPORT uint32_t run(uint32_t n) {
  uint32_t state = 2463534242u, sum = 0;
  for (uint32_t i = 0; i < n; i++) {
    pool_used = 0;
    const Expression *grown = grow(state, 9), *simple = grown->simplified();
    sum = mix(sum, simple->depth());
    for (int32_t x = 0; x < 40; x++) {
      int32_t variables[4] = {x, x * 3 - 7, static_cast<int32_t>(i), -x};
      sum = mix(sum, static_cast<uint32_t>(simple->value(variables)));
    }
    int32_t zero[4] = {0, 0, 0, 0};
    sum = mix(sum, grown->value(zero) == simple->value(zero) ? 1 : 0xbadu);
  }
  return sum;
}
