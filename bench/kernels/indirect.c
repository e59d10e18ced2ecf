// Indirect-call interpreter: closures-style dispatch, one call_indirect an instruction, over a small register machine.
#include "kernel.h"

typedef struct {
  uint32_t registers[8];
  uint32_t counter;
} Machine;

typedef struct Instruction {
  void (*execute)(Machine *, const struct Instruction *);
  uint8_t a, b, c;
  uint32_t immediate;
} Instruction;

typedef void (*Execute)(Machine *, const Instruction *);

static void op_add(Machine *m, const Instruction *i) { m->registers[i->a] = m->registers[i->b] + m->registers[i->c]; }
static void op_sub(Machine *m, const Instruction *i) { m->registers[i->a] = m->registers[i->b] - m->registers[i->c]; }
static void op_xor(Machine *m, const Instruction *i) { m->registers[i->a] = m->registers[i->b] ^ m->registers[i->c]; }
static void op_mul(Machine *m, const Instruction *i) { m->registers[i->a] = m->registers[i->b] * m->registers[i->c]; }
static void op_shift(Machine *m, const Instruction *i) {
  m->registers[i->a] = m->registers[i->b] >> (i->immediate & 31);
}
static void op_add_immediate(Machine *m, const Instruction *i) {
  m->registers[i->a] = m->registers[i->b] + i->immediate;
}
static void op_branch_not_zero(Machine *m, const Instruction *i) {
  if (m->registers[i->a]) m->counter = i->immediate;
}

static Instruction program[8];

static void put(uint32_t at, Execute execute, uint8_t a, uint8_t b, uint8_t c, uint32_t immediate) {
  program[at] = (Instruction){execute, a, b, c, immediate};
}

static NOINLINE uint32_t interpret(uint32_t rounds) {
  Machine machine = {{rounds, 1, 0x9e3779b9u, 7, 0, 0, 0, 0}, 0};
  while (machine.counter < 8) {
    const Instruction *next = &program[machine.counter++];
    next->execute(&machine, next);
  }
  return machine.registers[1] ^ machine.registers[4];
}

EXPORT uint32_t run(uint32_t n) {
  put(0, op_add, 4, 4, 1, 0);
  put(1, op_mul, 1, 1, 2, 0);
  put(2, op_shift, 5, 1, 0, 13);
  put(3, op_xor, 1, 1, 5, 0);
  put(4, op_add, 1, 1, 3, 0);
  put(5, op_sub, 4, 4, 5, 0);
  put(6, op_add_immediate, 0, 0, 0, 0xffffffffu);
  put(7, op_branch_not_zero, 0, 0, 0, 0);
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n; i++)
    sum = mix(sum, interpret(100000 + i));
  return sum;
}
