// Calls: through the code table, through imports' and table elements' FuncRefs; in optimized code directly to bodies of
// the same unit, also where a profile says which function an indirect call reaches.
import { indirectTargets } from '../core/counter-layout.ts';
import { FuncRef, VmContext } from '../core/instance-layout.ts';
import type { FuncIndex, TypeIndex } from '../core/module.ts';
import { TrapCode } from '../core/trap.ts';
import { type Block, type FunctionId, types, type Value } from '../llvm-bindings/index.ts';
import { weightsOf } from './branch-weights.ts';
import type { FunctionLowering, LowerFn } from './function-lowering.ts';
import { elementAddress, funcRefAddress } from './table.ts';
import type { CallType } from './unit.ts';

/** Guarded targets an indirect call has at most, all that a site remembers: a miss costs a comparison, a hit saves the call. */
const maxGuards = indirectTargets;
/** A guess about a target must be right for at least this share of a site's calls. */
const minGuardShare = 0.05;

/** Who is called: the code's address or a body of this unit, and the first argument. */
interface Callee {
  readonly code: Value | FunctionId;
  readonly context: Value;
}

/** Calls with the operands (all parameters); returns the register result, if there is one. */
function emitCall(l: FunctionLowering, type: CallType, callee: Callee, operands: readonly Value[]): Value {
  const { params } = type.signature;
  l.storeOverflow(operands.filter((_, index) => params[index]?.where === 'overflow'));
  const registers = operands.filter((_, index) => params[index]?.where !== 'overflow');
  return l.builder.call(type.llvm, callee.code, [callee.context, ...registers]);
}

/** Pushes a call's results: the first one from its register, the others from the thread's overflow slots. */
function pushResults(l: FunctionLowering, type: CallType, first: Value): void {
  type.results.forEach((result, index) => {
    l.stack.push(index === 0 ? first : l.loadOverflow(result, index - 1));
  });
}

function calleeOf(l: FunctionLowering, functionIndex: FuncIndex): Callee {
  const { builder, unit } = l;
  if (functionIndex < unit.importedFunctions) return calleeBehind(l, funcRefAddress(l, functionIndex));
  const body = l.optimized ? unit.bodies.get(functionIndex) : undefined;
  if (body !== undefined) return { code: body, context: l.vmctx };
  const table = l.vmPointer(VmContext.codeTable, true);
  const row = l.field(table, 8 * (functionIndex - unit.importedFunctions));
  return { code: builder.load(types.ptr, row, { align: 8 }), context: l.vmctx };
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

/** Calls what a FuncRef names, after the check that its type is the expected one. Null faults at the type's address. */
function callChecked(l: FunctionLowering, typeIndex: TypeIndex, funcRef: Value, operands: readonly Value[]): Value {
  const { builder, unit } = l;
  const actual = builder.load(types.i32, builder.gepConst(funcRef, FuncRef.typeId), { align: 4, volatile: true });
  const typeIds = l.vmPointer(VmContext.typeIds, true);
  const expected = builder.load(types.i32, l.field(typeIds, 4 * typeIndex), { align: 4, invariant: true });
  l.trapIf(builder.icmp('ne', actual, expected), TrapCode.indirectCallTypeMismatch);
  l.probes?.indirectCall(funcRef);
  return emitCall(l, unit.callType(typeIndex), calleeBehind(l, funcRef), operands);
}

interface Guard {
  readonly functionIndex: FuncIndex;
  readonly body: FunctionId;
  readonly count: number;
}

/** Functions of this unit that the profile saw at the current indirect call, and how often it saw any. */
function guardsHere(l: FunctionLowering, typeIndex: TypeIndex): { guards: Guard[]; samples: number } {
  const site = l.profile?.indirect.get(l.reader.offset);
  if (site === undefined) return { guards: [], samples: 0 };
  const samples = site.targets.reduce((sum, target) => sum + target.count, site.foreign);
  const guards: Guard[] = [];
  for (const { functionIndex, count } of site.targets) {
    const body = l.unit.bodies.get(functionIndex);
    if (body === undefined || count < samples * minGuardShare || guards.length === maxGuards) continue;
    // A function of another type never gets past the type check, so a guess about it would be wrong.
    if (l.unit.hasType(functionIndex, typeIndex)) guards.push({ functionIndex, body, count });
  }
  return { guards, samples };
}

/**
 * An indirect call that first compares the target with those that the profile knows, and calls them directly. The
 * address of a FuncRef stands for function and instance at once.
 */
function callGuarded(
  l: FunctionLowering,
  typeIndex: TypeIndex,
  funcRef: Value,
  operands: readonly Value[],
  guards: readonly Guard[],
  samples: number,
): Value {
  const { builder } = l;
  const type = l.unit.callType(typeIndex);
  const join = builder.block();
  const results: [Value, Block][] = [];
  let left = samples;
  for (const { functionIndex, body, count } of guards) {
    const direct = builder.block();
    const next = builder.block();
    left -= count;
    const hit = builder.icmp('eq', funcRef, funcRefAddress(l, functionIndex));
    builder.condBr(hit, direct, next, weightsOf([count, Math.max(left, 0)]));
    builder.position(direct);
    results.push([emitCall(l, type, { code: body, context: l.vmctx }, operands), builder.currentBlock]);
    builder.br(join);
    builder.position(next);
  }
  results.push([callChecked(l, typeIndex, funcRef, operands), builder.currentBlock]);
  builder.br(join);
  builder.position(join);
  const resultType = type.results[0];
  if (resultType === undefined) return funcRef;
  const phi = builder.phi(resultType, join);
  for (const [value, block] of results) builder.addIncoming(phi, value, block);
  return phi;
}

const lowerCallIndirect: LowerFn = (l) => {
  const typeIndex = l.reader.index as TypeIndex;
  const type = l.unit.callType(typeIndex);
  const index = l.stack.pop();
  const operands = l.stack.popMany(type.params.length);
  l.locate();
  const element = elementAddress(l, l.reader.index2, index, TrapCode.undefinedElement);
  const funcRef = l.builder.load(types.ptr, element, { align: 8 });
  const { guards, samples } = guardsHere(l, typeIndex);
  const result =
    guards.length > 0
      ? callGuarded(l, typeIndex, funcRef, operands, guards, samples)
      : callChecked(l, typeIndex, funcRef, operands);
  pushResults(l, type, result);
};

export const callOperators = {
  call: lowerCall,
  call_indirect: lowerCallIndirect,
} as const satisfies Record<string, LowerFn>;
