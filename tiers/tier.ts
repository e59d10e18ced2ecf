// The interface of a tier: what every way of making machine code of functions offers to the controller and the pool.
// A tier knows nothing of queues, hotness or the code table.
import type { ProfileView } from '../profiles/profile-view.ts';
import type { FuncIndex, Module } from '../src/core/module.ts';
import type { CompileThreads } from '../src/llvm-bindings/index.ts';

/** How good the code of a function is; a function starts without any. */
export type TierName = 'baseline' | 'optimized';

/** `tiered` starts at baseline and recompiles what is hot; the others use one tier for everything. */
export type TierMode = TierName | 'tiered';

/** A loop of a function, for on-stack replacement: its ordinal in the order of `loop` instructions in the body. */
export interface LoopId {
  readonly functionIndex: FuncIndex;
  readonly loop: number;
}

/** What is compiled as one LLVM module. */
export interface CompileUnit {
  /** Functions that get an entry point. */
  readonly functions: readonly FuncIndex[];
  /** Further functions whose bodies are there to be inlined only; optimized tier. */
  readonly inline?: readonly FuncIndex[];
  /** Continuation to compile beside them, an entry at a loop header; optimized tier. */
  readonly osr?: LoopId;
}

/** A function's entry point in a unit's code. */
export interface CompiledRow {
  readonly functionIndex: FuncIndex;
  /** Bytes from the start of the code. */
  readonly offset: number;
  readonly sizeBytes: number;
  /** Words of counters that the code updates; 0 without probes. */
  readonly counterWords: number;
  /** How many loops have a (trip, base) pair in the counter block. */
  readonly loopCount: number;
  /** First word of each indirect site in the counter block. */
  readonly indirectWords: Uint32Array;
}

export interface CompiledOsrEntry extends LoopId {
  readonly offset: number;
  readonly sizeBytes: number;
}

/** Where compile time went, in nanoseconds. */
export interface CompilePhases {
  readonly lowerNs: number;
  readonly buildNs: number;
  readonly optimizeNs: number;
  readonly emitNs: number;
  readonly linkNs: number;
}

/** Of a compile that failed. */
export const noPhases: CompilePhases = { lowerNs: 0, buildNs: 0, optimizeNs: 0, emitNs: 0, linkNs: 0 };

/** Machine code of a unit: position independent plain bytes, not yet reachable by any running code. */
export interface CompiledCode {
  readonly tier: TierName;
  readonly code: Uint8Array;
  /** 8-byte cells of the code to be filled with the address of a runtime function. */
  readonly slots: readonly { readonly symbol: string; readonly offset: number }[];
  /** Pairs (code offset, module byte offset), sorted by code offset. */
  readonly lines: Uint32Array;
  /** Triples (where a call begins, where it has ended, its landing pad), sorted by the first; code offsets. */
  readonly handlers: Uint32Array;
  readonly rows: readonly CompiledRow[];
  readonly osrEntries: readonly CompiledOsrEntry[];
  readonly phases: CompilePhases;
}

/** What a compile may look at beside the unit. */
export interface CompileContext {
  readonly module: Module;
  /** Counts so far; absent for a compile without a profile. */
  readonly profile?: ProfileView;
  /** Indirect calls to watch, see `Tuning`; absent for none. */
  readonly misfitShare?: number;
  /** Processor time of optimizing, ms, after which the compile is given up; absent where there is no other code to fall back on. */
  readonly budgetMs?: number;
  /** A compile is given up once its first word is not 0: its code would be for nobody. */
  readonly giveUp?: Int32Array;
}

/** Whether nobody waits for what is compiled in this context any more. */
export function isGivenUp({ giveUp }: CompileContext): boolean {
  return giveUp !== undefined && Atomics.load(giveUp, 0) !== 0;
}

/** A compile of which the calling thread has done its part. */
export interface RunningUnit {
  /** The code, and the number of the thread that made it. Rejects when the unit cannot be compiled. */
  readonly compiled: Promise<{ readonly code: CompiledCode; readonly thread: number }>;
  /** Somebody waits for it. */
  hurry(): void;
}

/** A way of compiling. One object a thread; its methods are called on that thread only. */
export interface Tier {
  readonly name: TierName;

  /** Called once a thread, before the first compile and off its critical path: loads LLVM. Never throws. */
  prepare(): void;

  /**
   * Compiles a unit: lower, build, optimize, emit, link. Does not install anything.
   * Throws when a function cannot be compiled; then nothing is left behind, and the caller may try `split`.
   */
  compile(unit: CompileUnit, context: CompileContext): CompiledCode;

  /**
   * As `compile`, but only lowers on the calling thread; `threads` do the rest. Throws when lowering refuses. `urgent`:
   * somebody waits for it.
   */
  begin(unit: CompileUnit, context: CompileContext, threads: CompileThreads, urgent: boolean): RunningUnit;

  /** Called when a compile failed: smaller units that cover the same functions, or none when there is nothing to split. */
  split(unit: CompileUnit): readonly CompileUnit[];
}
