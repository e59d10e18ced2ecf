// What the JavaScript interface needs of an engine: modules made runnable. How code is made is not its business.
import type { Module } from '../core/module.ts';

/** A module with native description and code table. */
export interface RunnableModule {
  /** Native id, valid on every thread of the process until released. */
  readonly id: number;
  readonly module: Module;
}

/** What tells a version of a file from all others, as decimal numbers. */
export interface FileIdentity {
  readonly device: string;
  readonly inode: string;
  readonly sizeBytes: string;
  readonly modifiedNs: string;
  /** When content or attributes changed last: no program can set it. */
  readonly changedNs: string;
}

export interface ModuleEngine {
  /**
   * Registers a module. `decodeValid` decodes and validates its bytes; what it throws is passed on. Returns without
   * having compiled anything. `file` is the one that was read, if it was one.
   */
  compileModule(bytes: Uint8Array, decodeValid: (bytes: Uint8Array) => Module, file?: FileIdentity): RunnableModule;
  /** To be called before another thread may use the module: from now on code is made whatever thread wants it. */
  shareModule(compiled: RunnableModule): void;
  /**
   * Takes a reference to a module that another thread of this process compiled. Throws an Error when it is gone.
   * Its code is made by the engine that compiled it.
   */
  adoptModule(shared: RunnableModule): RunnableModule;
  /** Gives back what `compileModule` or `adoptModule` took. Live instances keep their code. */
  releaseModule(compiled: RunnableModule): void;
}
