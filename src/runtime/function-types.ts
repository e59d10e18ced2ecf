// Function types across modules: equal types (spec 3.3.2) have one id in the whole process, so that compiled code
// compares one number. A closed type is one that means the same everywhere: its references name ids, not the indices
// of some module. Keeps the types this thread has seen, to know the type behind an id.
import type { FuncType, GlobalType, Module, TableType, TypeIndex, ValType } from '../core/module.ts';
import { type DefinedSubtype, isSubtype, typeCodeOf } from '../core/type-code.ts';
import { funcTypeText, groupText } from '../core/type-relations.ts';
import { addon } from './addon.ts';

/** A closed function type; one object a thread and id. */
export interface FunctionType extends FuncType {
  /** Canonical id in the process. */
  readonly id: number;
  readonly supertype?: FunctionType;
}

const typesById = new Map<number, FunctionType>();
const typesByKey = new Map<string, FunctionType>();

function intern(key: string, type: FuncType, supertype?: FunctionType): FunctionType {
  const known = typesByKey.get(key);
  if (known) return known;
  const id = addon().internType(key, supertype?.id ?? 0);
  const made = { id, params: type.params, results: type.results, ...(supertype ? { supertype } : {}) };
  typesByKey.set(key, made);
  typesById.set(id, made);
  return made;
}

/** The final type with these parameters and results, which are closed: what host functions have. */
export function internFunctionType(type: FuncType): FunctionType {
  return intern(funcTypeText(type), type);
}

/** The type behind an id that this thread interned. */
export function functionTypeOf(id: number): FunctionType {
  const type = typesById.get(id);
  if (!type) throw new Error(`function type ${id} is not known on this thread`);
  return type;
}

/** Whether the type with one id is that with another, or a subtype of it. */
const idIsSubtype: DefinedSubtype = (actual, expected) => {
  for (let at: FunctionType | undefined = functionTypeOf(actual); at; at = at.supertype) {
    if (at.id === expected) return true;
  }
  return false;
};

/** Whether values of one closed type may stand where another is wanted. */
export function isClosedSubtype(actual: ValType, expected: ValType): boolean {
  return isSubtype(typeCodeOf(actual), typeCodeOf(expected), idIsSubtype);
}

/** Whether a function of one type may stand where another is wanted. */
export function isFunctionSubtype(actual: FunctionType, expected: FunctionType): boolean {
  return idIsSubtype(actual.id, expected.id);
}

/** A module's types, closed. */
export class ClosedTypes {
  private readonly types: FunctionType[] = [];

  constructor({ types }: Module) {
    for (let start = 0; start < types.length; ) {
      const { groupSize } = types[start]!;
      const text = groupText(types, start, (heap) => (this.types[heap] as FunctionType).id);
      this.internGroup(types, start, groupSize, text);
      start += groupSize;
    }
  }

  /** Ids first: the types of a group may name each other. */
  private internGroup(types: Module['types'], start: TypeIndex, groupSize: number, text: string): void {
    // One long text for the group, not one for each of its types.
    const group = groupSize === 1 ? 0 : addon().internType(`group ${text}`, 0);
    for (let place = 0; place < groupSize; place++) {
      const key = groupSize === 1 ? text : `${place} of group ${group}`;
      const { supertype } = types[start + place]!;
      this.types.push(intern(key, noTypes, supertype === undefined ? undefined : this.types[supertype]));
    }
    for (let place = 0; place < groupSize; place++) {
      const type = this.types[start + place] as { -readonly [Key in keyof FunctionType]: FunctionType[Key] };
      if (type.params !== noTypes.params) continue;
      const { params, results } = types[start + place]!;
      type.params = params.map((each) => this.value(each));
      type.results = results.map((each) => this.value(each));
    }
  }

  /** Canonical id of each type by index. */
  get ids(): Uint32Array {
    return Uint32Array.from(this.types, ({ id }) => id);
  }

  at(index: TypeIndex): FunctionType {
    return this.types[index] as FunctionType;
  }

  value(type: ValType): ValType {
    if (typeof type === 'string' || typeof type.heap !== 'number') return type;
    return { nullable: type.nullable, heap: (this.types[type.heap] as FunctionType).id };
  }

  table(type: TableType): TableType {
    return { ...type, element: this.value(type.element) };
  }

  global(type: GlobalType): GlobalType {
    return { ...type, type: this.value(type.type) };
  }
}

/** Stands in a type of a group until all ids of the group are known. */
const noTypes: FuncType = { params: [], results: [] };

const closedTypesOfModule = new WeakMap<Module, ClosedTypes>();

/** The module's types on this thread, closed once. */
export function closedTypes(module: Module): ClosedTypes {
  let known = closedTypesOfModule.get(module);
  if (!known) {
    known = new ClosedTypes(module);
    closedTypesOfModule.set(module, known);
  }
  return known;
}
