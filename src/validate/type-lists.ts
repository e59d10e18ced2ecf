// Lists of value types in one Int32Array. A list is named by a small number, equal lists by the same one, so that
// comparing two block types or signatures takes one comparison.
import type { FuncType } from '../core/module.ts';
import { type TypeCode, typeCodeOf } from '../core/type-code.ts';

/** Offset in `TypeLists.pool` of a list's length; its types follow. */
export type TypeList = number;

export const emptyList: TypeList = 0;

export class TypeLists {
  pool = new Int32Array(1024);
  private used = 0;
  private readonly known = new Map<string, TypeList>();
  /** List of one type, for the small codes that nearly all blocks use. */
  private readonly singles = new Int32Array(64).fill(-1);

  constructor() {
    this.intern([]);
  }

  /** The list of these types. */
  intern(codes: readonly TypeCode[]): TypeList {
    const key = codes.join();
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const list = this.used;
    this.reserve(codes.length + 1);
    this.pool[list] = codes.length;
    this.pool.set(codes, list + 1);
    this.used += codes.length + 1;
    this.known.set(key, list);
    return list;
  }

  /** The list of one type. */
  single(code: TypeCode): TypeList {
    const cached = this.singles[code] ?? -1;
    if (cached >= 0) return cached;
    const list = this.intern([code]);
    if (code < this.singles.length) this.singles[code] = list;
    return list;
  }

  private reserve(words: number): void {
    if (this.used + words <= this.pool.length) return;
    const larger = new Int32Array(Math.max(this.used + words, this.pool.length * 2));
    larger.set(this.pool);
    this.pool = larger;
  }
}

/** Parameter and result lists of every type of a module. */
export interface SignatureLists {
  readonly params: Int32Array;
  readonly results: Int32Array;
}

export function internSignatures(lists: TypeLists, types: readonly FuncType[]): SignatureLists {
  const params = new Int32Array(types.length);
  const results = new Int32Array(types.length);
  for (const [index, type] of types.entries()) {
    params[index] = lists.intern(type.params.map(typeCodeOf));
    results[index] = lists.intern(type.results.map(typeCodeOf));
  }
  return { params, results };
}
