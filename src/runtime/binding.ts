// What makers of code see of the runtime addon: compiled modules, code images, events, counters, figures. Everything
// here is process-wide and may be used from any thread; ids are plain numbers that can be posted to other threads.
// A stale or unknown id throws an Error; none of these calls can crash the process. Instances are not their business.
import { addon } from './addon.ts';

/** Native description of one module's code: code table, per-function state, counters' layout, event queue. */
export type CompiledModuleId = number;

export interface CompiledModuleShape {
  /** All functions, imports included; every `functionIndex` below is in this index space. */
  readonly functionCount: number;
  readonly importedFunctionCount: number;
  /**
   * Whether a controller is going to attach. With it, first calls wait for code, however late the controller comes;
   * without it, a call of a function that has no code traps at once (`codeUnavailable`).
   */
  readonly expectController?: boolean;
}

/**
 * Creates a module's native description with one reference. All rows of its code table lead to lazy stubs:
 * the first call of a function posts `firstCall` and blocks its thread until code is installed or the call is failed.
 */
export function createCompiledModule(shape: CompiledModuleShape): CompiledModuleId {
  return addon().createCompiledModule(
    shape.functionCount,
    shape.importedFunctionCount,
    shape.expectController ?? false,
  );
}

/** Adds a reference. False when the module is gone already (the last reference was released elsewhere). */
export function retainCompiledModule(id: CompiledModuleId): boolean {
  return addon().retainCompiledModule(id);
}

/** Gives one reference back; each live instance holds one of its own. With the last one, code and counters are freed. */
export function releaseCompiledModule(id: CompiledModuleId): void {
  addon().releaseCompiledModule(id);
}

export type CodeTier = 'baseline' | 'optimized';

/** One function's code in an image. `lower` and `link` provide offset and size. */
export interface InstallRow {
  readonly functionIndex: number;
  /** Bytes from the start of the code. */
  readonly offset: number;
  /** Used to find the function of a program counter. */
  readonly sizeBytes: number;
  /** u32 words of the counter block that this code updates (`CounterLayout.words`); 0 for code without probes. */
  readonly counterWords: number;
  /** Loops with a (trip, base) pair in the block. */
  readonly loopCount: number;
  /** First word of each indirect site in the block (`CounterSite.word`). */
  readonly indirectWords?: Uint32Array;
  /** False for a function that is in the image but must not get the row. Default true. */
  readonly publish?: boolean;
}

/** A continuation: code that a running loop of `functionIndex` may be transferred to at the header of loop `loop`. */
export interface InstallOsrEntry {
  readonly functionIndex: number;
  readonly loop: number;
  readonly offset: number;
  readonly sizeBytes?: number;
}

export interface InstallRequest {
  readonly tier: CodeTier;
  /** Position independent; copied. */
  readonly code: Uint8Array;
  /** 8-byte cells to fill with the address of a C library function (memcpy, fmod, …). An unknown symbol throws. */
  readonly slots: readonly { readonly symbol: string; readonly offset: number }[];
  /** Pairs (code offset, module byte offset), sorted by code offset. Copied. */
  readonly lines: Uint32Array;
  /**
   * Triples (where a call begins, where it has ended, its landing pad), sorted by the first: calls in whose frame
   * exceptions land. A frame's return address lies behind the first and at most at the second offset. Copied.
   */
  readonly handlers: Uint32Array;
  readonly rows: readonly InstallRow[];
  readonly osrEntries: readonly InstallOsrEntry[];
  /**
   * Also replaces code of a better tier (re-instrumentation): the counters of its functions begin anew, and running loops
   * find no continuation of theirs any more. Without it a row only ever changes to the same or a
   * better tier, so a late baseline batch cannot undo an optimized function.
   */
  readonly downgrade?: boolean;
}

export interface InstalledImage {
  /** Number of the image in the process; never used again. */
  readonly image: number;
  /** Where the code is, for perf maps and disassemblers. */
  readonly address: number;
  /** Rows that now lead to this image, and how many of them led to code (not to a stub) before. */
  readonly published: number;
  readonly swapped: number;
}

/**
 * Places code (pages writable, then executable, never both), gives every instance its counter blocks, stores the rows
 * with release semantics, wakes waiting threads, and retires images that no row and no OSR entry names any more.
 * An image that got no row and no OSR entry is freed at once.
 */
export function installCode(id: CompiledModuleId, request: InstallRequest): InstalledImage {
  return addon().installCode(id, request);
}

/** What a running thread asks of the controller. */
export interface CodeEvent {
  readonly kind: 'firstCall' | 'hotFunction' | 'hotLoop' | 'misfit';
  readonly functionIndex: number;
  /** Ordinal of the loop for `hotLoop`; otherwise `entryCounter` or `misfitCounter`. */
  readonly loop: number;
  /** For `misfit`, the function in whose body the last misfit was: the function itself, or one inlined into it. */
  readonly member: number;
  /** Number of the instance in the process. */
  readonly instance: number;
  /** When it was posted: nanoseconds of `process.hrtime`. */
  readonly timeNs: number;
}

/**
 * Calls back on this thread with waiting events, first calls before all others, as long as this thread's event loop
 * runs. One controller a module; when its thread ends, waiting and later first calls trap instead of waiting for ever.
 * Does not keep the event loop alive.
 */
export function attachController(id: CompiledModuleId, callback: (events: CodeEvent[]) => void): void {
  addon().attachController(id, callback);
}

/** Stops callbacks; waiting and later first calls trap (`codeUnavailable`). Rows that have code go on working. */
export function detachController(id: CompiledModuleId): void {
  addon().detachController(id);
}

/** Takes events at once, without waiting for the callback; first calls first. */
export function takeEvents(id: CompiledModuleId): CodeEvent[] {
  return addon().takeEvents(id);
}

/** Ends the wait of every thread that calls the function: they trap with `codeUnavailable` and this message, now and later. */
export function failFirstCall(id: CompiledModuleId, functionIndex: number, message: string): void {
  addon().failFirstCall(id, functionIndex, message);
}

export interface Thresholds {
  /** Entries of a baseline function until `hotFunction` is posted. */
  readonly entryBudget: number;
  /** Executions of a loop header until `hotLoop` is posted. */
  readonly loopBudget: number;
  /** Misfits of optimized code until `misfit` is posted: indirect calls that miss all targets its profile made it guess. */
  readonly misfitBudget: number;
  /** Factor by which a counter's budget grows each time it trips without an answer, up to `maxBudget`. */
  readonly budgetGrowth: number;
  readonly maxBudget: number;
  /** The tripping thread waits until its function is replaced, its loop has a continuation, or `answerHot` comes. */
  readonly sync: boolean;
}

/** Holds for counters armed from now on: set it before the first `installCode`. */
export function setThresholds(id: CompiledModuleId, thresholds: Thresholds): void {
  addon().setThresholds(id, thresholds);
}

/** What stands in a loop's place where another counter of a function is meant: its entries, misfits of optimized code. */
export const entryCounter = -1;
export const misfitCounter = -2;

/**
 * Answers an event other than a first call (`loop` as in `CodeEvent`) without installing code: the counter's next budget in events;
 * 0 means never again. Also ends the wait of a thread in `sync` mode. Applies from the counter's next trip.
 */
export function answerHot(id: CompiledModuleId, functionIndex: number, loop: number, nextBudget: number): void {
  addon().answerHot(id, functionIndex, loop, nextBudget);
}

/**
 * The counter block of a baseline function summed over all instances, dead ones and those of restored code included;
 * undefined when it never had one. In its indirect sites the strongest entries hold the target's function index in the
 * low word of the address field (0xffffffff for a function of another instance or a host function) and its count in the
 * count word.
 */
export function readCounters(id: CompiledModuleId, functionIndex: number): Uint32Array | undefined {
  return addon().readCounters(id, functionIndex) ?? undefined;
}

/**
 * Has `start` called, once, when this thread first wants something of the module's controller and none is attached; a
 * running thread waits meanwhile, and nothing else of this thread runs. Undefined takes that back. Of a module that
 * expects a controller.
 */
export function setControllerStarter(id: CompiledModuleId, start: (() => void) | undefined): void {
  addon().setControllerStarter(id, start);
}

/** Bytes of the key that saved code bears. */
export const savedKeyBytes = 32;

/** Whether a module has code, or counts, that were not restored themselves and are worth saving. */
export function hasNews(id: CompiledModuleId): boolean {
  return addon().hasNews(id);
}

/**
 * Writes a module's code and counts into an open, empty file, from which a later process can restore them: all of them, or
 * with `onlyNew` what was not restored itself. Returns the bytes written. Throws an Error when the system refuses; what is
 * in the file then will not be restored.
 */
export function saveCode(id: CompiledModuleId, key: Uint8Array, onlyNew: boolean, file: number): number {
  return addon().saveCode(id, key, onlyNew, file);
}

/** What restoring brought. */
export interface RestoredCode {
  /** Why the bytes were of no use, from some point on: truncated, damaged, of another key or format. Empty for none. */
  readonly problem: string;
  readonly images: number;
  readonly baselineFunctions: number;
  readonly optimizedFunctions: number;
  /** Entries at loops. */
  readonly continuations: number;
  readonly codeBytes: number;
}

/**
 * Installs what `saveCode` wrote for the same module under the same key, and adds the counts. Call `setThresholds` first.
 * Bytes that do not fit are refused by checksum and key before anything is done.
 */
export function restoreCode(id: CompiledModuleId, key: Uint8Array, bytes: Uint8Array): RestoredCode {
  return addon().restoreCode(id, key, bytes);
}

/** Why bytes are not saved code under this key; empty when they are. */
export function checkSavedCode(key: Uint8Array, bytes: Uint8Array): string {
  return addon().checkSavedCode(key, bytes);
}

/** CRC-32C of bytes, about 8 GB/s: finds damage, not malice. */
export function checksum(bytes: Uint8Array): number {
  return addon().checksum(bytes);
}

/**
 * The first `sizeBytes` (not 0) of an open file, mapped: not to be written, and the file must not be shortened as long as
 * they are read. Throws an Error when the system refuses.
 */
export function mapFile(file: number, sizeBytes: number): Uint8Array {
  return addon().mapFile(file, sizeBytes);
}

/** The processor's model and features as text: code made for one runs only where it is equal. */
export function processorIdentity(): string {
  return addon().processorIdentity();
}

export const functionTierNames = ['none', 'baseline', 'optimized', 'failed'] as const;

/** State of every function by function index (imports stay 0): a position in `functionTierNames`. A copy. */
export function functionTiers(id: CompiledModuleId): Uint8Array {
  return addon().functionTiers(id);
}

/** How often each function was counted anew (`downgrade`), here and in the processes whose code was restored; a copy. */
export function functionRecounts(id: CompiledModuleId): Uint8Array {
  return addon().functionRecounts(id);
}

/** Figures of the whole process since it started; `…Bytes` are as of now. */
export interface CodeStatistics {
  /** Pages of the code region in use, retired images included. */
  readonly mappedBytes: number;
  /** Pages of images that a row or an OSR entry names. */
  readonly liveBytes: number;
  readonly images: number;
  readonly installedImages: number;
  /** Rows changed from code to other code. */
  readonly swaps: number;
  readonly retiredImages: number;
  readonly freedImages: number;
  readonly freedBytes: number;
  readonly firstCalls: number;
  /** Time threads spent waiting for first calls, nanoseconds. */
  readonly firstCallWaitNs: number;
  readonly hotFunctionEvents: number;
  readonly hotLoopEvents: number;
  /** Transfers of a running loop into a continuation. */
  readonly osrEntries: number;
  readonly threads: number;
  readonly instances: number;
  readonly compiledModules: number;
}

export function codeStatistics(): CodeStatistics {
  return addon().codeStatistics();
}

/** Frees retired images that no thread can be in any more; done by every `installCode` too. Returns how many are left. */
export function collectRetired(): number {
  return addon().collectRetired();
}

/** Maps the start of a jitdump file as executable, for as long as the process lives: `perf record` so learns of it. */
export function mapJitDump(file: number): void {
  addon().mapJitDump(file);
}
