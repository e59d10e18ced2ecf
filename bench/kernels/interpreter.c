// br_table interpreter: a stack machine dispatched by one switch, running a program that counts Collatz steps.
#include "kernel.h"

enum { PUSH, LOAD, STORE, ADD, MUL, AND, SHIFT, LESS, JUMP, JUMP_IF_ZERO, NOT_EQUAL, HALT };

// while (x != 1) { x = x & 1 ? 3 * x + 1 : x >> 1; steps = steps + 1; }
static const uint8_t code[] = {
    LOAD,  0, PUSH,  1,  NOT_EQUAL, 0,  JUMP_IF_ZERO, 46, // 0
    LOAD,  0, PUSH,  1,  AND,       0,  JUMP_IF_ZERO, 28, // 8
    LOAD,  0, PUSH,  3,  MUL,       0,  PUSH,         1,  // 16
    ADD,   0, JUMP,  34,                                  // 24
    LOAD,  0, SHIFT, 1,  JUMP,      34,                   // 28
    STORE, 0, LOAD,  1,  PUSH,      1,  ADD,          0,  // 34
    STORE, 1, JUMP,  0,                                   // 42
    HALT,  0,                                             // 46
};

static NOINLINE uint32_t interpret(uint32_t x) {
  uint32_t stack[16], locals[2] = {x, 0};
  uint32_t *top = stack;
  const uint8_t *at = code;
  for (;;) {
    uint8_t op = at[0], argument = at[1];
    at += 2;
    switch (op) {
    case PUSH:
      *top++ = argument;
      break;
    case LOAD:
      *top++ = locals[argument];
      break;
    case STORE:
      locals[argument] = *--top;
      break;
    case ADD:
      top--;
      top[-1] += top[0];
      break;
    case MUL:
      top--;
      top[-1] *= top[0];
      break;
    case AND:
      top--;
      top[-1] &= top[0];
      break;
    case SHIFT:
      top[-1] >>= argument;
      break;
    case LESS:
      top--;
      top[-1] = top[-1] < top[0];
      break;
    case NOT_EQUAL:
      top--;
      top[-1] = top[-1] != top[0];
      break;
    case JUMP:
      at = code + argument;
      break;
    case JUMP_IF_ZERO:
      if (!*--top) at = code + argument;
      break;
    case HALT:
      return locals[1];
    default:
      return 0;
    }
  }
}

EXPORT uint32_t run(uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n * 1000; i++)
    sum = mix(sum, interpret(i % 10000 + 1));
  return sum;
}
