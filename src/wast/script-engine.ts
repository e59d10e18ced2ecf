// What a script is run on: an engine with the shape of the platform's WebAssembly namespace, and a way to pass values
// as bits. Knows no script.
import type { ScriptValue } from './values.ts';

export type FailureKind = 'malformed' | 'invalid' | 'unsupported' | 'link' | 'trap' | 'exhaustion' | 'exception';

/** An engine's error as a script sees it; `internal` is none that a script can provoke, hence a bug. */
export interface ScriptFailure {
  readonly kind: FailureKind | 'internal';
  readonly message: string;
}

export type Exports = Readonly<Record<string, unknown>>;

/** Compiled modules, functions and globals are the engine's own objects; nobody else looks inside. */
export interface ScriptEngine {
  /** Decodes and validates; throws what `classify` understands, as do all others. */
  compile(bytes: Uint8Array): unknown;
  /** Names of the modules that a compiled module imports from. */
  importedModules(module: unknown): readonly string[];
  /** Links, initializes and runs the start function. Returns the exports. */
  instantiate(module: unknown, imports: Readonly<Record<string, Exports>>): Exports;
  /** Calls an exported function with values as bits. */
  invoke(exported: unknown, args: readonly ScriptValue[]): readonly ScriptValue[];
  readGlobal(exported: unknown): ScriptValue;
  classify(error: unknown): ScriptFailure;
}
