// The decoded module: plain, structured-cloneable data. Bytes and per-function arrays live in SharedArrayBuffers,
// so that every thread reads the same memory.

declare const brand: unique symbol;
type Branded<Name extends string> = number & { readonly [brand]?: Name };

/** Position in one of the module's index spaces, imports first. */
export type TypeIndex = Branded<'TypeIndex'>;
export type FuncIndex = Branded<'FuncIndex'>;
export type TableIndex = Branded<'TableIndex'>;
export type MemoryIndex = Branded<'MemoryIndex'>;
export type GlobalIndex = Branded<'GlobalIndex'>;
export type TagIndex = Branded<'TagIndex'>;

/** Heap type: an abstract one by name, or the index of a defined type. */
export type HeapType = 'func' | 'extern' | 'exn' | 'nofunc' | 'noextern' | 'noexn' | TypeIndex;

export interface RefType {
  readonly nullable: boolean;
  readonly heap: HeapType;
}

export type NumType = 'i32' | 'i64' | 'f32' | 'f64';

/** Value type: `funcref` and `externref` stand for their nullable reference types, so that equal types are often equal values. */
export type ValType = NumType | 'v128' | 'funcref' | 'externref' | RefType;

export interface FuncType {
  readonly params: readonly ValType[];
  readonly results: readonly ValType[];
}

/**
 * A type of the type section: a function type with its place in a recursion group and among its supertypes (spec
 * 2.3.9). Equal types may have different indices: see core/type-relations.ts.
 */
export interface DefinedType extends FuncType {
  /** First type of its recursion group, whose types may refer to each other, and how many the group has. */
  readonly groupStart: TypeIndex;
  readonly groupSize: number;
  /** A final type has no subtypes. */
  readonly final: boolean;
  readonly supertype?: TypeIndex;
}

/** Size limits; counts are pages or elements. `maximum` is absent where none is declared. */
export interface Limits {
  readonly minimum: bigint;
  readonly maximum?: bigint;
}

export interface TableType {
  readonly element: ValType;
  readonly limits: Limits;
  readonly is64: boolean;
}

export interface MemoryType {
  readonly limits: Limits;
  readonly shared: boolean;
  readonly is64: boolean;
  /** Exponent of the size of a page in bytes: 16, or 0 (custom page sizes). */
  readonly pageSizeLog2: number;
}

export interface GlobalType {
  readonly type: ValType;
  readonly mutable: boolean;
}

export type ExternKind = 'function' | 'table' | 'memory' | 'global' | 'tag';

export type ImportDescription =
  | { readonly kind: 'function'; readonly type: TypeIndex }
  | { readonly kind: 'table'; readonly type: TableType }
  | { readonly kind: 'memory'; readonly type: MemoryType }
  | { readonly kind: 'global'; readonly type: GlobalType }
  | { readonly kind: 'tag'; readonly type: TypeIndex };

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly description: ImportDescription;
}

export interface Export {
  readonly name: string;
  readonly kind: ExternKind;
  readonly index: number;
}

/** A constant expression, as its instructions in order (`end` left out). */
export type ConstExpr = readonly ConstInstruction[];

export type ConstInstruction =
  | { readonly op: 'i32.const'; readonly value: number }
  | { readonly op: 'i64.const'; readonly value: bigint }
  /** Bit patterns, so that NaN payloads survive. */
  | { readonly op: 'f32.const'; readonly bits: number }
  | { readonly op: 'f64.const'; readonly bits: bigint }
  | { readonly op: 'v128.const'; readonly bytes: Uint8Array }
  | { readonly op: 'ref.null'; readonly heap: HeapType }
  | { readonly op: 'ref.func'; readonly index: FuncIndex }
  | { readonly op: 'global.get'; readonly index: GlobalIndex }
  | { readonly op: 'i32.add' | 'i32.sub' | 'i32.mul' | 'i64.add' | 'i64.sub' | 'i64.mul' };

export interface Global {
  readonly type: GlobalType;
  readonly init: ConstExpr;
}

export interface Table {
  readonly type: TableType;
  /** Absent: all null. */
  readonly init?: ConstExpr;
}

export type SegmentMode =
  | { readonly kind: 'passive' }
  | { readonly kind: 'declarative' }
  | { readonly kind: 'active'; readonly index: number; readonly offset: ConstExpr };

export interface ElementSegment {
  readonly mode: SegmentMode;
  readonly type: ValType;
  /** Function indices where the segment lists only functions; otherwise one constant expression an element. */
  readonly functions?: Uint32Array;
  readonly expressions?: readonly ConstExpr[];
}

export interface DataSegment {
  readonly mode: SegmentMode;
  /** Where the segment's bytes stand in the module's. */
  readonly offset: number;
  readonly sizeBytes: number;
}

export interface CustomSection {
  readonly name: string;
  /** Where the payload (after the name) stands in the module's bytes. */
  readonly offset: number;
  readonly sizeBytes: number;
}

/** Where each item stands in the module's bytes, by its position in its own section; for messages. */
export interface ItemOffsets {
  readonly types: Uint32Array;
  readonly imports: Uint32Array;
  readonly functions: Uint32Array;
  readonly tables: Uint32Array;
  readonly memories: Uint32Array;
  readonly tags: Uint32Array;
  readonly globals: Uint32Array;
  readonly exports: Uint32Array;
  readonly elements: Uint32Array;
  readonly data: Uint32Array;
  /** The start section's function index; 0 without one. */
  readonly start: number;
}

/** Defined functions, one entry each in three parallel arrays over SharedArrayBuffers. */
export interface FunctionBodies {
  readonly count: number;
  readonly types: Uint32Array;
  /** Offset in the module of the body's first byte: its local declarations, after the size. */
  readonly offsets: Uint32Array;
  readonly sizes: Uint32Array;
}

export interface Module {
  /** The whole binary, over a SharedArrayBuffer. Never written after decoding. */
  readonly bytes: Uint8Array;
  readonly types: readonly DefinedType[];
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  /** Type of every imported function, by function index; defined functions follow in `functions`. */
  readonly importedFunctions: readonly TypeIndex[];
  readonly functions: FunctionBodies;
  /** Types of all tables, memories, globals and tags by index, imports first. */
  readonly tables: readonly TableType[];
  readonly memories: readonly MemoryType[];
  readonly globals: readonly GlobalType[];
  readonly tags: readonly TypeIndex[];
  /** Initial values of what the module itself defines, in order after the imports. */
  readonly definedTables: readonly Table[];
  readonly definedGlobals: readonly Global[];
  readonly elements: readonly ElementSegment[];
  readonly data: readonly DataSegment[];
  /** From the data count section, where there is one. */
  readonly dataCount?: number;
  readonly start?: FuncIndex;
  readonly customSections: readonly CustomSection[];
  readonly itemOffsets: ItemOffsets;
}
