// Messages between the threads of tiering: an engine and its controller, the controller and the pool's workers. Plain
// cloneable data only.
import type { MessagePort } from 'node:worker_threads';
import type { FunctionProfile } from '../profiles/profile-view.ts';
import type { FuncIndex } from '../src/core/module.ts';
import type { CodeStatistics, CompiledModuleId } from '../src/runtime/binding.ts';
import type { CodeListingKind } from './code-listing.ts';
import type { CompileLane, CompileRecord } from './metrics.ts';
import type { SharedModule } from './shared-module.ts';
import type { CompileUnit, TierMode, TierName } from './tier.ts';
import type { Tuning } from './tuning.ts';

/** What a controller is started with (`workerData`). */
export interface ControllerStart {
  readonly mode: TierMode;
  readonly tuning: Tuning;
  /** `process.hrtime` in nanoseconds when the engine was made. */
  readonly startNs: number;
  /** The process's figures at that time. */
  readonly before: CodeStatistics;
  /** Tier events as lines on stderr. */
  readonly logEvents: boolean;
  /** Lists all code for `perf`; the file is started. */
  readonly codeListing?: CodeListingKind;
  /** Cells of `Activity`. */
  readonly activity: Int32Array;
  /** Whether something is going to be compiled, so that it pays to load LLVM at once. */
  readonly compiles: boolean;
  /** Whether the process runs no JavaScript but ours, so that V8 may be told when to optimize it. */
  readonly ownsProcess: boolean;
}

/** A module to be compiled, under the number by which metrics name it. */
export interface ModuleMessage {
  readonly kind: 'module';
  readonly number: number;
  readonly id: CompiledModuleId;
  readonly module: SharedModule;
  /** Profile of an earlier run, encoded. */
  readonly profile?: Uint8Array;
}

/** What can be asked of a controller; the asking thread sleeps until `done` is 1, then takes the `Answer` from its end of `port`. */
export type Question =
  | { readonly ask: 'metrics' }
  /** The module's profile, encoded: this run's counts and those it started with. */
  | { readonly ask: 'profile'; readonly number: number };

export type ControllerMessage =
  | ModuleMessage
  | { readonly kind: 'release'; readonly number: number }
  | { readonly kind: 'ask'; readonly question: Question; readonly done: Int32Array; readonly port: MessagePort }
  | { readonly kind: 'shutdown' };

/** The answer to a question. */
export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** One task of the pool. */
export interface CompileTask {
  readonly moduleNumber: number;
  readonly moduleId: CompiledModuleId;
  readonly module: SharedModule;
  readonly tier: TierName;
  readonly lane: CompileLane;
  readonly unit: CompileUnit;
  readonly profile?: readonly FunctionProfile[];
  /** See `CompileContext`. */
  readonly budgetMs?: number;
  /** See `CompileContext`. */
  readonly misfitShare?: number;
  readonly startNs: number;
}

export interface FailedFunction {
  readonly functionIndex: FuncIndex;
  readonly message: string;
}

/** What became of a task. */
export interface CompileOutcome {
  readonly records: readonly CompileRecord[];
  /** Functions whose rows now lead to this code. */
  readonly installed: readonly FuncIndex[];
  readonly failed: readonly FailedFunction[];
  /** Set when the unit's continuation is installed. */
  readonly osrInstalled: boolean;
  /** Rows that led to other code before. */
  readonly swapped: number;
  /** `process.hrtime` in nanoseconds of the last installation. */
  readonly installedNs: number;
}
