// The state of lowering one function, with the few steps that every family of operators uses: loads from vmctx, helper
// calls, traps. Control flow is in control.ts; operators are in the files of their families.
import type { FunctionProfile } from '../../profiles/profile-view.ts';
import { Helper, ThreadContext, VmContext } from '../core/instance-layout.ts';
import type { FuncIndex } from '../core/module.ts';
import type { TrapCode } from '../core/trap.ts';
import type { OperatorReader } from '../decode/operator-reader.ts';
import {
  type Access,
  type Block,
  type CallOptions,
  type FunctionBuilder,
  type Type,
  types,
  type Value,
  type Weights,
} from '../llvm-bindings/index.ts';
import { fixedPointerAccess, pointerAccess, slotAccess } from './accesses.ts';
import type { BodyStream } from './body-stream.ts';
import type { ControlStack } from './control-stack.ts';
import type { HandlerScope } from './exceptions.ts';
import { floatConstant, vectorConstant } from './float-constants.ts';
import type { LocalValues } from './local-values.ts';
import { type FloatConstants, OperandStack } from './operand-stack.ts';
import type { Prescan } from './prescan.ts';
import type { Probes } from './probes.ts';
import type { Registers } from './prototype.ts';
import type { CallType, HelperName, Unit } from './unit.ts';

/** Lowers the operator that the stream has just read. */
export type LowerFn = (lowering: FunctionLowering) => void;

const rarely: Weights = [1, 1 << 20];

export interface FunctionParts {
  readonly unit: Unit;
  readonly functionIndex: FuncIndex;
  readonly type: CallType;
  readonly builder: FunctionBuilder;
  readonly stream: BodyStream;
  readonly scan: Prescan;
  /** Types of all locals, parameters first. */
  readonly localTypes: readonly Type[];
  /** Offset of the body's first operator: the place of what happens at entry. */
  readonly bodyOffset: number;
  /** Registers that the LLVM type names; absent, those of `type`. There where the body has tail calls. */
  readonly registers: Registers | undefined;
}

export class FunctionLowering {
  readonly unit: Unit;
  readonly optimized: boolean;
  readonly functionIndex: FuncIndex;
  readonly type: CallType;
  readonly builder: FunctionBuilder;
  readonly stream: BodyStream;
  /** The operator's immediates. */
  readonly reader: OperatorReader;
  readonly scan: Prescan;
  readonly localTypes: readonly Type[];
  /** Whether values of the function may be vectors. */
  readonly usesVectors: boolean;
  /** Whether LLVM may fold float identities: in optimized code, and in what FastISel leaves to the slow selector. */
  readonly folds: boolean;
  readonly bodyOffset: number;
  readonly registers: Registers | undefined;
  readonly stack: OperandStack;
  readonly vmctx: Value;
  readonly profile: FunctionProfile | undefined;
  /** How to load a pointer that never changes while the function runs: unoptimized code would only pay for saying so. */
  readonly fixedPointer: Access;
  /** Scopes of exception handlers around the current operator, innermost last. */
  readonly scopes: HandlerScope[] = [];
  locals!: LocalValues;
  control!: ControlStack;
  /** Base of memory 0, where the function uses it. */
  memoryBase!: Value;
  /** The code table, in unoptimized functions with several calls. */
  codeTable: Value | undefined;
  /** Counters, in baseline code. */
  probes: Probes | undefined;
  /** False after an unconditional branch, until the frame's `else` or `end`. */
  reachable = true;
  /** A zero (i64) that LLVM cannot see through; made at the entry of functions where LLVM folds. */
  opaque!: Value;
  /** The same in every lane of a v2i64, where the function also uses vectors. */
  opaqueVector!: Value;

  constructor(parts: FunctionParts) {
    this.unit = parts.unit;
    this.optimized = parts.unit.optimized;
    this.fixedPointer = this.optimized ? fixedPointerAccess : pointerAccess;
    this.functionIndex = parts.functionIndex;
    this.type = parts.type;
    this.builder = parts.builder;
    this.stream = parts.stream;
    this.reader = parts.stream.reader;
    this.scan = parts.scan;
    this.localTypes = parts.localTypes;
    this.bodyOffset = parts.bodyOffset;
    this.registers = parts.registers;
    this.vmctx = parts.builder.param(0);
    this.profile = parts.unit.profileOf(parts.functionIndex);
    this.usesVectors =
      parts.unit.context.mentionsVectors || parts.scan.usesVectors || parts.localTypes.includes(types.v2i64);
    this.folds = this.optimized || this.usesVectors;
    const constants: FloatConstants = {
      float: (type, low, high) => floatConstant(this, type, low, high),
      vector: (bytes) => vectorConstant(this, bytes),
    };
    this.stack = new OperandStack(parts.builder, constants, this.usesVectors);
  }

  /** Gives the instructions that follow the place of the current operator: for whatever may trap or call. */
  locate(): void {
    this.builder.location(this.reader.offset);
  }

  i32(n: number): Value {
    return this.builder.constInt(types.i32, n);
  }

  i64(n: number | bigint): Value {
    return this.builder.constInt(types.i64, n);
  }

  /** Address of a member at a byte offset. */
  field(base: Value, offset: number): Value {
    return offset === 0 ? base : this.builder.gepConst(base, offset);
  }

  /** A pointer member of vmctx; `fixed`: it never changes while the function runs. */
  vmPointer(offset: number, fixed: boolean): Value {
    return this.builder.load(types.ptr, this.field(this.vmctx, offset), fixed ? this.fixedPointer : pointerAccess);
  }

  loadPointer(base: Value, offset: number): Value {
    return this.builder.load(types.ptr, this.field(base, offset), pointerAccess);
  }

  threadPointer(): Value {
    return this.vmPointer(VmContext.thread, true);
  }

  /** Address of an overflow slot of `thread`. */
  overflowSlot(thread: Value, slot: number): Value {
    return this.builder.gepConst(thread, ThreadContext.values + ThreadContext.valueSize * slot);
  }

  callHelper(name: HelperName, args: readonly Value[], options?: CallOptions): Value {
    const { builder } = this;
    const helpers = this.vmPointer(VmContext.helpers, true);
    const address = builder.load(types.ptr, builder.gepConst(helpers, 8 * Helper[name]), this.fixedPointer);
    return builder.call(this.unit.helperType(name), address, [this.vmctx].concat(args), options);
  }

  /** Ends the current block with a trap. */
  trap(code: TrapCode): void {
    this.locate();
    this.callHelper('trap', [this.i32(code), this.i32(this.reader.offset)]);
    this.builder.unreachable();
  }

  /** Traps when the i1 `condition` holds; goes on in a new block. */
  trapIf(condition: Value, code: TrapCode): void {
    this.coldIf(condition, () => this.trap(code));
  }

  /**
   * When `condition` (i1) holds, runs what `emit` writes, in a block out of the way, which must end itself. Lowering
   * goes on in a new block; `emit` gets it, to come back.
   */
  coldIf(condition: Value, emit: (after: Block) => void): void {
    const { builder } = this;
    const cold = builder.block('cold', true);
    const after = builder.block();
    builder.condBr(condition, cold, after, this.optimized ? rarely : undefined);
    builder.position(cold);
    emit(after);
    builder.position(after);
  }

  /**
   * In baseline code, starts a new block: before an instruction that FastISel cannot select, as it then hands whatever
   * stands above in the same block to the slow selector as well, which also folds float identities.
   */
  isolate(): void {
    if (this.optimized) return;
    const next = this.builder.block();
    this.builder.br(next);
    this.builder.position(next);
  }

  /** Reads a value of an overflow slot. */
  loadOverflow(type: Type, slot: number): Value {
    return this.builder.load(type, this.overflowSlot(this.threadPointer(), slot), slotAccess);
  }

  /** Writes values to the overflow slots from 0 on. */
  storeOverflow(values: readonly Value[]): void {
    if (values.length === 0) return;
    const thread = this.threadPointer();
    values.forEach((value, slot) => {
      this.builder.store(value, this.overflowSlot(thread, slot), slotAccess);
    });
  }

  /** Returns from the function with its results. */
  emitReturn(results: readonly Value[]): void {
    this.storeOverflow(results.slice(1));
    this.builder.ret(results[0]);
  }

  /** Counted outcomes of the operator, in optimized code with a profile. */
  outcomes(): readonly number[] | undefined {
    return this.profile?.outcomes.get(this.reader.offset);
  }
}
