// The operand stack while lowering: SSA values, and two kinds of operands that become instructions only where they are
// used: constants, and comparisons (which a branch wants as i1, everyone else as i32). A v128 stands there as a vector of
// any shape, as the operator that made it has it, and is a v2i64 for everyone but the next vector operator.
import {
  type FcmpPredicate,
  type FunctionBuilder,
  type IcmpPredicate,
  types,
  type Value,
} from '../llvm-bindings/index.ts';

/** What stands in an entry instead of a value. */
const Pending = { i32: -1, i64: -2, f32: -3, f64: -4, v128: -5, icmp: -6, fcmp: -7 } as const;

const icmpOpposites: Readonly<Record<IcmpPredicate, IcmpPredicate>> = {
  eq: 'ne',
  ne: 'eq',
  ugt: 'ule',
  uge: 'ult',
  ult: 'uge',
  ule: 'ugt',
  sgt: 'sle',
  sge: 'slt',
  slt: 'sge',
  sle: 'sgt',
};

const fcmpOpposites: Readonly<Record<FcmpPredicate, FcmpPredicate>> = {
  oeq: 'une',
  ogt: 'ule',
  oge: 'ult',
  olt: 'uge',
  ole: 'ugt',
  one: 'ueq',
  ord: 'uno',
  uno: 'ord',
  ueq: 'one',
  ugt: 'ole',
  uge: 'olt',
  ult: 'oge',
  ule: 'ogt',
  une: 'oeq',
};

const noValues: readonly Value[] = [];

/** Makes the constants in which LLVM must not see identities of float arithmetic. */
export interface FloatConstants {
  /** Of its bits; `type` is f32 (`high` unused) or f64. */
  float(type: typeof types.f32 | typeof types.f64, low: number, high: number): Value;
  /** Of its 16 bytes. */
  vector(bytes: Uint8Array): Value;
}

export class OperandStack {
  /** Number of operands. */
  height = 0;
  private readonly builder: FunctionBuilder;
  private readonly constants: FloatConstants;
  /** Whether values may be vectors. */
  private readonly vectorial: boolean;
  /** A value, or what is pending. */
  private entries = new Int32Array(16);
  /** Bits of a pending constant, the place of a pending vector's bytes, or the operands of a pending comparison. */
  private lows = new Int32Array(16);
  private highs = new Int32Array(16);
  /** Predicates of pending comparisons. */
  private readonly predicates: (IcmpPredicate | FcmpPredicate)[] = [];

  /** Bytes of the vector constants that are or were pending. */
  private readonly vectors: Uint8Array[] = [];
  private readonly i32Constants = new Map<number, Value>();

  constructor(builder: FunctionBuilder, constants: FloatConstants, vectorial: boolean) {
    this.builder = builder;
    this.vectorial = vectorial;
    this.constants = constants;
  }

  push(value: Value): void {
    if (this.height === this.entries.length) this.grow();
    this.entries[this.height++] = value;
  }

  pushAll(values: readonly Value[]): void {
    for (let index = 0; index < values.length; index++) this.push(values[index] as Value);
  }

  pushI32(n: number): void {
    this.pushPending(Pending.i32, n, 0);
  }

  pushI64(low: number, high: number): void {
    this.pushPending(Pending.i64, low, high);
  }

  pushF32(bits: number): void {
    this.pushPending(Pending.f32, bits, 0);
  }

  pushF64(low: number, high: number): void {
    this.pushPending(Pending.f64, low, high);
  }

  /** `bytes`: the 16 bytes of the constant, kept. */
  pushV128(bytes: Uint8Array): void {
    this.pushPending(Pending.v128, this.vectors.push(bytes) - 1, 0);
  }

  pushIcmp(predicate: IcmpPredicate, left: Value, right: Value): void {
    this.predicates[this.height] = predicate;
    this.pushPending(Pending.icmp, left, right);
  }

  pushFcmp(predicate: FcmpPredicate, left: Value, right: Value): void {
    this.predicates[this.height] = predicate;
    this.pushPending(Pending.fcmp, left, right);
  }

  /** Removes the top operand: a value of its WebAssembly type. */
  pop(): Value {
    return this.at(--this.height);
  }

  /**
   * As `pop`, for a use that takes no arithmetic result from the value: a float constant may be visible to LLVM. A v128
   * comes in any shape.
   */
  popPlain(): Value {
    const top = this.height - 1;
    const entry = this.entries[top] as number;
    if (entry >= 0) {
      this.height--;
      return entry as Value;
    }
    if (entry === Pending.f32) {
      this.height--;
      return this.builder.constF32Bits(this.lows[top] as number);
    }
    if (entry === Pending.v128) {
      this.height--;
      return this.builder.constV128(this.vectors[this.lows[top] as number] as Uint8Array);
    }
    if (entry !== Pending.f64) return this.pop();
    this.height--;
    return this.builder.constF64Bits(join64(this.lows[top] as number, this.highs[top] as number));
  }

  /** Removes the top i32 and gives it as i1: whether it is not zero. */
  popCondition(): Value {
    const top = --this.height;
    if ((this.entries[top] as number) <= Pending.icmp) return this.comparison(top);
    return this.builder.icmp('ne', this.at(top), this.builder.constInt(types.i32, 0));
  }

  /** Turns a pending comparison on top into its opposite; false when there is none. */
  invertComparison(): boolean {
    const top = this.height - 1;
    const entry = this.entries[top];
    if (entry === Pending.icmp) this.predicates[top] = icmpOpposites[this.predicates[top] as IcmpPredicate];
    else if (entry === Pending.fcmp) this.predicates[top] = fcmpOpposites[this.predicates[top] as FcmpPredicate];
    else return false;
    return true;
  }

  /** The operand at `index` from the bottom as a value of its WebAssembly type; the stack stays as it is. */
  at(index: number): Value {
    const entry = this.entries[index] as number;
    if (entry >= 0) return this.vectorial ? this.unshaped(entry as Value) : (entry as Value);
    const low = this.lows[index] as number;
    const high = this.highs[index] as number;
    switch (entry) {
      case Pending.i32:
        return this.i32Constant(low);
      case Pending.i64:
        return this.builder.constInt(types.i64, high === low >> 31 ? low : join64(low, high));
      case Pending.f32:
        return this.constants.float(types.f32, low, 0);
      case Pending.f64:
        return this.constants.float(types.f64, low, high);
      case Pending.v128:
        return this.constants.vector(this.vectors[low] as Uint8Array);
      default:
        return this.builder.cast('zext', this.comparison(index), types.i32);
    }
  }

  private unshaped(value: Value): Value {
    const type = this.builder.typeOf(value);
    const isShape = type >= types.v16i8 && type <= types.v2f64 && type !== types.v2i64;
    return isShape ? this.builder.cast('bitcast', value, types.v2i64) : value;
  }

  /** Makes the top operand a value of its WebAssembly type in the current block. */
  settle(): Value {
    const value = this.at(this.height - 1);
    this.entries[this.height - 1] = value;
    return value;
  }

  /** The top operand's value (signed), where it is an integer constant of either width that fits 32 bits. */
  get topSmall(): number | undefined {
    const top = this.height - 1;
    const low = this.lows[top] as number;
    if (this.entries[top] === Pending.i32) return low;
    return this.entries[top] === Pending.i64 && this.highs[top] === low >> 31 ? low : undefined;
  }

  /** Whether the topmost `count` operands are constants of the source. */
  topAreConstant(count: number): boolean {
    for (let index = this.height - count; index < this.height; index++) {
      const entry = this.entries[index] as number;
      if (entry >= 0 || entry <= Pending.icmp) return false;
    }
    return true;
  }

  /** Bits of the top operand, an i32, i64, f32 or f64, where it is a constant of the source. */
  get topBits(): bigint | undefined {
    const top = this.height - 1;
    const entry = this.entries[top] as number;
    const low = this.lows[top] as number;
    if (entry === Pending.i32 || entry === Pending.f32) return BigInt(low >>> 0);
    if (entry !== Pending.i64 && entry !== Pending.f64) return undefined;
    return BigInt.asUintN(64, join64(low, this.highs[top] as number));
  }

  /** Makes the topmost `count` operands values, deepest first; they stay on the stack. */
  settleTop(count: number): readonly Value[] {
    if (count === 0) return noValues;
    const values: Value[] = new Array(count);
    for (let i = 0; i < count; i++) {
      const index = this.height - count + i;
      values[i] = this.at(index);
      this.entries[index] = values[i] as Value;
    }
    return values;
  }

  /** Removes the topmost `count` operands; deepest first. */
  popMany(count: number): readonly Value[] {
    if (count === 0) return noValues;
    const values: Value[] = new Array(count);
    for (let i = 0; i < count; i++) values[i] = this.at(this.height - count + i);
    this.height -= count;
    return values;
  }

  /** The same value for the same number, so that a join of equal constants needs no phi. */
  private i32Constant(n: number): Value {
    let value = this.i32Constants.get(n);
    if (value === undefined) {
      value = this.builder.constInt(types.i32, n);
      this.i32Constants.set(n, value);
    }
    return value;
  }

  private comparison(index: number): Value {
    const left = this.lows[index] as Value;
    const right = this.highs[index] as Value;
    return this.entries[index] === Pending.icmp
      ? this.builder.icmp(this.predicates[index] as IcmpPredicate, left, right)
      : this.builder.fcmp(this.predicates[index] as FcmpPredicate, left, right);
  }

  private pushPending(kind: number, low: number, high: number): void {
    this.push(kind as Value);
    this.lows[this.height - 1] = low;
    this.highs[this.height - 1] = high;
  }

  private grow(): void {
    const grown = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(old.length * 4);
      larger.set(old);
      return larger;
    };
    this.entries = grown(this.entries);
    this.lows = grown(this.lows);
    this.highs = grown(this.highs);
  }
}

/** Two halves as a signed 64-bit number. */
export function join64(low: number, high: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}
