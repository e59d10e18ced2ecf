// An LLVM module with its own context: optimize it, print it, turn it into an object file. Used by one thread at a time.
import { type ModuleHandle, native } from './binding.ts';

export type OptimizationLevel = 'O0' | 'O1' | 'O2' | 'O3';

/** The processor that code is made for, in LLVM's words. */
export interface Target {
  readonly cpu: string;
  /** Features as `+avx2,-avx512f`. */
  readonly features: string;
}

export interface OptimizeOptions {
  /** The host's unless told otherwise. */
  readonly target?: Target;
  /** Inlining is on from O1. */
  readonly inline?: boolean;
  /** Loop and SLP vectorization are on from O2. */
  readonly vectorize?: boolean;
  /** Passes to run before the default pipeline, as `opt -passes` spells them. */
  readonly earlyPasses?: string;
  /** Check the module after each pass; slow. */
  readonly verifyEach?: boolean;
  /**
   * Milliseconds of this thread's processor time after which no further pass is started that code can do without; a pass
   * under way is not stopped.
   */
  readonly budgetMs?: number;
  /** The same once its first word is not 0: other threads may set it, if it is in shared memory. */
  readonly giveUp?: Int32Array;
}

export interface EmitOptions {
  /** 0: FastISel and the fast register allocator. 3: everything. */
  readonly optLevel?: 0 | 1 | 2 | 3;
  readonly target?: Target;
}

/** How one function left FastISel. */
export interface Fallback {
  readonly functionName: string;
  /** LLVM's remark: the reason and the instruction. */
  readonly remark: string;
}

export class LlvmModule {
  private handle: ModuleHandle | undefined;

  /** Takes ownership of the native module. */
  constructor(handle: ModuleHandle) {
    this.handle = handle;
  }

  /** Parses textual IR. Throws an Error with line and reason when it is malformed or does not verify. */
  static fromText(text: string): LlvmModule {
    return new LlvmModule(native().parseText(text));
  }

  /** Parses bitcode. Throws an Error when it is malformed or does not verify. */
  static fromBitcode(bitcode: Uint8Array): LlvmModule {
    return new LlvmModule(native().parseBitcode(bitcode));
  }

  /** Throws the verifier's words if the module is not well formed. */
  verify(): void {
    native().verifyModule(this.open());
  }

  /**
   * Runs LLVM's default pipeline of the level, in place. Returns whether all of it ran: false when the budget was used
   * up or it was told to give up, which leaves a correct module that is less optimized.
   */
  optimize(level: OptimizationLevel, options: OptimizeOptions = {}): boolean {
    return native().optimizeModule(
      this.open(),
      Number(level.slice(1)),
      options.target?.cpu ?? '',
      options.target?.features ?? '',
      options.inline ?? true,
      options.vectorize ?? true,
      options.earlyPasses ?? '',
      options.verifyEach ?? false,
      options.budgetMs ?? 0,
      options.giveUp,
    );
  }

  /**
   * An ELF relocatable object (a copy that the caller owns). Code generation consumes parts of the module: it can be
   * printed and disposed of afterwards, but not optimized or emitted again.
   */
  emitObject(options: EmitOptions = {}): Uint8Array {
    return this.emit(options, undefined);
  }

  /** As `emitObject`, and lists each instruction on which FastISel gave up; slower. */
  emitObjectCountingFallbacks(options: EmitOptions = {}): { object: Uint8Array; fallbacks: Fallback[] } {
    const remarks: string[] = [];
    const object = this.emit(options, remarks);
    const fallbacks: Fallback[] = [];
    for (let i = 0; i + 1 < remarks.length; i += 2) {
      fallbacks.push({ functionName: remarks[i]!, remark: remarks[i + 1]! });
    }
    return { object, fallbacks };
  }

  toText(): string {
    return native().printModule(this.open());
  }

  toBitcode(): Uint8Array {
    return native().writeBitcode(this.open());
  }

  /** Frees the native module now instead of when this object is collected; safe to call twice. */
  dispose(): void {
    if (this.handle === undefined) return;
    native().disposeModule(this.handle);
    this.handle = undefined;
  }

  private emit(options: EmitOptions, remarks: string[] | undefined): Uint8Array {
    return native().emitObject(
      this.open(),
      options.optLevel ?? 0,
      options.target?.cpu ?? '',
      options.target?.features ?? '',
      remarks,
    );
  }

  private open(): ModuleHandle {
    if (this.handle === undefined) throw new Error('llvm-bindings: the module was disposed of');
    return this.handle;
  }
}
