// Exported functions and globals by bit patterns, for those who compare results exactly: JavaScript values lose NaN
// payloads and cannot hold vectors. Not part of the platform's interface.
import type { FuncType, ValType } from '../core/module.ts';
import { referenceOf, referenceToJs } from '../runtime/reference-value.ts';
import { functionRecord } from '../runtime/references.ts';
import { invokeRaw } from '../runtime/wrappers.ts';
import { globalCellOf } from './global.ts';

/** A value's type and its 16 bytes as two halves; numbers and references use the low one. */
export interface RawValue {
  readonly type: ValType;
  readonly low: bigint;
  readonly high: bigint;
}

function isReference(type: ValType): boolean {
  return type === 'funcref' || type === 'externref' || typeof type === 'object';
}

/** Type of an exported function; undefined for anything else. */
export function rawFunctionType(exported: unknown): FuncType | undefined {
  return functionRecord(exported)?.type;
}

/** Calls an exported function. `args` fit its parameters. Throws what a call throws, a TypeError for anything else. */
export function invokeWithBits(exported: unknown, args: readonly RawValue[]): RawValue[] {
  const record = functionRecord(exported);
  if (!record) throw new TypeError('not an exported function');
  const halves = BigUint64Array.from(args.flatMap(({ low, high }) => [low, high]));
  const results = invokeRaw(record, halves);
  return record.type.results.map((type, index) => {
    return { type, low: results[2 * index] as bigint, high: results[2 * index + 1] as bigint };
  });
}

/** An exported global's value. Throws a TypeError for anything else. */
export function readGlobalBits(exported: unknown): RawValue {
  const cell = globalCellOf(exported);
  if (!cell) throw new TypeError('not an exported global');
  return { type: cell.type.type, low: cell.bits, high: cell.highBits };
}

/** The bits of a JavaScript value as a reference of `type`. Throws a TypeError when the type cannot hold it. */
export function referenceBits(type: ValType, value: unknown): RawValue {
  const reference = isReference(type) ? referenceOf(type, value) : undefined;
  if (!reference) throw new TypeError('the value is no reference of this type');
  return { type, low: BigInt(reference.ref), high: 0n };
}

/** The JavaScript value of a reference. */
export function referenceValue({ type, low }: RawValue): unknown {
  return low === 0n ? null : referenceToJs(type, Number(low));
}
