// JavaScript values as references and back (JS Interface 5.6, ToWebAssemblyValue), by the reference's closed type.
import type { ValType } from '../core/module.ts';
import { externRefOf, externRefToJs } from './externs.ts';
import { isClosedSubtype } from './function-types.ts';
import { isExnRef, isExternRef } from './lifetime.ts';
import type { RefBits } from './native-addon.ts';
import { funcRefToJs, functionRecord } from './references.ts';

export interface Reference {
  readonly ref: RefBits;
  /** What must live as long as the reference is stored somewhere. */
  readonly owner?: object;
}

const nullReference: Reference = { ref: 0 };
const someExtern: ValType = { nullable: false, heap: 'extern' };

/** The reference of a JavaScript value; undefined when the type cannot hold it. */
export function referenceOf(type: ValType, value: unknown): Reference | undefined {
  if (value === null) return typeof type === 'object' && !type.nullable ? undefined : nullReference;
  if (isExternRef(type)) {
    return isClosedSubtype(someExtern, type) ? { ref: externRefOf(value) } : undefined;
  }
  if (isExnRef(type)) return undefined;
  const record = functionRecord(value);
  return record && isClosedSubtype({ nullable: false, heap: record.type.id }, type) ? record : undefined;
}

/** The JavaScript value of a reference. Throws a TypeError for an exnref. */
export function referenceToJs(type: ValType, ref: RefBits): unknown {
  if (isExnRef(type)) throw new TypeError('type incompatibility when transforming from/to JS');
  return isExternRef(type) ? externRefToJs(ref) : funcRefToJs(ref);
}
