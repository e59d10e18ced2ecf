// interpreter: a stack machine whose instructions are called through a table of function pointers, running small
// programs: the kind of code where a profile pays, because every call of its inner loop is indirect.
//   wasabi pgo run interpreter.wasm [MILLIONS]     MILLIONS of instructions an inner program runs, default 20
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum Op { PUSH, ADD, SUB, MUL, MOD, DUP, SWAP, LOAD, STORE, JUMP_IF_NOT_ZERO, HALT, OP_COUNT };

typedef struct {
  int64_t stack[64];
  int64_t locals[8];
  const struct Instruction *code;
  int depth;
  int next;
  int running;
  uint64_t executed;
} Machine;

typedef struct Instruction {
  enum Op op;
  int64_t operand;
} Instruction;

typedef void (*Handler)(Machine *, int64_t);

static void push(Machine *m, int64_t operand) { m->stack[m->depth++] = operand; }
static void add(Machine *m, int64_t operand) { (void)operand; m->depth--; m->stack[m->depth - 1] += m->stack[m->depth]; }
static void sub(Machine *m, int64_t operand) { (void)operand; m->depth--; m->stack[m->depth - 1] -= m->stack[m->depth]; }
static void mul(Machine *m, int64_t operand) { (void)operand; m->depth--; m->stack[m->depth - 1] *= m->stack[m->depth]; }
static void mod(Machine *m, int64_t operand) { (void)operand; m->depth--; m->stack[m->depth - 1] %= m->stack[m->depth]; }
static void dup(Machine *m, int64_t operand) { (void)operand; m->stack[m->depth] = m->stack[m->depth - 1]; m->depth++; }
static void swap(Machine *m, int64_t operand) {
  (void)operand;
  int64_t top = m->stack[m->depth - 1];
  m->stack[m->depth - 1] = m->stack[m->depth - 2];
  m->stack[m->depth - 2] = top;
}
static void load(Machine *m, int64_t operand) { m->stack[m->depth++] = m->locals[operand]; }
static void store(Machine *m, int64_t operand) { m->locals[operand] = m->stack[--m->depth]; }
static void jumpIfNotZero(Machine *m, int64_t operand) {
  if (m->stack[--m->depth] != 0) m->next = (int)operand;
}
static void halt(Machine *m, int64_t operand) { (void)operand; m->running = 0; }

static const Handler handlers[OP_COUNT] = {push, add, sub, mul, mod, dup, swap, load, store, jumpIfNotZero, halt};

static int64_t run(Machine *m, const Instruction *code) {
  m->code = code;
  m->depth = 0;
  m->next = 0;
  m->running = 1;
  while (m->running) {
    const Instruction *instruction = &m->code[m->next++];
    handlers[instruction->op](m, instruction->operand);
    m->executed++;
  }
  return m->stack[0];
}

// local 0: countdown, local 1: accumulator; 13 instructions a round.
static const Instruction mixing[] = {
    {PUSH, 1},  {STORE, 1},                                                        // accumulator = 1
    {LOAD, 1},  {PUSH, 6364136223846793}, {MUL, 0}, {LOAD, 0}, {ADD, 0}, {PUSH, 1000003}, {MOD, 0}, {STORE, 1},
    {LOAD, 0},  {PUSH, 1}, {SUB, 0}, {DUP, 0}, {STORE, 0}, {JUMP_IF_NOT_ZERO, 2}, // until countdown is 0
    {LOAD, 1},  {HALT, 0},
};

// local 0: countdown, locals 1 and 2: the last two Fibonacci numbers modulo a prime.
static const Instruction fibonacci[] = {
    {PUSH, 0},  {STORE, 1}, {PUSH, 1}, {STORE, 2},
    {LOAD, 1},  {LOAD, 2}, {SWAP, 0}, {ADD, 0}, {PUSH, 1000000007}, {MOD, 0}, {LOAD, 2}, {STORE, 1}, {STORE, 2},
    {LOAD, 0},  {PUSH, 1}, {SUB, 0}, {DUP, 0}, {STORE, 0}, {JUMP_IF_NOT_ZERO, 4},
    {LOAD, 1},  {HALT, 0},
};

static int64_t runFor(Machine *m, const Instruction *code, int64_t rounds) {
  m->locals[0] = rounds;
  return run(m, code);
}

int main(int argc, char **argv) {
  int64_t millions = argc > 1 ? atoll(argv[1]) : 20;
  if (millions < 1) {
    fprintf(stderr, "usage: %s [MILLIONS]\n", argv[0]);
    return 2;
  }
  Machine machine = {0};
  int64_t rounds = millions * 1000000 / 14;
  for (int part = 1; part <= 4; part++) {
    printf("part %d: mixing %lld", part, (long long)runFor(&machine, mixing, rounds));
    printf(", fibonacci %lld\n", (long long)runFor(&machine, fibonacci, rounds));
  }
  printf("%llu instructions\n", (unsigned long long)machine.executed);
  return 0;
}
