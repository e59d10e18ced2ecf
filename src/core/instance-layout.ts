// Every offset that compiled code reads or writes, in bytes. The runtime addon checks each against offsetof
// when it loads (src/runtime/native/vm_layout.h), so a drift between the two languages cannot go unnoticed.
// Members stand in the order of how often compiled code reads them.

/** `VmContext`: one instance's state, the first argument of every compiled function. */
export const VmContext = {
  /** Base address of memory 0; 0 without one. Never changes while the instance lives. */
  memoryBase: 0,
  /** A frame address below this takes the stack slow path, which traps or serves an interrupt. */
  stackLimit: 8,
  /** Code table of the module: one entry point (8 bytes) a defined function. */
  codeTable: 16,
  /** One pointer a defined function to its counter block; never null while baseline code of it can run. */
  counterBlocks: 24,
  /** The `ThreadContext` of the only thread that runs this instance. */
  thread: 32,
  /** `FuncRef[functionCount]`, by function index, imports first. */
  funcRefs: 40,
  /** `u32[typeCount]`: process-wide canonical id of each type of the module. */
  typeIds: 48,
  /** `HelperTable`: addresses of the runtime's entry points for compiled code, the same in the whole process. */
  helpers: 56,
  /** The native description of the compiled module; only helpers read it. */
  compiledModule: 64,
  /** `u32[definedFunctionCount]`: how many calls in the optimized code of each may yet miss all targets that it guesses. */
  misfits: 80,
  /** Length in bytes of the fixed part; the variable part (see `instanceLayout`) follows it. */
  fixedSize: 128,
  /** Every `VmContext` stands at a multiple of this. */
  alignment: 64,
} as const;

/** `FuncRef`: what a non-null funcref points to; one a function and instance, so its address is its identity. */
export const FuncRef = {
  /** Address of the cell that holds the entry point: a row of a code table, or a host function's fixed cell. */
  codeCell: 0,
  /** First argument of the callee: its instance's `VmContext`, or the host function's own context. */
  context: 8,
  /** Canonical id of its function type (u32). */
  typeId: 16,
  /** Function index in its own module (u32); all ones for a host function. */
  functionIndex: 20,
  /** The reference that stands for this function everywhere: itself, or for an import its exporter's. */
  canonical: 24,
  size: 32,
} as const;

/** `ThreadContext`: state of one thread that runs wasm. */
export const ThreadContext = {
  /** Where an OSR transfer leaves locals and operand stack, 16 bytes a value; large enough once the OSR helper returned. */
  osrBuffer: 0,
  /** Overflow parameters and results, 16 bytes each (see `signature.ts`). */
  values: 64,
  valueSize: 16,
  valueCount: 1024,
} as const;

/** A linear memory's record in `VmContext`'s variable part. */
export const MemoryRecord = {
  /** Base address; never changes. */
  base: 0,
  /** Address of the cell (u64) that holds the length in bytes last seen; lengths only grow. */
  lengthCell: 8,
  size: 16,
} as const;

/** `Table`: shared by all instances that import it; `VmContext`'s variable part holds a pointer to each. */
export const Table = {
  /** Address of the elements, 8 bytes each (a `FuncRef` pointer or an externref handle; 0 is null). Never changes: the maximum is reserved. */
  elements: 0,
  /** Length in elements (u64). */
  length: 8,
} as const;

/** `Exception`: what a non-null exnref points to. */
export const Exception = {
  /** Address of its tag, which is the tag's identity; `VmContext`'s variable part holds those of the instance's tags. */
  tag: 0,
  /** The payload, 16 bytes a value. */
  values: 16,
} as const;

/** A global takes 16 bytes: its value, or for an import the address of the exporter's cell. */
export const globalSlotSize = 16;

/** Runtime entry points that compiled code calls: slot number in `HelperTable` (8 bytes each). All take `vmctx` first. */
export const Helper = {
  /** (vmctx, i32 trapCode, i32 wasmOffset): does not return. */
  trap: 0,
  /** (vmctx): frame address was below the limit: traps, or serves an interrupt or safepoint and returns. */
  stackLimit: 1,
  /** (vmctx, i32 memoryIndex) -> i64 length in pages. */
  memorySize: 2,
  /** (vmctx, i32 memoryIndex, i64 deltaPages) -> i64 old length in pages, or -1. */
  memoryGrow: 3,
  /** (vmctx, i32 memoryIndex, i64 dst, i64 value, i64 length). Traps when out of bounds. */
  memoryFill: 4,
  /** (vmctx, i32 dstMemory | srcMemory << 16, i64 dst, i64 src, i64 length). */
  memoryCopy: 5,
  /** (vmctx, i32 memoryIndex | segment << 32 as i64, i64 dst, i64 src, i64 length). */
  memoryInit: 6,
  /** (vmctx, i32 segment). */
  dataDrop: 7,
  /** (vmctx, i32 tableIndex, ptr init, i64 delta) -> i64 old length, or -1. */
  tableGrow: 8,
  /** (vmctx, i32 tableIndex, i64 start, ptr value, i64 length). */
  tableFill: 9,
  /** (vmctx, i64 dstTable | srcTable << 32, i64 dst, i64 src, i64 length). */
  tableCopy: 10,
  /** (vmctx, i64 tableIndex | segment << 32, i64 dst, i64 src, i64 length). */
  tableInit: 11,
  /** (vmctx, i32 segment). */
  elemDrop: 12,
  /** (vmctx, i32 functionIndex): the entry counter of a baseline function ran out. */
  hotFunction: 13,
  /** (vmctx, i32 functionIndex, i32 loopOrdinal, i32 valueCount) -> ptr continuation, or null to stay. */
  hotLoop: 14,
  /** (vmctx, ptr site, ptr funcRef): a sampled indirect call, see `indirectSampling` in counter-layout.ts. */
  recordTarget: 15,
  /** (vmctx, i32 memoryIndex, i64 address, i64 last): traps unless the bytes from `address` to `address + last` are inside. */
  memoryCheck: 16,
  /** (vmctx, i32 memoryIndex, i64 address, i64 offset, i64 expected, i64 timeoutNs) -> i32; only the low half of `expected` counts. */
  memoryWait32: 17,
  memoryWait64: 18,
  /** (vmctx, i32 memoryIndex, i64 address, i64 offset, i32 count) -> i32. */
  memoryNotify: 19,
  /** (vmctx, i32 actual, i32 expected canonical type ids) -> i32, 1 when the first is a subtype of the second. */
  isSubtype: 20,
  /** (vmctx, ptr tag) -> ptr exception, with the payload that stands in `ThreadContext.values`. */
  makeException: 21,
  /** (vmctx, ptr exception): goes on at the innermost landing pad, or leaves wasm. Traps where the exception is null. */
  throwException: 22,
  /** (vmctx, i32 definedIndex, i32 functionIndex): the misfits of a function's optimized code, the last of them in that function's body, ran out. */
  misfit: 23,
  count: 64,
} as const;

/** What `instanceLayout` needs to know of a module: how many of each kind, imports included. */
export interface InstanceShape {
  readonly memories: number;
  readonly tables: number;
  readonly tags: number;
  readonly globals: number;
}

/** Offsets of the variable part of `VmContext`, and its whole size. */
export interface InstanceLayout {
  readonly memories: number;
  readonly tables: number;
  readonly tags: number;
  readonly globals: number;
  readonly sizeBytes: number;
}

/** Lays out the variable part: `MemoryRecord`s, then table pointers, tag addresses, and global slots. */
export function instanceLayout(shape: InstanceShape): InstanceLayout {
  const memories = VmContext.fixedSize;
  const tables = memories + shape.memories * MemoryRecord.size;
  const tags = tables + shape.tables * 8;
  const globals = (tags + shape.tags * 8 + 15) & ~15;
  return { memories, tables, tags, globals, sizeBytes: globals + shape.globals * globalSlotSize };
}
