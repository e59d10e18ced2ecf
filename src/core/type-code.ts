// Value types as small integers, for the loops that touch every operator. Equal codes are equal types; references to
// defined types of different indices may be equal too, which only core/type-relations.ts can tell.
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
type AbstractHeap = (typeof abstractHeaps)[number];
/** The type below all heap types (spec 3.1.3): only validation meets it, where code cannot be reached. */
const bottomHeap = 15;

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
  /** A reference about whose heap type nothing is known, as operands of unreachable code are. */
  bottomRef: refCode(false, bottomHeap),
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
export function abstractRefCode(nullable: boolean, heap: AbstractHeap): TypeCode {
  return refCode(nullable, abstractHeaps.indexOf(heap));
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

/** Whether the defined type `actual` is `expected`, equal to it, or a subtype of it. */
export type DefinedSubtype = (actual: number, expected: number) => boolean;

/** The abstract type at the top of each abstract heap type's hierarchy; a defined type is a function type. */
const topOf: Readonly<Record<AbstractHeap, AbstractHeap>> = {
  func: 'func',
  nofunc: 'func',
  extern: 'extern',
  noextern: 'extern',
  exn: 'exn',
  noexn: 'exn',
};

function isHeapSubtype(from: number, to: number, definedSubtype: DefinedSubtype): boolean {
  if (from === to || from === bottomHeap) return true;
  if (to === bottomHeap) return false;
  if (from >= firstDefinedHeap) {
    if (to >= firstDefinedHeap) return definedSubtype(from - firstDefinedHeap, to - firstDefinedHeap);
    return abstractHeaps[to] === 'func';
  }
  const name = abstractHeaps[from] as AbstractHeap;
  // What is not the top of its hierarchy is the bottom.
  if (topOf[name] === name) return false;
  return to >= firstDefinedHeap ? name === 'nofunc' : abstractHeaps[to] === topOf[name];
}

/** Whether a value of type `actual` may stand where `expected` is wanted (spec 3.3.3); `unknown` fits everywhere. */
export function isSubtype(actual: TypeCode, expected: TypeCode, definedSubtype: DefinedSubtype): boolean {
  if (actual === expected || actual === TypeCode.unknown || expected === TypeCode.unknown) return true;
  if (!isReference(actual) || !isReference(expected)) return false;
  if (isNullable(actual) && !isNullable(expected)) return false;
  return isHeapSubtype(actual >> heapShift, expected >> heapShift, definedSubtype);
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
  if (code >> heapShift === bottomHeap) return 'a reference';
  const type = valTypeOf(code);
  return typeof type === 'string' ? type : `(ref ${type.nullable ? 'null ' : ''}${type.heap})`;
}
