// Atomic operations (threads proposal). They are sequentially consistent, and volatile for the same reason as all accesses.
// Waiting and waking are the runtime's.
import { TrapCode } from '../core/trap.ts';
import { type Access, type AtomicRmwOp, access, type Type, types, type Value } from '../llvm-bindings/index.ts';
import type { FunctionLowering, LowerFn } from './function-lowering.ts';
import { type AddressOperand, checkedPointer, lastByte, popAddress } from './memory-address.ts';
import { widen } from './trap-guards.ts';

const accessTypes = { 1: types.i8, 2: types.i16, 4: types.i32, 8: types.i64 } as const;
type Width = keyof typeof accessTypes;

/** Traps unless operand + offset is a multiple of `width`; an access that is out of bounds as well traps for that, as in V8. */
function checkAlignment(l: FunctionLowering, { memory, value, offset }: AddressOperand, width: Width): void {
  if (width === 1) return;
  const { builder } = l;
  const type = builder.typeOf(value);
  const constant = (n: number): Value => builder.constInt(type, n);
  const rest = Number(offset & BigInt(width - 1));
  const sum = rest === 0 ? value : builder.binary('add', value, constant(rest));
  const bits = builder.binary('and', sum, constant(width - 1));
  l.coldIf(builder.icmp('ne', bits, constant(0)), () => {
    l.callHelper('memoryCheck', [l.i32(memory), widen(l, value), lastByte(l, offset, width)]);
    l.trap(TrapCode.unalignedAtomic);
  });
}

/** The address operand, off the stack, as a pointer to `width` aligned bytes. */
function popAligned(l: FunctionLowering, width: Width): Value {
  const operand = popAddress(l);
  l.locate();
  checkAlignment(l, operand, width);
  const pointer = checkedPointer(l, operand, width);
  // FastISel selects none of the instructions that follow.
  l.isolate();
  return pointer;
}

const ordered = (width: Width): Access => access({ align: width, volatile: true, atomic: 'seq_cst' });

function narrow(l: FunctionLowering, value: Value, width: Width): Value {
  const type = accessTypes[width];
  return l.builder.typeOf(value) === type ? value : l.builder.cast('trunc', value, type);
}

function pushExtended(l: FunctionLowering, value: Value, type: Type): void {
  l.stack.push(l.builder.typeOf(value) === type ? value : l.builder.cast('zext', value, type));
}

function load(type: Type, width: Width): LowerFn {
  return (l) => {
    pushExtended(l, l.builder.load(accessTypes[width], popAligned(l, width), ordered(width)), type);
  };
}

function store(width: Width): LowerFn {
  return (l) => {
    const value = narrow(l, l.stack.pop(), width);
    l.builder.store(value, popAligned(l, width), ordered(width));
  };
}

function modify(op: AtomicRmwOp, type: Type, width: Width): LowerFn {
  return (l) => {
    const value = narrow(l, l.stack.pop(), width);
    pushExtended(l, l.builder.atomicRmw(op, popAligned(l, width), value, ordered(width)), type);
  };
}

/** The expected value is wrapped to the width of the access, as the replacement is. */
function compareExchange(type: Type, width: Width): LowerFn {
  return (l) => {
    const { builder, stack } = l;
    const replacement = narrow(l, stack.pop(), width);
    const expected = narrow(l, stack.pop(), width);
    pushExtended(l, builder.cmpxchg(popAligned(l, width), expected, replacement, ordered(width)), type);
  };
}

const fence: LowerFn = (l) => {
  l.isolate();
  l.builder.fence('seq_cst');
};

/** Arguments that say where: memory, operand, offset. */
function whereArguments(l: FunctionLowering): Value[] {
  const { memory, value, offset } = popAddress(l);
  return [l.i32(memory), widen(l, value), l.i64(BigInt.asIntN(64, offset))];
}

function wait(helper: 'memoryWait32' | 'memoryWait64'): LowerFn {
  return (l) => {
    const timeout = l.stack.pop();
    const expected = widen(l, l.stack.pop());
    const where = whereArguments(l);
    l.locate();
    l.stack.push(l.callHelper(helper, [...where, expected, timeout]));
  };
}

const notify: LowerFn = (l) => {
  const count = l.stack.pop();
  const where = whereArguments(l);
  l.locate();
  l.stack.push(l.callHelper('memoryNotify', [...where, count]));
};

type ModifyName<Op extends string> =
  | `${'i32' | 'i64'}.atomic.rmw.${Op}`
  | `${'i32' | 'i64'}.atomic.rmw${8 | 16}.${Op}_u`
  | `i64.atomic.rmw32.${Op}_u`;

/** One operation in all of its widths. */
function inAllWidths<Op extends string>(op: Op, make: (type: Type, width: Width) => LowerFn) {
  return {
    [`i32.atomic.rmw.${op}`]: make(types.i32, 4),
    [`i64.atomic.rmw.${op}`]: make(types.i64, 8),
    [`i32.atomic.rmw8.${op}_u`]: make(types.i32, 1),
    [`i32.atomic.rmw16.${op}_u`]: make(types.i32, 2),
    [`i64.atomic.rmw8.${op}_u`]: make(types.i64, 1),
    [`i64.atomic.rmw16.${op}_u`]: make(types.i64, 2),
    [`i64.atomic.rmw32.${op}_u`]: make(types.i64, 4),
  } as Record<ModifyName<Op>, LowerFn>;
}

export const atomicOperators = {
  'memory.atomic.notify': notify,
  'memory.atomic.wait32': wait('memoryWait32'),
  'memory.atomic.wait64': wait('memoryWait64'),
  'atomic.fence': fence,
  'i32.atomic.load': load(types.i32, 4),
  'i64.atomic.load': load(types.i64, 8),
  'i32.atomic.load8_u': load(types.i32, 1),
  'i32.atomic.load16_u': load(types.i32, 2),
  'i64.atomic.load8_u': load(types.i64, 1),
  'i64.atomic.load16_u': load(types.i64, 2),
  'i64.atomic.load32_u': load(types.i64, 4),
  'i32.atomic.store': store(4),
  'i64.atomic.store': store(8),
  'i32.atomic.store8': store(1),
  'i32.atomic.store16': store(2),
  'i64.atomic.store8': store(1),
  'i64.atomic.store16': store(2),
  'i64.atomic.store32': store(4),
  ...inAllWidths('add', (type, width) => modify('add', type, width)),
  ...inAllWidths('sub', (type, width) => modify('sub', type, width)),
  ...inAllWidths('and', (type, width) => modify('and', type, width)),
  ...inAllWidths('or', (type, width) => modify('or', type, width)),
  ...inAllWidths('xor', (type, width) => modify('xor', type, width)),
  ...inAllWidths('xchg', (type, width) => modify('xchg', type, width)),
  ...inAllWidths('cmpxchg', compareExchange),
} as const satisfies Record<string, LowerFn>;
