// References: pointers to a FuncRef, or handles of host values; null is 0.
import { FuncRef } from '../core/instance-layout.ts';
import { TrapCode } from '../core/trap.ts';
import { branchWhen } from './control.ts';
import type { LowerFn } from './function-lowering.ts';
import { funcRefAddress } from './table.ts';

const refFunc: LowerFn = (l) => {
  const { index } = l.reader;
  const own = funcRefAddress(l, index);
  l.stack.push(index < l.unit.importedFunctions ? l.loadPointer(own, FuncRef.canonical) : own);
};

const refNull: LowerFn = (l) => {
  l.stack.push(l.builder.nullPtr());
};

const refIsNull: LowerFn = (l) => {
  l.stack.pushIcmp('eq', l.stack.pop(), l.builder.nullPtr());
};

const refAsNonNull: LowerFn = (l) => {
  const reference = l.stack.settle();
  l.locate();
  l.trapIf(l.builder.icmp('eq', reference, l.builder.nullPtr()), TrapCode.nullReference);
};

/** Where it does not branch, the reference stays. */
const brOnNull: LowerFn = (l) => {
  const reference = l.stack.pop();
  branchWhen(l, l.builder.icmp('eq', reference, l.builder.nullPtr()));
  l.stack.push(reference);
};

/** The reference goes along with the branch only. */
const brOnNonNull: LowerFn = (l) => {
  const reference = l.stack.settle();
  branchWhen(l, l.builder.icmp('ne', reference, l.builder.nullPtr()));
  l.stack.pop();
};

export const referenceOperators = {
  'ref.func': refFunc,
  'ref.null': refNull,
  'ref.is_null': refIsNull,
  'ref.as_non_null': refAsNonNull,
  br_on_null: brOnNull,
  br_on_non_null: brOnNonNull,
} as const satisfies Record<string, LowerFn>;
