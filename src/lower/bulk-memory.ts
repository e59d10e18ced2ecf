// Copying, filling and initializing ranges of linear memory. The runtime's helpers check and may trap; optimized code
// does without them where a look at the lengths shows that all is inside.
import { MemoryRecord } from '../core/instance-layout.ts';
import { types, type Value } from '../llvm-bindings/index.ts';
import { pointerAccess } from './accesses.ts';
import type { FunctionLowering, LowerFn } from './function-lowering.ts';
import { memoryRecord, memoryType } from './memory-address.ts';
import { widen } from './trap-guards.ts';

interface Range {
  readonly memory: number;
  /** First address, as i64. */
  readonly start: Value;
}

/** Pops the three operands of a bulk operation as i64; deepest first. */
export function popBulk(l: FunctionLowering): Value[] {
  const operands = l.stack.popMany(3);
  l.locate();
  return operands.map((value) => widen(l, value));
}

function pointerTo(l: FunctionLowering, { memory, start }: Range): Value {
  return l.builder.gep(l.vmPointer(memoryRecord(l, memory) + MemoryRecord.base, true), start);
}

/** Whether ranges of `length` bytes may reach beyond the lengths last seen. No sum of two i32 wraps around. */
function mayBeOutside(l: FunctionLowering, ranges: readonly Range[], length: Value): Value {
  const { builder } = l;
  return ranges
    .map(({ memory, start }) => {
      const cell = l.vmPointer(memoryRecord(l, memory) + MemoryRecord.lengthCell, true);
      const known = builder.load(types.i64, cell, pointerAccess);
      return builder.icmp('ugt', builder.binary('add', start, length), known);
    })
    .reduce((a, b) => builder.binary('or', a, b));
}

/** `helper` does the whole operation; `inline` does it where optimized code knows that nothing traps. */
function bulk(
  l: FunctionLowering,
  ranges: readonly Range[],
  length: Value,
  inline: () => void,
  helper: () => void,
): void {
  if (!l.optimized || ranges.some(({ memory }) => memoryType(l, memory).is64)) {
    helper();
    return;
  }
  const done = l.builder.block();
  l.coldIf(mayBeOutside(l, ranges, length), () => {
    helper();
    l.builder.br(done);
  });
  inline();
  l.builder.br(done);
  l.builder.position(done);
}

const memoryFill: LowerFn = (l) => {
  const { builder } = l;
  const { memory } = l.reader;
  const [to, value, length] = popBulk(l) as [Value, Value, Value];
  const target = { memory, start: to };
  const fill = () => {
    const byte = builder.cast('trunc', value, types.i8);
    const args = [pointerTo(l, target), byte, length, builder.constInt(types.i1, 1)];
    builder.intrinsic('llvm.memset', [types.ptr, types.i64], args);
  };
  bulk(l, [target], length, fill, () => l.callHelper('memoryFill', [l.i32(memory), to, value, length]));
};

const memoryCopy: LowerFn = (l) => {
  const { builder } = l;
  const { index, index2 } = l.reader;
  const [to, from, length] = popBulk(l) as [Value, Value, Value];
  const [target, source] = [
    { memory: index, start: to },
    { memory: index2, start: from },
  ];
  const copy = () => {
    const args = [pointerTo(l, target), pointerTo(l, source), length, builder.constInt(types.i1, 1)];
    builder.intrinsic('llvm.memmove', [types.ptr, types.ptr, types.i64], args);
  };
  bulk(l, [target, source], length, copy, () =>
    l.callHelper('memoryCopy', [l.i32(index | (index2 << 16)), to, from, length]),
  );
};

const memoryInit: LowerFn = (l) => {
  const { index, index2 } = l.reader;
  l.callHelper('memoryInit', [l.i64((BigInt(index) << 32n) | BigInt(index2)), ...popBulk(l)]);
};

const dataDrop: LowerFn = (l) => {
  l.locate();
  l.callHelper('dataDrop', [l.i32(l.reader.index)]);
};

export const bulkMemoryOperators = {
  'memory.fill': memoryFill,
  'memory.copy': memoryCopy,
  'memory.init': memoryInit,
  'data.drop': dataDrop,
} as const satisfies Record<string, LowerFn>;
