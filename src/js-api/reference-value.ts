// JavaScript values in tables and reference globals (JS Interface 5.6), for the element types that exist there.
import type { ValType } from '../core/module.ts';
import { externRefOf, externRefToJs } from '../runtime/externs.ts';
import type { RefBits } from '../runtime/native-addon.ts';
import { funcRefToJs, functionRecord } from '../runtime/references.ts';

export interface Reference {
  readonly ref: RefBits;
  /** What must live as long as the reference is stored somewhere. */
  readonly owner?: object;
}

/** The reference of a JavaScript value; undefined when the type cannot hold it. */
export function referenceOf(type: ValType, value: unknown): Reference | undefined {
  if (type === 'externref') return { ref: externRefOf(value) };
  if (value === null) return typeof type === 'object' && !type.nullable ? undefined : { ref: 0 };
  return functionRecord(value);
}

/** The JavaScript value of a reference. */
export function referenceToJs(type: ValType, ref: RefBits): unknown {
  return type === 'externref' ? externRefToJs(ref) : funcRefToJs(ref);
}
