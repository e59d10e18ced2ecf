// Types of the runtime addon's functions, as they cross the language border: flat arguments, numbers and typed arrays.
// Only addon.ts loads it; binding.ts and the classes of this folder give it meaning.
import type { GuestSamples } from '../core/guest-samples.ts';
import type {
  CodeEvent,
  CodeStatistics,
  CompiledModuleId,
  InstalledImage,
  InstallRequest,
  RestoredCode,
  Thresholds,
} from './binding.ts';

declare const external: unique symbol;
/** An object owned by native code, freed when it is collected and no wasm runs on its thread. */
type External<Name extends string> = { readonly [external]: Name };

export type NativeInstance = External<'instance'>;
export type NativeTable = External<'table'>;
export type NativeMemory = External<'memory'>;
export type NativeMapping = External<'mapping'>;
export type NativeFunction = External<'function'>;
export type NativeCell = External<'cell'>;
export type NativeTag = External<'tag'>;
export type NativeException = External<'exception'>;

/** Address of a `FuncRef`, or an externref's number; 0 is null. Exact: addresses have at most 47 bits. */
export type RefBits = number;

/** Where an instance's parts are; addresses are numbers. */
export interface CreatedInstance {
  readonly native: NativeInstance;
  /** Address of its `VmContext`. */
  readonly address: number;
  /** Number in the process, as in `CodeEvent.instance`. */
  readonly id: number;
  /** The whole `VmContext`, fixed part included. Valid as long as `native` lives. */
  readonly buffer: ArrayBuffer;
}

/** A trap as its thread recorded it; taken once. */
export interface TrapRecord {
  readonly code: number;
  /** Text for traps that carry one (`codeUnavailable`), otherwise empty. */
  readonly message: string;
  /** Triples (compiled module id, function index, module byte offset), innermost first; offset 0 is unknown. */
  readonly frames: Float64Array;
}

/** What native code asks of a memory's owner, on the memory's thread. */
export interface MemoryOperations {
  /** Present size in bytes. */
  length(): number;
  /** Old size in pages, or -1. */
  grow(deltaPages: number): number;
  /** Waits while the shared memory holds `expected` (a bigint: 64 bits) at `address`: a `WaitResult`. */
  wait(address: number, expected: number | bigint, timeoutMs: number): number;
  /** How many were woken. */
  notify(address: number, count: number): number;
}

export interface FuncRefInfo {
  /** Address of the reference that stands for the function everywhere. */
  readonly canonical: RefBits;
  /** Address of the first argument it gets: its instance's `VmContext`, or a host function's own context. */
  readonly context: number;
  readonly functionIndex: number;
  readonly typeId: number;
}

export interface NativeAddon {
  /** Throws an Error that names the first member whose offset differs. */
  checkLayout(tables: Record<string, Record<string, number>>): void;

  createCompiledModule(
    functionCount: number,
    importedFunctionCount: number,
    expectController: boolean,
  ): CompiledModuleId;
  retainCompiledModule(id: CompiledModuleId): boolean;
  releaseCompiledModule(id: CompiledModuleId): void;
  installCode(id: CompiledModuleId, request: InstallRequest): InstalledImage;
  attachController(id: CompiledModuleId, callback: (events: CodeEvent[]) => void): void;
  detachController(id: CompiledModuleId): void;
  takeEvents(id: CompiledModuleId): CodeEvent[];
  failFirstCall(id: CompiledModuleId, functionIndex: number, message: string): void;
  setThresholds(id: CompiledModuleId, thresholds: Thresholds): void;
  answerHot(id: CompiledModuleId, functionIndex: number, loop: number, nextBudget: number): void;
  readCounters(id: CompiledModuleId, functionIndex: number): Uint32Array | null;
  setControllerStarter(id: CompiledModuleId, start: (() => void) | undefined): void;
  hasNews(id: CompiledModuleId): boolean;
  saveCode(id: CompiledModuleId, key: Uint8Array, onlyNew: boolean, file: number): number;
  restoreCode(id: CompiledModuleId, key: Uint8Array, bytes: Uint8Array): RestoredCode;
  checkSavedCode(key: Uint8Array, bytes: Uint8Array): string;
  checksum(bytes: Uint8Array): number;
  mapFile(file: number, sizeBytes: number): Uint8Array;
  processorIdentity(): string;
  functionTiers(id: CompiledModuleId): Uint8Array;
  functionRecounts(id: CompiledModuleId): Uint8Array;
  codeStatistics(): CodeStatistics;
  collectRetired(): number;

  /** See guest-profiler.ts. */
  startSampling(intervalNs: number): boolean;
  stopSampling(): GuestSamples | undefined;
  mapJitDump(file: number): void;

  /** Canonical id in the process of a function type, given its structural key. `supertype`: the id of its own, or 0. */
  internType(key: string, supertype: number): number;

  /** This thread's exchange area (see exchange.ts): `ThreadContext.values` and the register blocks behind them. */
  exchangeBuffer(): ArrayBuffer;
  /** Calls the function whose FuncRef address, arguments and results are in the exchange area; keeps `owner` alive meanwhile. */
  invoke(owner?: object): void;
  /** Whether wasm is on this thread's stack. */
  insideWasm(): boolean;
  /** What stopped the last `invoke` that ended with a trap. */
  takeTrap(): TrapRecord;
  /** Exit status given by a native host function that ended the program. */
  takeExit(): number;

  createInstance(
    module: CompiledModuleId,
    typeIds: Uint32Array,
    /** Canonical type id of every function by index. */
    functionTypeIds: Uint32Array,
    sizeBytes: number,
    memories: readonly NativeMemory[],
    memoriesOffset: number,
    tables: readonly NativeTable[],
    tablesOffset: number,
    importedFunctions: readonly RefBits[],
  ): CreatedInstance;
  /** Address of the `FuncRef` of a function of an instance, set up on first use. */
  funcRef(instance: NativeInstance, functionIndex: number): RefBits;
  /** Sets up the `FuncRef`s of functions whose references the module's code may take by itself (`ref.func`). */
  declareFunctions(instance: NativeInstance, functions: Uint32Array): void;
  funcRefInfo(ref: RefBits): FuncRefInfo;
  /** Gives a passive (or not yet used) data segment's bytes, which must stay alive, to the instance. */
  setDataSegments(instance: NativeInstance, bytes: Uint8Array, ranges: Uint32Array): void;
  /** Elements of segment `segment` as function indices. */
  setElementFunctions(instance: NativeInstance, segment: number, functions: Uint32Array): void;
  setElementRefs(instance: NativeInstance, segment: number, refs: Float64Array): void;
  /** Active segments: false when out of bounds. Drops the segment. */
  initTable(instance: NativeInstance, table: number, segment: number, offset: number): boolean;
  initMemory(instance: NativeInstance, memory: number, segment: number, offset: number): boolean;
  dropElementSegment(instance: NativeInstance, segment: number): void;

  /**
   * The native side of a memory whose bytes are behind `place` (of which only the start counts). `guarded`: throws an
   * Error unless 8 GiB behind its base are reserved. Refers to `operations` weakly: whoever holds the result holds it too.
   */
  createMemory(
    place: Uint8Array | NativeMapping,
    sizeBytes: number,
    pageSizeLog2: number,
    shared: boolean,
    guarded: boolean,
    operations: MemoryOperations,
  ): NativeMemory;
  memoryBase(memory: NativeMemory): number;
  /**
   * Whether the platform reserves address space around its memories, judged by the bytes of an empty memory whose maximum
   * is one page. The process's first answer holds for good.
   */
  decideReservation(bytes: Uint8Array): boolean;
  /** Reserves address space for a memory that grows in place. Throws a RangeError when the system refuses. */
  createMapping(sizeBytes: number, maximumBytes: number): NativeMapping;
  /** False when it cannot. */
  growMapping(mapping: NativeMapping, sizeBytes: number): boolean;
  /** A buffer over a mapping's present bytes, which keeps the mapping alive. */
  mappingBuffer(mapping: NativeMapping): ArrayBuffer;
  detachBuffer(buffer: ArrayBuffer): void;
  /** Calls a function while no other thread is in such a call. */
  exclusively<Result>(action: () => Result): Result;

  createTable(isExternref: boolean, initial: number, maximum: number, fill: RefBits): NativeTable;
  tableAddress(table: NativeTable): number;
  tableLength(table: NativeTable): number;
  tableGet(table: NativeTable, index: number): RefBits;
  tableSet(table: NativeTable, index: number, ref: RefBits): void;
  /** All elements; a copy. */
  tableRefs(table: NativeTable): Float64Array;
  /** Old length, or -1. */
  tableGrow(table: NativeTable, delta: number, fill: RefBits): number;

  /** A 16-byte cell for a global made by JavaScript. */
  createCell(): { readonly native: NativeCell; readonly address: number; readonly buffer: ArrayBuffer };

  /**
   * A function that compiled code can call and that calls `wrapper()`, which finds its arguments in the exchange area.
   * Refers to the wrapper weakly: whoever holds `native` holds the wrapper too. `context` as in `FuncRefInfo`.
   */
  createHostFunction(
    wrapper: () => void,
    typeId: number,
  ): { readonly native: NativeFunction; readonly ref: RefBits; readonly context: number };

  /** Its globals or element segments, or its elements, or its value are exnrefs: they keep exceptions alive. */
  holdInstanceExceptions(instance: NativeInstance): void;
  holdTableExceptions(table: NativeTable): void;
  holdCellExceptions(cell: NativeCell): void;

  /** `payload`: what each value is, see tag.ts. `address` is the tag's identity. */
  createTag(payload: Uint8Array, typeId: number): { readonly native: NativeTag; readonly address: number };
  /** `holder`, which stands for a tag without exceptions yet, is not collected while there are any. Once a tag. */
  holdTagWithExceptions(tag: NativeTag, holder: object): void;
  /** The tag of an exception by the exception's address. */
  tagOfException(exception: number): NativeTag;
  /**
   * Makes an exception, with the payload from `ThreadContext.values`, and puts it into the exchange area as `thrown`.
   * `object`: number, as an externref, of the object that stands for it, or 0. Throws a RangeError without memory.
   */
  throwException(tag: NativeTag, object: number): void;
  /** Puts the exception into the exchange area as `thrown`. */
  rethrowException(exception: NativeException): void;
  /** What an exception holds, by its address: two 64-bit halves a value. */
  openException(exception: number): {
    readonly object: number;
    readonly tag: number;
    readonly typeId: number;
    readonly payload: BigUint64Array;
  };
  standForException(exception: number, object: number): void;
  /** Keeps the exception alive. */
  pinException(exception: number): NativeException;
  /** Collects dead exceptions; the externrefs that the others hold, and the objects that stand for them. */
  exceptionExterns(): Float64Array;
  /** Exceptions of this thread that have not been collected. */
  liveExceptions(): number;

  /** SIGINT, SIGTERM, SIGHUP, and SIGPIPE of this thread, make the wasm that this thread runs trap. False when the system refuses. */
  interruptOnSignals(): boolean;
  /** Number of the signal that interrupted the program; 0 without one. */
  interruptingSignal(): number;
  /** Ends the process at once, without waiting for other threads. */
  leaveProcess(status: number): never;
  /** Begins to load a library on a thread of its own; a second call does nothing. */
  beginLoading(path: string): void;
  /** Waits until it is loaded. */
  awaitLoading(): void;
}
