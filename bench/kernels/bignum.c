// Bignum: factorials and squares of numbers of some 3,000 decimal digits: carries through 64-bit products.
#include "kernel.h"

enum { LIMBS = 512 };

typedef struct {
  uint32_t used;
  uint32_t limbs[LIMBS];
} Number;

static Number factorial, square, quotient;

static NOINLINE void multiply_small(Number *number, uint32_t by) {
  uint64_t carry = 0;
  for (uint32_t i = 0; i < number->used; i++) {
    carry += (uint64_t)number->limbs[i] * by;
    number->limbs[i] = (uint32_t)carry;
    carry >>= 32;
  }
  if (carry) number->limbs[number->used++] = (uint32_t)carry;
}

static NOINLINE void multiply(Number *product, const Number *a, const Number *b) {
  product->used = a->used + b->used;
  for (uint32_t i = 0; i < product->used; i++)
    product->limbs[i] = 0;
  for (uint32_t i = 0; i < a->used; i++) {
    uint64_t carry = 0;
    for (uint32_t j = 0; j < b->used; j++) {
      carry += (uint64_t)a->limbs[i] * b->limbs[j] + product->limbs[i + j];
      product->limbs[i + j] = (uint32_t)carry;
      carry >>= 32;
    }
    product->limbs[i + b->used] = (uint32_t)carry;
  }
}

static NOINLINE uint32_t divide_small(Number *result, const Number *number, uint32_t by) {
  uint64_t rest = 0;
  result->used = number->used;
  for (uint32_t i = number->used; i-- > 0;) {
    rest = rest << 32 | number->limbs[i];
    result->limbs[i] = (uint32_t)(rest / by);
    rest %= by;
  }
  return (uint32_t)rest;
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n; i++) {
    factorial.used = 1;
    factorial.limbs[0] = i + 1;
    for (uint32_t factor = 2; factorial.used < LIMBS / 2 - 1; factor++)
      multiply_small(&factorial, factor * 65537 + i);
    multiply(&square, &factorial, &factorial);
    sum = mix(sum, divide_small(&quotient, &square, 1000000007u + i));
    for (uint32_t limb = 0; limb < quotient.used; limb += 8)
      sum = mix(sum, quotient.limbs[limb]);
  }
  return sum;
}
