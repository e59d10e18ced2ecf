// Calls and tail calls: through the code table, through imports' FuncRefs; in optimized code directly to bodies of the
// same unit. Indirect ones choose their target in indirect-call.ts.
import { FuncRef, VmContext } from '../core/instance-layout.ts';
import type { FuncIndex, TypeIndex } from '../core/module.ts';
import { TrapCode } from '../core/trap.ts';
import { type Block, type FunctionId, type Type, types, type Value } from '../llvm-bindings/index.ts';
import { pointerAccess } from './accesses.ts';
import { callThrowing } from './exceptions.ts';
import type { FunctionLowering, LowerFn } from './function-lowering.ts';
import { checkNotNull, checkType, dispatch, guardsHere, type IndirectTarget } from './indirect-call.ts';
import { type Registers, registerArguments } from './prototype.ts';
import { elementAddress, funcRefAddress } from './table.ts';
import type { CallType } from './unit.ts';

/** Who is called: the code's address or a body of this unit, and the first argument. */
export interface Callee {
  readonly code: Value | FunctionId;
  readonly context: Value;
}

/** Writes parameters beyond the registers to where the callee reads them. */
function storeOverflowOperands(l: FunctionLowering, { signature }: CallType, operands: readonly Value[]): void {
  if (signature.overflowParams > 0)
    l.storeOverflow(operands.filter((_, index) => signature.params[index]?.where === 'overflow'));
}

/** Calls with the operands (all parameters); returns the register result, if there is one. */
function emitCall(l: FunctionLowering, type: CallType, callee: Callee, operands: readonly Value[]): Value {
  const { unit, builder } = l;
  storeOverflowOperands(l, type, operands);
  // A body's LLVM type is its own; code behind an address may be called by any that names the same registers.
  if (callee.code < 0 && unit.registers !== undefined) {
    const args = registerArguments(builder, type.signature, operands, unit.registers);
    return callThrowing(l, unit.prototype(type, unit.registers), callee.code, [callee.context, ...args]);
  }
  const registers =
    type.signature.overflowParams > 0
      ? operands.filter((_, index) => type.signature.params[index]?.where !== 'overflow')
      : operands;
  return callThrowing(l, type.llvm, callee.code, [callee.context].concat(registers));
}

/** Leaves the function for the callee, whose results become its own. The frame is gone before the callee starts. */
function emitTailCall(l: FunctionLowering, type: CallType, callee: Callee, operands: readonly Value[]): void {
  const { builder, unit } = l;
  const registers = l.registers as Registers;
  storeOverflowOperands(l, type, operands);
  l.isolate();
  const args = registerArguments(builder, type.signature, operands, registers);
  const prototype = unit.prototype(l.type, registers);
  // What the callee throws goes past this function's scopes to its caller, which LLVM must know where it inlines.
  const options = { tail: 'musttail', unwinds: l.optimized } as const;
  const result = builder.call(prototype, callee.code, [callee.context, ...args], options);
  builder.ret(l.type.results.length > 0 ? result : undefined);
}

/** Pushes a call's results: the first one from its register, the others from the thread's overflow slots. */
function pushResults(l: FunctionLowering, type: CallType, first: Value): void {
  const { results } = type;
  if (results.length > 0) l.stack.push(first);
  for (let index = 1; index < results.length; index++) {
    l.stack.push(l.loadOverflow(results[index] as Type, index - 1));
  }
}

function calleeOf(l: FunctionLowering, functionIndex: FuncIndex): Callee {
  const { builder, unit } = l;
  if (functionIndex < unit.importedFunctions) return calleeBehind(l, funcRefAddress(l, functionIndex));
  const body = l.optimized ? unit.bodies.get(functionIndex) : undefined;
  if (body !== undefined) return { code: body, context: l.vmctx };
  const table = l.codeTable ?? l.vmPointer(VmContext.codeTable, true);
  const row = l.field(table, 8 * (functionIndex - unit.importedFunctions));
  return { code: builder.load(types.ptr, row, pointerAccess), context: l.vmctx };
}

/** The callee that a FuncRef names. */
function calleeBehind(l: FunctionLowering, funcRef: Value): Callee {
  const cell = l.loadPointer(funcRef, FuncRef.codeCell);
  return { code: l.loadPointer(cell, 0), context: l.loadPointer(funcRef, FuncRef.context) };
}

const lowerCall: LowerFn = (l) => {
  const functionIndex = l.reader.index as FuncIndex;
  const type = l.unit.callType(l.unit.typeIndexOf(functionIndex));
  const operands = l.stack.popMany(type.params.length);
  l.locate();
  pushResults(l, type, emitCall(l, type, calleeOf(l, functionIndex), operands));
};

const lowerReturnCall: LowerFn = (l) => {
  const functionIndex = l.reader.index as FuncIndex;
  const type = l.unit.callType(l.unit.typeIndexOf(functionIndex));
  const operands = l.stack.popMany(type.params.length);
  l.locate();
  emitTailCall(l, type, calleeOf(l, functionIndex), operands);
  l.reachable = false;
};

/** The target of `call_indirect` and its kin; reads the table's element. */
function tableTarget(l: FunctionLowering): IndirectTarget {
  const index = l.stack.pop();
  l.locate();
  const element = elementAddress(l, l.reader.index2, index, TrapCode.undefinedElement);
  const funcRef = l.builder.load(types.ptr, element, pointerAccess);
  return { typeIndex: l.reader.index as TypeIndex, funcRef, check: checkType };
}

function referenceTarget(l: FunctionLowering): IndirectTarget {
  const funcRef = l.stack.pop();
  l.locate();
  return { typeIndex: l.reader.index as TypeIndex, funcRef, check: checkNotNull };
}

/** The callee of an arm of a dispatch. */
const armCallee = (l: FunctionLowering, { funcRef }: IndirectTarget, body: FunctionId | undefined): Callee =>
  body === undefined ? calleeBehind(l, funcRef) : { code: body, context: l.vmctx };

const indirectCall =
  (targetOf: (l: FunctionLowering) => IndirectTarget): LowerFn =>
  (l) => {
    const { builder } = l;
    const target = targetOf(l);
    const type = l.unit.callType(target.typeIndex);
    const operands = l.stack.popMany(type.params.length);
    const guards = guardsHere(l, target.typeIndex);
    const join = guards.length > 0 ? builder.block() : undefined;
    const results: [Value, Block][] = [];
    dispatch(l, target, guards, (body) => {
      results.push([emitCall(l, type, armCallee(l, target, body), operands), builder.currentBlock]);
      if (join !== undefined) builder.br(join);
    });
    const [first] = results[0] as [Value, Block];
    if (join !== undefined) builder.position(join);
    const resultType = type.results[0];
    if (join === undefined || resultType === undefined) {
      pushResults(l, type, first);
      return;
    }
    const phi = builder.phi(resultType, join);
    for (const [value, block] of results) builder.addIncoming(phi, value, block);
    pushResults(l, type, phi);
  };

const indirectTailCall =
  (targetOf: (l: FunctionLowering) => IndirectTarget): LowerFn =>
  (l) => {
    const target = targetOf(l);
    const type = l.unit.callType(target.typeIndex);
    const operands = l.stack.popMany(type.params.length);
    dispatch(l, target, guardsHere(l, target.typeIndex), (body) => {
      emitTailCall(l, type, armCallee(l, target, body), operands);
    });
    l.reachable = false;
  };

export const callOperators = {
  call: lowerCall,
  call_indirect: indirectCall(tableTarget),
  call_ref: indirectCall(referenceTarget),
  return_call: lowerReturnCall,
  return_call_indirect: indirectTailCall(tableTarget),
  return_call_ref: indirectTailCall(referenceTarget),
} as const satisfies Record<string, LowerFn>;
