// Writes one function's instructions as commands. Nothing is checked here: native code checks every index, type and
// count when the module is built, and an Error names the command. Knows types of values only to answer `typeOf`.
import { CommandBuffer } from './command-buffer.ts';
import {
  type AtomicRmwOp,
  accessBits,
  atomicRmwOpNumbers,
  type BinaryOp,
  binaryOpNumbers,
  type CastOp,
  Command,
  callBits,
  callingConventionNumbers,
  castOpNumbers,
  type FcmpPredicate,
  fcmpPredicateNumbers,
  type IcmpPredicate,
  icmpPredicateNumbers,
  type Ordering,
  orderingNumbers,
  tailKindNumbers,
} from './commands.ts';
import type { Access, CallOptions, Weights } from './instruction-options.ts';
import type { ModuleBuilder } from './module-builder.ts';
import {
  type Block,
  type FunctionId,
  type FunctionTypeId,
  type GlobalId,
  type Type,
  types,
  type Value,
} from './types.ts';

export class FunctionBuilder {
  /** The function itself, for calls and `functionAddress`. */
  readonly id: FunctionId;
  private readonly module: ModuleBuilder;
  private readonly out: CommandBuffer;
  private readonly valueTypes: Type[];
  private readonly paramCount: number;
  private blockCount = 0;
  private current = -1 as Block;
  private lastLocation = 0;

  /** Made by `ModuleBuilder.defineFunction`. */
  constructor(module: ModuleBuilder, id: FunctionId, params: readonly Type[], expectedWords: number) {
    this.module = module;
    this.out = new CommandBuffer(expectedWords);
    this.id = id;
    this.valueTypes = params.slice();
    this.paramCount = params.length;
  }

  /** Value of parameter `index`. */
  param(index: number): Value {
    if (index < 0 || index >= this.paramCount) throw new RangeError(`no parameter ${index}`);
    return index as Value;
  }

  /** Type of a value; `void` for a call that returns nothing. */
  typeOf(value: Value): Type {
    return this.valueTypes[value] ?? types.void;
  }

  /** Words written so far, a measure of size. */
  get sizeWords(): number {
    return this.out.length;
  }

  /** Block that instructions go to; -1 before the first `position`. */
  get currentBlock(): Block {
    return this.current;
  }

  /**
   * A new, empty block. Blocks are laid out in the order in which `position` first chose them (the first one is the
   * entry); cold ones after all others. The name is kept only with the module's `keepNames`.
   */
  block(name = '', cold = false): Block {
    const place = this.module.debugName(name);
    this.out.put3(Command.block | (cold ? 1 << 8 : 0), place[0], place[1]);
    return this.blockCount++ as Block;
  }

  /** Appends what follows to `block`. */
  position(block: Block): void {
    this.out.put2(Command.position, block);
    this.current = block;
  }

  /** Source location (any number below 2³¹ but 0) of the instructions that follow; 0 for none. */
  location(line: number): void {
    if (line === this.lastLocation) return;
    this.lastLocation = line;
    this.out.put2(Command.location, line);
  }

  /** Integer constant of any width to 64 bits (wider: sign-extended); bits beyond the width are dropped. */
  constInt(type: Type, n: number | bigint): Value {
    if (typeof n === 'bigint') {
      this.out.put3(Command.constInt | (type << 8), Number(BigInt.asIntN(32, n)), Number(BigInt.asIntN(32, n >> 32n)));
    } else {
      this.out.put3(Command.constInt | (type << 8), n | 0, highWord(n));
    }
    return this.define(type);
  }

  constF32Bits(bits: number): Value {
    this.out.put2(Command.constF32, bits | 0);
    return this.define(types.f32);
  }

  constF64Bits(bits: bigint): Value {
    this.out.put3(Command.constF64, Number(BigInt.asIntN(32, bits)), Number(BigInt.asIntN(32, bits >> 32n)));
    return this.define(types.f64);
  }

  /** 16 bytes in memory order, as a vector of 128 bits (two i64 lanes unless told otherwise). */
  constV128(bytes: Uint8Array, type: Type = types.v2i64): Value {
    const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
    this.out.put1(Command.constV128 | (type << 8));
    for (let i = 0; i < 16; i += 4) this.out.put1(view.getInt32(i, true));
    return this.define(type);
  }

  /** All bits zero, of any first-class type. */
  zero(type: Type): Value {
    this.out.put1(Command.zero | (type << 8));
    return this.define(type);
  }

  nullPtr(): Value {
    return this.zero(types.ptr);
  }

  poison(type: Type): Value {
    this.out.put1(Command.poison | (type << 8));
    return this.define(type);
  }

  functionAddress(id: FunctionId): Value {
    this.out.put2(Command.functionAddress, ~id);
    return this.define(types.ptr);
  }

  globalAddress(id: GlobalId): Value {
    this.out.put2(Command.globalAddress, id);
    return this.define(types.ptr);
  }

  binary(op: BinaryOp, a: Value, b: Value): Value {
    this.out.put3(Command.binary | (binaryOpNumbers[op] << 8), a, b);
    return this.define(this.valueTypes[a] as Type);
  }

  fneg(a: Value): Value {
    this.out.put2(Command.fneg, a);
    return this.define(this.typeOf(a));
  }

  icmp(predicate: IcmpPredicate, a: Value, b: Value): Value {
    this.out.put3(Command.icmp | (icmpPredicateNumbers[predicate] << 8), a, b);
    return this.define(this.module.typeTable.comparison(this.typeOf(a)));
  }

  fcmp(predicate: FcmpPredicate, a: Value, b: Value): Value {
    this.out.put3(Command.fcmp | (fcmpPredicateNumbers[predicate] << 8), a, b);
    return this.define(this.module.typeTable.comparison(this.typeOf(a)));
  }

  select(condition: Value, whenTrue: Value, whenFalse: Value, weights?: Weights): Value {
    this.out.put4(Command.select | ((weights?.length ?? 0) << 8), condition, whenTrue, whenFalse);
    if (weights !== undefined) this.out.putAll(weights);
    return this.define(this.typeOf(whenTrue));
  }

  cast(op: CastOp, value: Value, type: Type): Value {
    this.out.put3(Command.cast | (castOpNumbers[op] << 8), value, type);
    return this.define(type);
  }

  load(type: Type, pointer: Value, access: Access): Value {
    this.out.put4(Command.load | access.flags, type, pointer, access.aliasClass);
    return this.define(type);
  }

  store(value: Value, pointer: Value, access: Access): void {
    this.out.put4(Command.store | access.flags, value, pointer, access.aliasClass);
  }

  /** `pointer` plus a signed byte offset (i32 or i64). `inbounds`: the sum cannot wrap around the address space. */
  gep(pointer: Value, offset: Value, inbounds = false): Value {
    this.out.put3(Command.gep | (inbounds ? 1 << 8 : 0), pointer, offset);
    return this.define(types.ptr);
  }

  /** `pointer` plus a constant number of bytes, below 2⁵³ in magnitude. */
  gepConst(pointer: Value, bytes: number, inbounds = false): Value {
    this.out.put4(Command.gepConst | (inbounds ? 1 << 8 : 0), pointer, bytes | 0, highWord(bytes));
    return this.define(types.ptr);
  }

  /** `pointer` plus `offset` (i64) plus a constant number of bytes: one address for code that nothing simplifies. */
  gepSum(pointer: Value, offset: Value, bytes: number): Value {
    this.out.put4(Command.gepSum, pointer, offset, bytes | 0);
    this.out.put1(highWord(bytes));
    return this.define(types.ptr);
  }

  /** Returns the old value. */
  atomicRmw(op: AtomicRmwOp, pointer: Value, value: Value, access: Access): Value {
    this.out.put3(Command.atomicRmw | access.flags | (atomicRmwOpNumbers[op] << accessBits.opShift), pointer, value);
    return this.define(this.typeOf(value));
  }

  /** Strong compare-exchange, the same ordering (weakened where LLVM requires it) on failure; returns the old value. */
  cmpxchg(pointer: Value, expected: Value, replacement: Value, access: Access): Value {
    this.out.put4(Command.cmpxchg | access.flags, pointer, expected, replacement);
    return this.define(this.typeOf(expected));
  }

  fence(ordering: Ordering): void {
    this.out.put1(Command.fence | (orderingNumbers[ordering] << 8));
  }

  extractElement(vector: Value, lane: number): Value {
    this.out.put3(Command.extractElement, vector, lane);
    return this.define(this.module.typeTable.laneType(this.typeOf(vector)));
  }

  insertElement(vector: Value, element: Value, lane: number): Value {
    this.out.put4(Command.insertElement, vector, element, lane);
    return this.define(this.typeOf(vector));
  }

  /** Lanes of `a` then `b`, picked by `mask`; -1 leaves a lane undefined. */
  shuffle(a: Value, b: Value, mask: readonly number[]): Value {
    this.out.put3(Command.shuffle | (mask.length << 8), a, b);
    this.out.putAll(mask);
    return this.define(this.module.typeTable.vector(this.module.typeTable.laneType(this.typeOf(a)), mask.length));
  }

  /** Member of a struct or array value, such as the overflow bit of `llvm.uadd.with.overflow`. */
  extractValue(aggregate: Value, index: number): Value {
    this.out.put3(Command.extractValue, aggregate, index);
    return this.define(this.module.typeTable.member(this.typeOf(aggregate), index));
  }

  freeze(value: Value): Value {
    this.out.put2(Command.freeze, value);
    return this.define(this.typeOf(value));
  }

  /** Calls a function of this module by its id, or any address by its value. The result of a void call has type void. */
  call(type: FunctionTypeId, callee: Value | FunctionId, args: readonly Value[], options?: CallOptions): Value {
    this.out.put4(Command.call | (args.length << 8), type, callee, callFlags(options));
    this.out.putAll(args);
    return this.define(this.module.returnType(type));
  }

  /**
   * A call that ends its block: goes on in `normal`, where its result is known, or in `unwind`, a block that begins with
   * `landingPad`, when the callee throws. Nothing that is live there may be in a register: see link.ts, `handlers`.
   */
  invoke(
    type: FunctionTypeId,
    callee: Value | FunctionId,
    args: readonly Value[],
    normal: Block,
    unwind: Block,
    options?: CallOptions,
  ): Value {
    this.out.put4(Command.invoke | (args.length << 8), type, callee, callFlags(options));
    this.out.put2(normal, unwind);
    this.out.putAll(args);
    return this.define(this.module.returnType(type));
  }

  /** First instruction of a block that `invoke`s unwind to: the pointer that the thrower passes. */
  landingPad(): Value {
    this.out.put1(Command.landingPad);
    return this.define(types.ptr);
  }

  /** Address of a variable of the frame; may be made any time once the entry block was chosen. */
  alloca(type: Type): Value {
    this.out.put1(Command.alloca | (type << 8));
    return this.define(types.ptr);
  }

  /**
   * Calls an intrinsic by its name without type suffixes, such as `llvm.ctpop` with overloads `[types.i32]`.
   * Immediate arguments are constants made with `constInt`.
   */
  intrinsic(name: string, overloads: readonly Type[], args: readonly Value[]): Value {
    const { index, result } = this.module.intrinsic(name, overloads);
    this.out.put2(Command.callIntrinsic | (args.length << 8), index);
    this.out.putAll(args);
    return this.define(result);
  }

  br(target: Block): void {
    this.out.put2(Command.br, target);
  }

  condBr(condition: Value, whenTrue: Block, whenFalse: Block, weights?: Weights): void {
    this.out.put4(Command.condBr | ((weights?.length ?? 0) << 8), condition, whenTrue, whenFalse);
    if (weights !== undefined) this.out.putAll(weights);
  }

  /** Weights: the default's first, then one a case. */
  switchInt(value: Value, otherwise: Block, cases: readonly (readonly [number, Block])[], weights?: Weights): void {
    this.out.put4(Command.switchInt | (weights === undefined ? 0 : 1 << 8), value, otherwise, cases.length);
    for (let index = 0; index < cases.length; index++) {
      const one = cases[index] as readonly [number, Block];
      this.out.put3(one[0] | 0, highWord(one[0]), one[1]);
    }
    if (weights === undefined) return;
    this.out.put1(weights.length);
    this.out.putAll(weights);
  }

  ret(value?: Value): void {
    if (value === undefined) this.out.put1(Command.retVoid);
    else this.out.put2(Command.ret, value);
  }

  unreachable(): void {
    this.out.put1(Command.unreachable);
  }

  /** A phi at the head of `block`; may be made any time, whatever the current block is. */
  phi(type: Type, block: Block): Value {
    this.out.put2(Command.phi | (type << 8), block);
    return this.define(type);
  }

  addIncoming(phi: Value, value: Value, from: Block): void {
    this.out.put4(Command.addIncoming, phi, value, from);
  }

  /** Value of a variable of the frame at the head of `block`, after its phis; may be made any time. */
  headLoad(type: Type, variable: Value, block: Block): Value {
    this.out.put3(Command.headLoad, variable, block);
    return this.define(type);
  }

  /** Writes a variable of the frame where `block` ends: before its terminator, or at the end of what it has so far. */
  tailStore(value: Value, variable: Value, block: Block): void {
    this.out.put4(Command.tailStore, value, variable, block);
  }

  /** The commands written so far; for `ModuleBuilder.build`. */
  commands(): Int32Array {
    return this.out.written();
  }

  private define(type: Type): Value {
    const value = this.valueTypes.length;
    this.valueTypes[value] = type;
    return value as Value;
  }
}

/** Bits 32 to 63 of a number below 2⁵³ in magnitude. */
function highWord(n: number): number {
  const low = n | 0;
  return n === low ? low >> 31 : Math.floor(n / 4294967296) | 0;
}

function callFlags(options: CallOptions | undefined): number {
  if (options === undefined) return 0;
  return (
    (tailKindNumbers[options.tail ?? 'none'] << callBits.tailShift) |
    (callingConventionNumbers[options.cc ?? 'c'] << callBits.ccShift) |
    (options.cold ? callBits.cold : 0) |
    (options.noreturn ? callBits.noreturn : 0) |
    (options.unwinds ? callBits.unwinds : 0)
  );
}
