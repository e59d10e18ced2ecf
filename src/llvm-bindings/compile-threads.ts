// Compiling beside the calling thread: native threads build, optimize and link what module builders have written. They
// run no JavaScript; results come as promises.
import { type CompileThreadsHandle, native } from './binding.ts';
import { type CodeImage, imageOf } from './link.ts';
import type { Target } from './llvm-module.ts';
import type { ModuleBuilder } from './module-builder.ts';

export interface CompileThreadsOptions {
  /** Threads, at least two, of which the first is for urgent compiles alone; they start with the first compile. */
  readonly count: number;
  /** Stack of each, megabytes: LLVM recurses over deeply nested code. */
  readonly stackMb: number;
  /** Of all threads but the first. */
  readonly niceness: number;
}

export interface CompileOptions {
  /** 0: no optimization, FastISel and the fast register allocator. Above: LLVM's default pipeline of the level. */
  readonly optLevel: 0 | 1 | 2 | 3;
  /** The host's unless told otherwise. */
  readonly target?: Target;
  /** Goes before all that is not urgent and that no thread has taken yet. */
  readonly urgent?: boolean;
}

/** An image, and where its thread's time went. */
export interface CompiledImage {
  readonly image: CodeImage;
  readonly buildNs: number;
  readonly optimizeNs: number;
  readonly emitNs: number;
  readonly linkNs: number;
  /** Number of the thread, from 1. */
  readonly thread: number;
}

export interface RunningCompile {
  /** Rejects with LLVM's words when the commands are wrong or code generation refuses, and when the threads are closed. */
  readonly compiled: Promise<CompiledImage>;
  /** Makes it urgent. */
  hurry(): void;
}

export class CompileThreads {
  readonly #handle: CompileThreadsHandle;
  #jobs = 0;

  constructor({ count, stackMb, niceness }: CompileThreadsOptions) {
    this.#handle = native().openCompileThreads(count, stackMb, niceness);
  }

  /** Takes a copy of what was written. Throws when no thread can be started, or after `close`. */
  compile(builder: ModuleBuilder, { optLevel, target, urgent = false }: CompileOptions): RunningCompile {
    const { name, commands, pool, bodies } = builder.written();
    const id = this.#jobs++;
    const { cpu, features } = target ?? { cpu: '', features: '' };
    const promise = native().submitCompile(
      this.#handle,
      id,
      name,
      commands,
      pool,
      bodies,
      optLevel,
      cpu,
      features,
      urgent,
    );
    const compiled = promise.then(({ image, phases, thread }) => {
      const [buildNs, optimizeNs, emitNs, linkNs] = phases;
      return { image: imageOf(image), buildNs, optimizeNs, emitNs, linkNs, thread };
    });
    return { compiled, hurry: () => native().hurryCompile(this.#handle, id) };
  }

  /** Drops what has not begun and ends the threads, which takes as long as what they are at. Safe to call twice. */
  close(): void {
    native().closeCompileThreads(this.#handle);
  }
}
