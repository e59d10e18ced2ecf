// Value types as small integers, for the loops that touch every operator. A code is the type itself, so equal
// codes are equal types (but for defined types that validation makes canonical).
import type { HeapType, RefType, ValType } from './module.ts';

declare const brand: unique symbol;

/**
 * A value type in an integer. Bits 0–2: 0 unknown, 1 i32, 2 i64, 3 f32, 4 f64, 5 v128, 6 non-null reference,
 * 7 nullable reference. For references the heap type stands from bit 3 up: an abstract heap type below 16,
 * or 16 + type index.
 */
export type TypeCode = number & { readonly [brand]?: 'TypeCode' };

const referenceBit = 6;
const nullableBit = 1;
const heapShift = 3;
const firstDefinedHeap = 16;

const abstractHeaps = ['func', 'extern', 'exn', 'nofunc', 'noextern', 'noexn'] as const;

function refCode(nullable: boolean, heap: number): TypeCode {
  return referenceBit | (nullable ? nullableBit : 0) | (heap << heapShift);
}

/** The codes of the types that rules name. `unknown` is the type of operands after an unconditional branch. */
export const TypeCode = {
  unknown: 0,
  i32: 1,
  i64: 2,
  f32: 3,
  f64: 4,
  v128: 5,
  funcref: refCode(true, 0),
  externref: refCode(true, 1),
  exnref: refCode(true, 2),
} as const;

export function isReference(code: TypeCode): boolean {
  return (code & referenceBit) === referenceBit;
}

export function isNullable(code: TypeCode): boolean {
  return (code & 7) === (referenceBit | nullableBit);
}

/** Whether `code` has a default value: everything but non-null references (spec 3.2.11). */
export function isDefaultable(code: TypeCode): boolean {
  return (code & 7) !== referenceBit;
}

/** The reference type with the same heap type and the given nullability. */
export function withNullability(code: TypeCode, nullable: boolean): TypeCode {
  return nullable ? code | nullableBit : code & ~nullableBit;
}

/** Code of a reference to a defined type. */
export function definedRefCode(nullable: boolean, typeIndex: number): TypeCode {
  return refCode(nullable, firstDefinedHeap + typeIndex);
}

/** Code of a reference to an abstract heap type. */
export function abstractRefCode(nullable: boolean, heap: Exclude<HeapType, number>): TypeCode {
  return refCode(nullable, abstractHeaps.indexOf(heap as (typeof abstractHeaps)[number]));
}

/** Index of the defined type that `code` refers to, or -1. */
export function definedTypeOf(code: TypeCode): number {
  return isReference(code) ? (code >> heapShift) - firstDefinedHeap : -1;
}

/** Heap type that a reference's code refers to. */
export function heapTypeOf(code: TypeCode): HeapType {
  const heap = code >> heapShift;
  return heap >= firstDefinedHeap ? heap - firstDefinedHeap : (abstractHeaps[heap] as HeapType);
}

/** Whether a value of type `actual` may stand where `expected` is wanted (spec 3.3.3); `unknown` fits everywhere. */
export function isSubtype(actual: TypeCode, expected: TypeCode): boolean {
  if (actual === expected || actual === TypeCode.unknown || expected === TypeCode.unknown) return true;
  if (!isReference(actual) || !isReference(expected)) return false;
  if (isNullable(actual) && !isNullable(expected)) return false;
  const from = actual >> heapShift;
  const to = expected >> heapShift;
  if (from === to) return true;
  // Every defined type is a function type.
  return to === abstractHeaps.indexOf('func') && from >= firstDefinedHeap;
}

/** The code of a value type of the module. */
export function typeCodeOf(type: ValType): TypeCode {
  if (typeof type === 'string') return TypeCode[type];
  if (typeof type.heap === 'number') return definedRefCode(type.nullable, type.heap);
  return abstractRefCode(type.nullable, type.heap);
}

const numericTypes = ['i32', 'i64', 'f32', 'f64', 'v128'] as const;

/** The value type that a code (not `unknown`) stands for. */
export function valTypeOf(code: TypeCode): ValType {
  if (!isReference(code)) return numericTypes[code - 1] as ValType;
  if (code === TypeCode.funcref) return 'funcref';
  if (code === TypeCode.externref) return 'externref';
  const type: RefType = { nullable: isNullable(code), heap: heapTypeOf(code) };
  return type;
}

/** The type as the text format writes it, for messages. */
export function typeCodeText(code: TypeCode): string {
  if (code === TypeCode.unknown) return 'any';
  const type = valTypeOf(code);
  return typeof type === 'string' ? type : `(ref ${type.nullable ? 'null ' : ''}${type.heap})`;
}
