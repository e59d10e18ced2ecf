// What stands between an indirect call and its target: the check of type or null, the count for the profile, and in
// optimized code comparisons with the targets that the profile knows, which are then called directly.
import { indirectTargets } from '../core/counter-layout.ts';
import { FuncRef, VmContext } from '../core/instance-layout.ts';
import type { DefinedType, FuncIndex, TypeIndex } from '../core/module.ts';
import { TrapCode } from '../core/trap.ts';
import { type FunctionId, types, type Value } from '../llvm-bindings/index.ts';
import { fixedTypeIdAccess, typeIdAccess } from './accesses.ts';
import { weightsOf } from './branch-weights.ts';
import type { FunctionLowering } from './function-lowering.ts';
import { countMisfit } from './misfits.ts';
import { funcRefAddress } from './table.ts';

/** Guarded targets an indirect call has at most, all that a site remembers: a miss costs a comparison, a hit saves the call. */
const maxGuards = indirectTargets;
/** A guess about a target must be right for at least this share of a site's calls. */
const minGuardShare = 0.05;

export interface IndirectTarget {
  readonly typeIndex: TypeIndex;
  readonly funcRef: Value;
  /** Traps unless the FuncRef can be called with that type. */
  readonly check: (l: FunctionLowering, target: IndirectTarget) => void;
}

/** The FuncRef's type must be the expected one or a subtype. Null faults at the type's address. */
export function checkType(l: FunctionLowering, { typeIndex, funcRef }: IndirectTarget): void {
  const { builder } = l;
  const actual = builder.load(types.i32, builder.gepConst(funcRef, FuncRef.typeId), typeIdAccess);
  const typeIds = l.vmPointer(VmContext.typeIds, true);
  const expected = builder.load(types.i32, l.field(typeIds, 4 * typeIndex), fixedTypeIdAccess);
  const differs = builder.icmp('ne', actual, expected);
  if ((l.unit.module.types[typeIndex] as DefinedType).final) {
    l.trapIf(differs, TrapCode.indirectCallTypeMismatch);
    return;
  }
  l.coldIf(differs, (after) => {
    const fits = l.callHelper('isSubtype', [actual, expected]);
    l.trapIf(builder.icmp('eq', fits, l.i32(0)), TrapCode.indirectCallTypeMismatch);
    builder.br(after);
  });
}

/** A reference's type was validated, but it may be null. */
export function checkNotNull(l: FunctionLowering, { funcRef }: IndirectTarget): void {
  l.trapIf(l.builder.icmp('eq', funcRef, l.builder.nullPtr()), TrapCode.nullFunctionReference);
}

/** A target that the profile knows. */
export interface Guard {
  readonly functionIndex: FuncIndex;
  readonly body: FunctionId;
  readonly count: number;
  /** Calls that went to it or to targets not guarded before it. */
  readonly left: number;
}

/** Functions of this unit that the profile saw at the current indirect call, the most frequent first. */
export function guardsHere(l: FunctionLowering, typeIndex: TypeIndex): Guard[] {
  const site = l.profile?.indirect.get(l.reader.offset);
  if (site === undefined) return [];
  const samples = site.targets.reduce((sum, target) => sum + target.count, site.foreign);
  const guards: Guard[] = [];
  let left = samples;
  for (const { functionIndex, count } of site.targets) {
    const body = l.unit.bodies.get(functionIndex);
    if (body === undefined || count < samples * minGuardShare || guards.length === maxGuards) continue;
    // A function of another type never gets past the type check, so a guess about it would be wrong.
    if (!l.unit.fits(functionIndex, typeIndex)) continue;
    guards.push({ functionIndex, body, count, left });
    left -= count;
  }
  return guards;
}

/**
 * Finds the target: `enter` is called once for each guarded body, in a block where that is the target, and once without
 * one for all the rest, after the check. The address of a FuncRef stands for function and instance at once.
 */
export function dispatch(
  l: FunctionLowering,
  target: IndirectTarget,
  guards: readonly Guard[],
  enter: (body: FunctionId | undefined) => void,
): void {
  const { builder } = l;
  for (const { functionIndex, body, count, left } of guards) {
    const direct = builder.block();
    const next = builder.block();
    const hit = builder.icmp('eq', target.funcRef, funcRefAddress(l, functionIndex));
    builder.condBr(hit, direct, next, weightsOf([count, Math.max(left - count, 0)]));
    builder.position(direct);
    enter(body);
    builder.position(next);
  }
  const [first, last] = [guards[0], guards.at(-1)];
  if (first && last) countMisfit(l, last.left - last.count, first.left);
  target.check(l, target);
  l.probes?.indirectCall(target.funcRef);
  enter(undefined);
}
