// Types of the operand stack at a loop's header, found by running the types of a validated body up to there. Only an
// OSR continuation needs them; it starts with that stack. Emits nothing.

import type { AcceptedFeature } from '../core/features.ts';
import type { FuncIndex, FuncType, GlobalType, MemoryType, TableType, TypeIndex, ValType } from '../core/module.ts';
import { type CustomMnemonicOf, type FeatureWithOpcodes, opcodeById, type SignatureType } from '../core/opcodes.ts';
import { TypeCode, valTypeOf } from '../core/type-code.ts';
import { type BodyStream, endsArm, endsFrame, opensFrame, streamEnd } from './body-stream.ts';
import type { Unit } from './unit.ts';

export interface StackShape {
  /** Types from the bottom up, the loop's parameters included. */
  readonly types: readonly ValType[];
  /** Operands below the parameters of each enclosing frame, outermost (the function's) first. */
  readonly heights: readonly number[];
}

interface OpenFrame {
  readonly height: number;
  readonly params: readonly ValType[];
  readonly results: readonly ValType[];
}

type Custom = CustomMnemonicOf<Extract<AcceptedFeature, FeatureWithOpcodes>>;
type Step = (shape: Shaper) => void;

class Shaper {
  readonly types: ValType[] = [];
  readonly frames: OpenFrame[] = [];
  readonly unit: Unit;
  readonly stream: BodyStream;
  readonly locals: readonly ValType[];
  reachable = true;

  constructor(unit: Unit, stream: BodyStream, locals: readonly ValType[]) {
    this.unit = unit;
    this.stream = stream;
    this.locals = locals;
  }

  get reader() {
    return this.stream.reader;
  }

  drop(count: number): void {
    this.types.length -= count;
  }

  /** Replaces `count` operands by results. */
  apply(count: number, results: readonly ValType[]): void {
    this.drop(count);
    this.types.push(...results);
  }

  blockType(): FuncType {
    const { typeIndex, type } = this.reader;
    if (typeIndex >= 0) return this.unit.module.types[typeIndex] as FuncType;
    return { params: [], results: type === 0 ? [] : [valTypeOf(type)] };
  }

  open(): void {
    const { params, results } = this.blockType();
    this.frames.push({ height: this.types.length - params.length, params, results });
  }

  /** Takes up the frame again at its start or its end. */
  restart(frame: OpenFrame, types: readonly ValType[]): void {
    this.types.length = frame.height;
    this.types.push(...types);
    this.reachable = true;
  }

  /** Runs up to the operator at `offset`, which is reachable. */
  runTo(offset: number): void {
    let skipped = 0;
    for (let id = this.stream.next(); id !== streamEnd; id = this.stream.next()) {
      if (this.reachable) {
        if (this.reader.offset === offset) return;
        this.step(id);
      } else if (opensFrame(id)) skipped++;
      else if (skipped > 0) skipped -= endsFrame(id) ? 1 : 0;
      else if (endsArm(id)) this.step(id);
    }
  }

  private step(id: number): void {
    const { mnemonic, signature } = opcodeById(id);
    if (signature === 'custom') customSteps[mnemonic as Custom](this);
    else
      this.apply(
        signature.params.length,
        signature.results.map((type) => this.valueType(type)),
      );
  }

  private valueType(type: SignatureType): ValType {
    return type === 'addr' ? this.memoryAddress(this.reader.memory) : type;
  }

  memoryAddress(memory: number): ValType {
    return addressType(this.unit.module.memories[memory] as MemoryType);
  }

  tableAddress(table: number): ValType {
    return addressType(this.unit.module.tables[table] as TableType);
  }
}

function addressType({ is64 }: { readonly is64: boolean }): ValType {
  return is64 ? 'i64' : 'i32';
}

const open: Step = (s) => s.open();
const unreachable: Step = (s) => {
  s.reachable = false;
};
const call =
  (indirect: boolean): Step =>
  (s) => {
    const typeIndex = indirect ? s.reader.index : s.unit.typeIndexOf(s.reader.index as FuncIndex);
    const type = s.unit.module.types[typeIndex as TypeIndex] as FuncType;
    s.apply(type.params.length + (indirect ? 1 : 0), type.results);
  };
const end: Step = (s) => {
  const frame = s.frames.pop();
  if (frame !== undefined) s.restart(frame, frame.results);
};
/** In a handler of a legacy `try` the exception stands below the payload, for `rethrow`. */
const handler = (s: Shaper, payload: readonly ValType[]): void => {
  s.restart(s.frames.at(-1) as OpenFrame, [valTypeOf(TypeCode.exnref), ...payload]);
};
const select: Step = (s) => s.drop(2);
const replace =
  (count: number, ...results: ValType[]): Step =>
  (s) =>
    s.apply(count, results);

const customSteps: Record<Custom, Step> = {
  unreachable,
  block: open,
  loop: open,
  if: (s) => {
    s.drop(1);
    s.open();
  },
  else: (s) => {
    const frame = s.frames.at(-1) as OpenFrame;
    s.restart(frame, frame.params);
  },
  end,
  try_table: open,
  try: open,
  catch: (s) => handler(s, (s.unit.module.types[s.unit.module.tags[s.reader.index] as TypeIndex] as FuncType).params),
  catch_all: (s) => handler(s, []),
  delegate: end,
  throw: unreachable,
  throw_ref: unreachable,
  rethrow: unreachable,
  br: unreachable,
  br_if: replace(1),
  br_table: unreachable,
  return: unreachable,
  call: call(false),
  call_indirect: call(true),
  call_ref: call(true),
  return_call: unreachable,
  return_call_indirect: unreachable,
  return_call_ref: unreachable,
  drop: replace(1),
  select,
  select_t: select,
  'local.get': (s) => s.apply(0, [s.locals[s.reader.index] as ValType]),
  'local.set': replace(1),
  'local.tee': () => {},
  'global.get': (s) => s.apply(0, [(s.unit.module.globals[s.reader.index] as GlobalType).type]),
  'global.set': replace(1),
  'table.get': (s) => s.apply(1, [(s.unit.module.tables[s.reader.index] as TableType).element]),
  'table.set': replace(2),
  'table.size': (s) => s.apply(0, [s.tableAddress(s.reader.index)]),
  'table.grow': (s) => s.apply(2, [s.tableAddress(s.reader.index)]),
  'table.fill': replace(3),
  'table.copy': replace(3),
  'table.init': replace(3),
  'elem.drop': replace(0),
  'memory.init': replace(3),
  'memory.copy': replace(3),
  'data.drop': replace(0),
  'ref.null': (s) => s.apply(0, [valTypeOf(s.reader.type)]),
  'ref.is_null': replace(1, 'i32'),
  'ref.func': replace(0, 'funcref'),
  'i8x16.shuffle': replace(2, 'v128'),
  'ref.as_non_null': () => {},
  br_on_null: () => {},
  br_on_non_null: replace(1),
};

/** The stack at the header of the loop whose operator stands at `offset`. */
export function stackAtLoop(unit: Unit, stream: BodyStream, locals: readonly ValType[], offset: number): StackShape {
  const shaper = new Shaper(unit, stream, locals);
  shaper.frames.push({ height: 0, params: [], results: [] });
  shaper.runTo(offset);
  return { types: shaper.types, heights: shaper.frames.map((frame) => frame.height) };
}
