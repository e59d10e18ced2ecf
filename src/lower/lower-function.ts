// One function from its body to LLVM IR: entry, operators, and (for an OSR continuation) the frames of its plan.
import { VmContext } from '../core/instance-layout.ts';
import type { ValType } from '../core/module.ts';
import { opcodeIdLimit } from '../core/opcodes.ts';
import { valTypeOf } from '../core/type-code.ts';
import type { OperatorReader } from '../decode/operator-reader.ts';
import { type Type, types, type Value } from '../llvm-bindings/index.ts';
import { stackLimitAccess } from './accesses.ts';
import { closeStepId, endsArm, endsFrame, type OpenedFrame, openStepId, opensFrame, streamEnd } from './body-stream.ts';
import { lowerCloseStep, lowerOpenStep } from './control.ts';
import { ControlStack } from './control-stack.ts';
import { floatConstant, opaqueZeroVector } from './float-constants.ts';
import type { FunctionLowering, LowerFn } from './function-lowering.ts';
import { llvmType } from './llvm-type.ts';
import { LocalValues } from './local-values.ts';
import { loweringByOpcode } from './operators.ts';
import { Probes } from './probes.ts';
import { outOfRegister, parameterIndex } from './prototype.ts';

/** Functions without calls and with at most this many operators do without the stack check: their frames are small. */
const leafOperators = 500;

/** Types of all locals, parameters first; the reader has just opened the body. */
export function localTypes(reader: OperatorReader, params: readonly ValType[]): ValType[] {
  const all = params.slice();
  for (let run = 0; run < reader.localRunCount; run++) {
    const type = valTypeOf(reader.localRunTypes[run] as number);
    for (let count = reader.localRunSizes[run] as number; count > 0; count--) all.push(type);
  }
  return all;
}

/** Zero as a local starts with it. */
function zeroOf(l: FunctionLowering, type: Type): Value {
  if (type === types.f32 || type === types.f64) return floatConstant(l, type, 0, 0);
  return type === types.v2i64 ? l.opaqueVector : l.builder.zero(type);
}

/** Values of the locals at the start: parameters, then zeros. `given` has those that are not zero, by local. */
function initialValues(l: FunctionLowering, given: readonly (Value | undefined)[]) {
  const zeros = new Map<Type, Value>();
  const zero = (type: Type): Value => {
    const known = zeros.get(type);
    if (known !== undefined) return known;
    const made = zeroOf(l, type);
    zeros.set(type, made);
    return made;
  };
  for (const type of new Set(l.localTypes)) zero(type);
  return (local: number): Value => given[local] ?? zero(l.localTypes[local] as Type);
}

/** Opens the entry block: what every function needs first. Parameters beyond the registers are read before all else. */
export function beginFunction(l: FunctionLowering, params: () => readonly (Value | undefined)[]): void {
  const { builder } = l;
  builder.position(builder.block('entry'));
  builder.location(l.bodyOffset);
  const given = params();
  if (l.folds) {
    const address = builder.cast('ptrtoint', l.vmctx, types.i64);
    l.opaque = builder.binary('and', address, l.i64(1));
    if (l.usesVectors) l.opaqueVector = opaqueZeroVector(l);
  }
  // Before the entry block ends: locals that live in the frame get their room there.
  l.locals = new LocalValues(l, initialValues(l, given));
  checkStack(l);
  if (l.scan.usesMemory) l.memoryBase = l.vmPointer(VmContext.memoryBase, true);
  if (!l.optimized && l.scan.callCount > 1) l.codeTable = l.vmPointer(VmContext.codeTable, true);
  l.control = new ControlStack(l);
}

/** The function's parameters, from registers and overflow slots. */
export function parameterValues(l: FunctionLowering): Value[] {
  let natural = 1;
  return l.type.signature.params.map((place) => {
    const type = llvmType(place.type);
    if (place.where === 'overflow') return l.loadOverflow(type, place.slot);
    if (l.registers === undefined) return l.builder.param(natural++);
    return outOfRegister(l.builder, l.builder.param(parameterIndex(l.registers, place)), type);
  });
}

/** Below the stack's limit, the runtime traps, or serves an interrupt and returns. */
function checkStack(l: FunctionLowering): void {
  const { builder, scan } = l;
  if (scan.callCount === 0 && scan.operatorCount <= leafOperators) return;
  const frame = builder.intrinsic('llvm.frameaddress', [types.ptr], [l.i32(0)]);
  const limit = builder.load(types.ptr, builder.gepConst(l.vmctx, VmContext.stackLimit), stackLimitAccess);
  l.coldIf(builder.icmp('ult', frame, limit), (after) => {
    l.callHelper('stackLimit', []);
    builder.br(after);
  });
}

/** Lowers the body: everything after the entry. */
export function lowerBody(l: FunctionLowering): void {
  const { stream } = l;
  l.control.open('function', 0, [], l.type.results, 0);
  for (let id = stream.next(); id !== streamEnd; id = stream.next()) {
    if (!l.reachable) skipUnreachable(l, id);
    else if (id < opcodeIdLimit) (loweringByOpcode[id] as LowerFn)(l);
    else if (id === openStepId) openPlanned(l, stream.opened as OpenedFrame);
    else lowerCloseStep(l);
  }
}

/** Lowers a function whose body the stream reads from front to back, with counters where the unit wants them. */
export function lowerWholeFunction(l: FunctionLowering): void {
  beginFunction(l, () => parameterValues(l));
  if (l.unit.counts) {
    l.probes = new Probes(l, l.localTypes.length);
    l.probes.entry();
  }
  lowerBody(l);
}

/** Passes over operators that cannot be reached, up to the end of the frame's arm (whose id may be `first`). */
function skipUnreachable(l: FunctionLowering, first: number): void {
  const { stream } = l;
  let depth = 0;
  for (let id = first; ; id = stream.next()) {
    if (opensFrame(id)) depth++;
    else if (id === closeStepId) {
      lowerCloseStep(l);
      return;
    } else if (depth === 0 && endsArm(id)) {
      (loweringByOpcode[id] as LowerFn)(l);
      return;
    } else if (endsFrame(id)) depth--;
  }
}

function openPlanned(l: FunctionLowering, opened: OpenedFrame): void {
  // The block type stands at the operator that the frame comes from; reading it moves only this second reader.
  const reader = l.unit.readerAt(opened.blockOffset);
  lowerOpenStep(l, opened, reader);
}
