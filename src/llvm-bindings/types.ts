// LLVM types as small integers: built-in ones have fixed numbers, composite ones are interned per module builder.
// The numbers are the same in native/type_table.cc.

declare const brand: unique symbol;
type Branded<Name extends string> = number & { readonly [brand]: Name };

/** An LLVM type: one of `types`, or made by the module builder that uses it. */
export type Type = Branded<'Type'>;
/** A function type of one module builder. */
export type FunctionTypeId = Branded<'FunctionTypeId'>;
/** A function of one module builder, defined or declared; negative, so that a call can tell it from a `Value`. */
export type FunctionId = Branded<'FunctionId'>;
/** A constant byte array of one module builder. */
export type GlobalId = Branded<'GlobalId'>;
/** An SSA value of one function builder. */
export type Value = Branded<'Value'>;
/** A basic block of one function builder. */
export type Block = Branded<'Block'>;

const builtin = (n: number): Type => n as Type;

/** The built-in types. Pointers are opaque; v128 of WebAssembly is one of the six vectors. */
export const types = {
  void: builtin(0),
  i1: builtin(1),
  i8: builtin(2),
  i16: builtin(3),
  i32: builtin(4),
  i64: builtin(5),
  i128: builtin(6),
  f32: builtin(7),
  f64: builtin(8),
  ptr: builtin(9),
  v16i8: builtin(10),
  v8i16: builtin(11),
  v4i32: builtin(12),
  v2i64: builtin(13),
  v4f32: builtin(14),
  v2f64: builtin(15),
} as const;

/** Numbers of composite types start here. */
export const firstCompositeType = 16;

/** How a composite type is declared to the native side: kind, then its operands. */
export const compositeKinds = { vector: 0, struct: 1, array: 2 } as const;

const builtinVectors: ReadonlyMap<number, readonly [element: Type, count: number]> = new Map([
  [types.v16i8, [types.i8, 16]],
  [types.v8i16, [types.i16, 8]],
  [types.v4i32, [types.i32, 4]],
  [types.v2i64, [types.i64, 2]],
  [types.v4f32, [types.f32, 4]],
  [types.v2f64, [types.f64, 2]],
] as const);

interface Composite {
  readonly kind: number;
  readonly operands: readonly number[];
}

/** The composite types of one module, interned: equal descriptions get equal numbers. */
export class TypeTable {
  readonly composites: Composite[] = [];
  private readonly byKey = new Map<string, Type>();

  vector(element: Type, count: number): Type {
    for (const [type, [builtinElement, builtinCount]] of builtinVectors) {
      if (element === builtinElement && count === builtinCount) return type as Type;
    }
    return this.intern(compositeKinds.vector, [element, count]);
  }

  struct(members: readonly Type[]): Type {
    return this.intern(compositeKinds.struct, members);
  }

  array(element: Type, count: number): Type {
    return this.intern(compositeKinds.array, [element, count]);
  }

  /** Number of lanes; 0 for what is not a vector. */
  laneCount(type: Type): number {
    if (type < types.v16i8) return 0;
    if (type < firstCompositeType) return builtinVectors.get(type)?.[1] ?? 0;
    const composite = this.composites[type - firstCompositeType];
    return composite?.kind === compositeKinds.vector ? (composite.operands[1] ?? 0) : 0;
  }

  /** Type of one lane; `void` for what is not a vector. */
  laneType(type: Type): Type {
    if (type < firstCompositeType) return builtinVectors.get(type)?.[0] ?? types.void;
    const composite = this.composites[type - firstCompositeType];
    return composite?.kind === compositeKinds.vector ? ((composite.operands[0] ?? 0) as Type) : types.void;
  }

  /** Type of a comparison of two values of `type`: i1, or as many lanes of it. */
  comparison(type: Type): Type {
    if (type < types.v16i8) return types.i1;
    const lanes = this.laneCount(type);
    return lanes === 0 ? types.i1 : this.vector(types.i1, lanes);
  }

  /** Type of a struct's member or an array's element; `void` where there is none. */
  member(type: Type, index: number): Type {
    const composite = this.composites[type - firstCompositeType];
    if (composite === undefined) return types.void;
    const operand = composite.kind === compositeKinds.struct ? composite.operands[index] : composite.operands[0];
    return (operand ?? types.void) as Type;
  }

  private intern(kind: number, operands: readonly number[]): Type {
    const key = `${kind}:${operands.join()}`;
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const type = (firstCompositeType + this.composites.length) as Type;
    this.composites.push({ kind, operands });
    this.byKey.set(key, type);
    return type;
  }
}
