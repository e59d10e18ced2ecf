// Canonical ids of function types: the same structure has the same id in the whole process, so that compiled code
// compares one number. Keeps the types this thread has seen, to know the type behind an id.
import type { FuncType, ValType } from '../core/module.ts';
import { addon } from './addon.ts';

const typesById = new Map<number, FuncType>();
const idsByKey = new Map<string, number>();

function typeText(type: ValType): string {
  return typeof type === 'string' ? type : `(ref ${type.nullable ? 'null ' : ''}${type.heap})`;
}

/** Structural key: equal for equal types, of whatever module. */
function typeKey(type: FuncType): string {
  return `${type.params.map(typeText).join(',')}->${type.results.map(typeText).join(',')}`;
}

/** Canonical id of a function type. */
export function internFunctionType(type: FuncType): number {
  const key = typeKey(type);
  let id = idsByKey.get(key);
  if (id === undefined) {
    id = addon().internType(key);
    idsByKey.set(key, id);
    typesById.set(id, type);
  }
  return id;
}

/** The type behind an id that this thread interned. */
export function functionTypeOf(id: number): FuncType {
  const type = typesById.get(id);
  if (!type) throw new Error(`function type ${id} is not known on this thread`);
  return type;
}
