// The three error classes of the JavaScript interface (WebAssembly JavaScript Interface 5.10). They extend the
// platform's, so that code written for the platform's `WebAssembly` recognises them.
import type { TrapCode } from '../core/trap.ts';
import { platform } from './platform.ts';

/** The bytes are malformed, invalid, or need something unsupported. */
export class CompileError extends platform.CompileError {}

/** Imports do not fit the module. */
export class LinkError extends platform.LinkError {}

/** One function of a wasm backtrace. */
export interface WasmFrame {
  readonly functionIndex: number;
  /** From the name section; absent where it says nothing. */
  readonly functionName?: string;
  readonly moduleName?: string;
  /** Byte offset in the module of the instruction that was executing; absent where unknown. */
  readonly offset?: number;
}

/** Execution trapped. */
export class RuntimeError extends platform.RuntimeError {
  readonly trapCode: TrapCode | undefined;
  /** Innermost first. */
  readonly wasmFrames: readonly WasmFrame[];

  constructor(message: string, trapCode?: TrapCode, wasmFrames: readonly WasmFrame[] = []) {
    super(message);
    this.trapCode = trapCode;
    this.wasmFrames = wasmFrames;
  }
}

/** A native host function ended the program (`proc_exit`). Passes through wasm like a trap; not an error of its own. */
export class ProgramExit extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`program exited with status ${status}`);
    this.name = 'ProgramExit';
    this.status = status;
  }
}

// After the classes: bundlers rename a class that refers to itself in a static block, and the name shows.
for (const [value, { prototype }] of Object.entries({ CompileError, LinkError, RuntimeError })) {
  Object.defineProperty(prototype, 'name', { value, writable: true, configurable: true });
}
