// Reads the operators of a function body or constant expression one by one, driven by the opcode table. Allocates
// nothing per operator: immediates are left in fields, which hold until the next call of `next`. Checks the binary
// format only (and that the operator's feature is on), never indices or types.
import { malformed, type WasmError } from '../core/errors.ts';
import { isAccepted } from '../core/features.ts';
import { maxBrTableTargets } from '../core/limits.ts';
import type { Module } from '../core/module.ts';
import { type ImmediateKind, opcodeId, opcodeIdLimit, opcodes } from '../core/opcodes.ts';
import { TypeCode } from '../core/type-code.ts';
import { ByteReader } from './byte-reader.ts';
import { featureError, readHeapType, readValueType } from './read-types.ts';

/** How the immediates of an opcode are read; a table maps opcode ids to these. */
const Shape = {
  rejected: 0,
  none: 1,
  index: 2,
  memarg: 3,
  i32: 4,
  blockType: 5,
  i64: 6,
  f32: 7,
  f64: 8,
  twoIndices: 9,
  labels: 10,
  memory: 11,
  bytes16: 12,
  lane: 13,
  memargLane: 14,
  heapType: 15,
  valTypes: 16,
  tryTable: 17,
  zeroByte: 18,
} as const;

const shapeOfKind: Readonly<Record<ImmediateKind, number>> = {
  blockType: Shape.blockType,
  label: Shape.index,
  labels: Shape.labels,
  funcIndex: Shape.index,
  typeIndex: Shape.index,
  tableIndex: Shape.index,
  memoryIndex: Shape.memory,
  globalIndex: Shape.index,
  localIndex: Shape.index,
  tagIndex: Shape.index,
  dataIndex: Shape.index,
  elemIndex: Shape.index,
  memarg: Shape.memarg,
  i32: Shape.i32,
  i64: Shape.i64,
  f32: Shape.f32,
  f64: Shape.f64,
  v128: Shape.bytes16,
  shuffle: Shape.bytes16,
  lane: Shape.lane,
  heapType: Shape.heapType,
  valTypes: Shape.valTypes,
  catches: Shape.tryTable,
  zeroByte: Shape.zeroByte,
};

function shapeOf(immediates: readonly ImmediateKind[]): number {
  const [first, second] = immediates;
  if (first === undefined) return Shape.none;
  if (second === undefined) return shapeOfKind[first];
  if (second === 'lane') return Shape.memargLane;
  return second === 'catches' ? Shape.tryTable : Shape.twoIndices;
}

const shapes: Uint8Array = new Uint8Array(opcodeIdLimit);
for (const row of opcodes) {
  if (row && isAccepted(row.feature)) shapes[row.id] = shapeOf(row.immediates);
}

const firstPrefix = 0xfc;
const lastPrefix = 0xfe;
const multiMemoryFlag = 0x40;

/** Kinds of a `try_table`'s clauses, by their byte. */
export const CatchKind = { catch: 0, catchRef: 1, catchAll: 2, catchAllRef: 3 } as const;

export class OperatorReader extends ByteReader {
  /** Id of the operator that `next` returned last (see `opcodeId`), and the offset in the module of its first byte. */
  opcode = 0;
  offset = 0;

  /** First index immediate in the binary's order: label, function, type, table, segment, memory, local …; or the lane. */
  index = 0;
  /** Second index: the table of `call_indirect` and `table.init`, the source of a copy, the memory of `memory.init`. */
  index2 = 0;

  /** Memory of a memarg, `memory.size`, `memory.grow` and `memory.fill`. */
  memory = 0;
  /** Exponent of a memarg's alignment. Its offset is in `low` and `high`, see `u64AsNumber`, `u64AsBigInt`. */
  alignLog2 = 0;

  // `low` (inherited) is the signed value of i32.const, or the bits of f32.const; with `high` those of i64.const
  // and f64.const: see `s64AsBigInt`, `u64AsBigInt`.

  /** Block type: a type index, or -1; then `type` is its only result, or `TypeCode.unknown` for none. */
  typeIndex = -1;
  /** Result of a block type without index, or the nullable reference type that `ref.null` makes. */
  type: TypeCode = TypeCode.unknown;

  /**
   * `br_table`: targets in order, `targetCount` of them; the default is `index`. `select_t`: its types.
   * `try_table`: three numbers a clause (kind, tag, label), `targetCount` clauses.
   */
  targets = new Uint32Array(64);
  targetCount = 0;

  /** Offset of the 16 bytes of `v128.const` or `i8x16.shuffle`. */
  bytesOffset = 0;

  /** Runs of equal locals that `openBody` read: how many locals, and their type. */
  localRunCount = 0;
  localRunSizes = new Uint32Array(16);
  localRunTypes = new Int32Array(16);
  /** Locals declared by the body: the sum of the runs. */
  localCount = 0;

  /** Reads from `start` to `end` of the same bytes from now on. */
  reset(start: number, end: number): void {
    this.position = start;
    this.end = end;
  }

  /** Turns to the body of defined function `index` (imports not counted): reads its locals, stops at the first operator. */
  openFunction(module: Module, index: number): void {
    const start = module.functions.offsets[index] as number;
    this.openBody(start, start + (module.functions.sizes[index] as number));
  }

  /** The same for a body at `start`. */
  openBody(start: number, end: number): void {
    this.reset(start, end);
    const runs = this.readU32();
    this.localRunCount = 0;
    this.localCount = 0;
    for (let run = 0; run < runs; run++) {
      const at = this.position;
      const size = this.readU32();
      this.localCount += size;
      if (this.localCount > 0xffff_ffff) throw malformed('too many locals', at);
      this.addLocalRun(size, readValueType(this));
    }
  }

  private addLocalRun(size: number, type: TypeCode): void {
    const count = this.localRunCount;
    if (count === this.localRunSizes.length) {
      const sizes = new Uint32Array(count * 2);
      sizes.set(this.localRunSizes);
      this.localRunSizes = sizes;
      const types = new Int32Array(count * 2);
      types.set(this.localRunTypes);
      this.localRunTypes = types;
    }
    this.localRunSizes[count] = size;
    this.localRunTypes[count] = type;
    this.localRunCount = count + 1;
  }

  /** Whether every byte of the range has been read. */
  atEnd(): boolean {
    return this.position >= this.end;
  }

  /** Reads the next operator with its immediates, and returns its opcode id. */
  next(): number {
    const { bytes, end } = this;
    const offset = this.position;
    if (offset >= end) throw this.unexpectedEnd();
    this.offset = offset;
    this.position = offset + 1;
    let id = bytes[offset] as number;
    if (id >= firstPrefix && id <= lastPrefix) id = this.readPrefixed(id);
    this.opcode = id;
    const shape = shapes[id] as number;
    if (shape === Shape.none) return id;
    if (shape === Shape.index) {
      // Half of all operators: as `readU32`, which is not worth a call before V8 has optimized this.
      const byte = offset + 1 < end && id < firstPrefix ? (bytes[offset + 1] as number) : 0x80;
      if (byte < 0x80) {
        this.index = byte;
        this.position = offset + 2;
      } else this.index = this.readU32();
    } else this.readImmediates(shape);
    return id;
  }

  private readPrefixed(prefix: number): number {
    const code = this.readU32();
    const id = opcodeId(prefix, code);
    if (id < 0) throw this.illegal(prefix, code);
    return id;
  }

  private illegal(...bytes: number[]): WasmError {
    const text = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    return malformed(`illegal opcode ${text}`, this.offset);
  }

  /** Why the operator at `offset` is not accepted. */
  private rejection(): WasmError {
    const row = opcodes[this.opcode];
    const byte = this.bytes[this.offset] as number;
    if (row) return featureError(row.feature, this.offset);
    if (byte === 0xfb || byte === 0xd3) return featureError('gc', this.offset);
    if (byte >= firstPrefix && byte <= lastPrefix) {
      this.reset(this.offset + 1, this.end);
      return this.illegal(byte, this.readU32());
    }
    return this.illegal(byte);
  }

  private readImmediates(shape: number): void {
    switch (shape) {
      case Shape.memarg:
        this.readMemarg();
        return;
      case Shape.i32:
        this.low = this.readS32();
        return;
      case Shape.blockType:
        this.readBlockType();
        return;
      case Shape.i64:
        this.readS64();
        return;
      case Shape.f32:
        this.low = this.readFixed32();
        return;
      case Shape.f64:
        this.readFixed64();
        return;
      case Shape.twoIndices:
        this.index = this.readU32();
        this.index2 = this.readU32();
        return;
      case Shape.labels:
        this.readLabels();
        return;
      case Shape.memory:
        this.memory = this.readU32();
        this.index = this.memory;
        return;
      default:
        this.readRareImmediates(shape);
    }
  }

  private readRareImmediates(shape: number): void {
    switch (shape) {
      case Shape.bytes16:
        this.bytesOffset = this.skip(16);
        return;
      case Shape.lane:
        this.index = this.readByte();
        return;
      case Shape.memargLane:
        this.readMemarg();
        this.index = this.readByte();
        return;
      case Shape.heapType:
        this.type = readHeapType(this, true);
        return;
      case Shape.valTypes:
        this.readValTypes();
        return;
      case Shape.tryTable:
        this.readBlockType();
        this.readCatches();
        return;
      case Shape.zeroByte:
        if (this.readByte() !== 0) throw malformed('zero byte expected', this.position - 1);
        return;
      default:
        throw this.rejection();
    }
  }

  /** A memarg (spec 5.4.6): alignment exponent, memory index where bit 6 says so, offset. */
  private readMemarg(): void {
    const start = this.position;
    const flags = this.readU32();
    if (flags >= 2 * multiMemoryFlag) throw malformed('malformed memop flags', start);
    this.memory = flags & multiMemoryFlag ? this.readU32() : 0;
    this.alignLog2 = flags & (multiMemoryFlag - 1);
    const position = this.position;
    const byte = position < this.end ? (this.bytes[position] as number) : 0x80;
    if (byte < 0x80) {
      this.low = byte;
      this.high = 0;
      this.position = position + 1;
    } else this.readU64();
  }

  private readBlockType(): void {
    const position = this.position;
    const byte = this.readByte();
    if (byte === 0x40) {
      this.typeIndex = -1;
      this.type = TypeCode.unknown;
      return;
    }
    this.position = position;
    if ((byte & 0xc0) === 0x40) {
      this.typeIndex = -1;
      this.type = readValueType(this);
      return;
    }
    const index = this.readS33();
    if (index < 0) throw malformed('malformed block type', position);
    this.typeIndex = index;
    this.type = TypeCode.unknown;
  }

  private ensureTargets(count: number): Uint32Array {
    if (this.targets.length < count) this.targets = new Uint32Array(Math.max(count, this.targets.length * 2));
    return this.targets;
  }

  private readVectorSize(limit: number, what: string): number {
    const start = this.position;
    const count = this.readU32();
    if (count > this.end - this.position) throw malformed('unexpected end of section or function', start);
    if (count > limit) throw malformed(`too many ${what}`, start);
    return count;
  }

  private readLabels(): void {
    const count = this.readVectorSize(maxBrTableTargets, 'br_table targets');
    const targets = this.ensureTargets(count);
    for (let target = 0; target < count; target++) targets[target] = this.readU32();
    this.targetCount = count;
    this.index = this.readU32();
  }

  private readValTypes(): void {
    const count = this.readVectorSize(maxBrTableTargets, 'types');
    const targets = this.ensureTargets(count);
    for (let at = 0; at < count; at++) targets[at] = readValueType(this);
    this.targetCount = count;
  }

  private readCatches(): void {
    const count = this.readVectorSize(maxBrTableTargets, 'catch clauses');
    const targets = this.ensureTargets(3 * count);
    for (let clause = 0; clause < count; clause++) {
      const kind = this.readByte();
      if (kind > CatchKind.catchAllRef) throw malformed('malformed catch clause', this.position - 1);
      targets[3 * clause] = kind;
      targets[3 * clause + 1] = kind <= CatchKind.catchRef ? this.readU32() : 0;
      targets[3 * clause + 2] = this.readU32();
    }
    this.targetCount = count;
  }
}
