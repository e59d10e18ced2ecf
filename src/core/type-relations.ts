// When defined types are equal, and which are subtypes of which (spec 3.3.2 to 3.3.7). Types are equal when their whole
// recursion groups are: then a reference to another type of the group counts by its place in the group, and one to an
// earlier type by what that type is equal to.
import type { DefinedType, FuncType, TypeIndex, ValType } from './module.ts';
import { type DefinedSubtype, isSubtype, type TypeCode, typeCodeOf } from './type-code.ts';

/** Text for a type outside of the group, the same for equal types. */
type NameOf = (type: TypeIndex) => string | number;

function valTypeText(type: ValType, heapText: (heap: TypeIndex) => string): string {
  if (typeof type === 'string') return type;
  return `(ref ${type.nullable ? 'null ' : ''}${typeof type.heap === 'number' ? heapText(type.heap) : type.heap})`;
}

/** The function type as text in which defined types stand as `heapText` writes them. */
export function funcTypeText(type: FuncType, heapText: (heap: TypeIndex) => string = String): string {
  const list = (types: readonly ValType[]) => types.map((each) => valTypeText(each, heapText)).join(',');
  return `${list(type.params)}->${list(type.results)}`;
}

/**
 * The structure of the recursion group that starts at `start`, as text: the same for equal groups, of whatever module,
 * where `nameOf` is.
 */
export function groupText(types: readonly DefinedType[], start: TypeIndex, nameOf: NameOf): string {
  const { groupSize } = types[start] as DefinedType;
  const heapText = (heap: TypeIndex): string => {
    const place = heap - start;
    return place >= 0 && place < groupSize ? `.${place}` : String(nameOf(heap));
  };
  const texts = types.slice(start, start + groupSize).map((type) => {
    const above = type.supertype === undefined ? '' : `sub ${heapText(type.supertype)} `;
    return `${type.final ? '' : 'open '}${above}${funcTypeText(type, heapText)}`;
  });
  return texts.join(';');
}

/** Equality and subtyping of one module's types. Indices that name no type are equal to themselves only. */
export class TypeRelations {
  /** By type index, the lowest index of an equal type. */
  readonly canonical: Uint32Array;
  private readonly types: readonly DefinedType[];

  constructor(types: readonly DefinedType[]) {
    this.types = types;
    this.canonical = new Uint32Array(types.length);
    const known = new Map<string, TypeIndex>();
    for (let start = 0; start < types.length; start += (types[start] as DefinedType).groupSize) {
      const { groupSize } = types[start] as DefinedType;
      const text = groupText(types, start, (heap) => this.canonical[heap] ?? heap);
      const first = known.get(text) ?? start;
      known.set(text, first);
      for (let place = 0; place < groupSize; place++) this.canonical[start + place] = first + place;
    }
  }

  readonly definedSubtype: DefinedSubtype = (actual, expected) => {
    const wanted = this.canonical[expected];
    if (wanted === undefined) return actual === expected;
    for (let at: TypeIndex | undefined = actual; at !== undefined; at = this.types[at]?.supertype) {
      if (this.canonical[at] === wanted) return true;
    }
    return false;
  };

  isSubtype(actual: TypeCode, expected: TypeCode): boolean {
    return isSubtype(actual, expected, this.definedSubtype);
  }

  /** Whether the function type `actual` fits where `expected` is wanted (spec 3.3.6). */
  functionFits(actual: FuncType, expected: FuncType): boolean {
    const fits = (from: readonly ValType[], to: readonly ValType[]) =>
      from.length === to.length &&
      from.every((type, index) => this.isSubtype(typeCodeOf(type), typeCodeOf(to[index] as ValType)));
    return fits(expected.params, actual.params) && fits(actual.results, expected.results);
  }
}

const known = new WeakMap<readonly DefinedType[], TypeRelations>();

/** The relations of a module's types, found once. */
export function relationsOf(types: readonly DefinedType[]): TypeRelations {
  let relations = known.get(types);
  if (!relations) {
    relations = new TypeRelations(types);
    known.set(types, relations);
  }
  return relations;
}
