// The classes of a `WebAssembly` namespace as observations use them: V8's, and ours on any engine.

import { TrapCode } from '../../src/core/trap.ts';
import { Exception, Global, Instance, Memory, Module, RuntimeError, Table, Tag } from '../../src/index.ts';
import type { ModuleEngine } from '../../src/runtime/engine-interface.ts';

export interface MemoryLike {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}
export interface TableLike {
  /** A BigInt where indices are 64 bits wide. */
  readonly length: number | bigint;
  get(index: number | bigint): unknown;
  set(index: number | bigint, value: unknown): void;
}
export interface GlobalLike {
  value: unknown;
}
export type Exports = Readonly<Record<string, unknown>>;

/** One engine as a case sees it. */
export interface Engine {
  compile(bytes: Uint8Array): object;
  instantiate(module: object, imports: object): Exports;
  readonly Memory: new (descriptor: object) => MemoryLike;
  readonly Table: new (descriptor: object, init?: unknown) => TableLike;
  readonly Global: new (descriptor: object, value?: unknown) => GlobalLike;
  readonly Tag: new (descriptor: object) => object;
  /** A trap or exception in words that all engines share. */
  failure(error: unknown): string;
}

interface Platform extends Pick<Engine, 'Memory' | 'Table' | 'Global' | 'Tag'> {
  readonly Exception: new (...args: never) => object;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Exports };
}

const platform = (globalThis as unknown as { WebAssembly: Platform }).WebAssembly;

export const exhausted = 'exhausted';

/**
 * V8's words by ours. Both engines trap alike, but V8 has one message for all numbers out of range, one for every access
 * beyond a table's end, and one for a null function and one of another type: there our kinds share a word.
 */
const platformWords: readonly [RegExp, string][] = [
  [/divide by zero|remainder by zero/, 'divide by zero'],
  [/divide result unrepresentable|float unrepresentable in integer range/, 'range'],
  [/memory access out of bounds|data segment.*out of bounds/i, 'memory'],
  [/table index is out of bounds|table (access|or).*out of bounds|element segment.*out of bounds/i, 'table'],
  [/null function|function signature mismatch/, 'signature'],
  [/unreachable/, 'unreachable'],
  [/dereferencing a null pointer|rethrowing null value/, 'null'],
  // An atomic access that is neither aligned nor in bounds may trap for either reason.
  [/operation does not support unaligned accesses/, 'memory'],
  [/Atomics.wait cannot be called/, 'wait'],
  [/Maximum call stack size exceeded/, exhausted],
];

const ourWords: Readonly<Partial<Record<TrapCode, string>>> = {
  [TrapCode.integerDivideByZero]: 'divide by zero',
  [TrapCode.integerOverflow]: 'range',
  [TrapCode.invalidConversionToInteger]: 'range',
  [TrapCode.memoryOutOfBounds]: 'memory',
  [TrapCode.tableOutOfBounds]: 'table',
  [TrapCode.undefinedElement]: 'table',
  [TrapCode.uninitializedElement]: 'signature',
  [TrapCode.indirectCallTypeMismatch]: 'signature',
  [TrapCode.unreachable]: 'unreachable',
  [TrapCode.nullReference]: 'null',
  [TrapCode.nullFunctionReference]: 'null',
  [TrapCode.unalignedAtomic]: 'memory',
  [TrapCode.stackExhausted]: exhausted,
};

/** Thrown by host functions of a case; passes through wasm. */
export class HostFailure extends Error {}

function otherFailure(error: unknown): string {
  if (error instanceof HostFailure) return `host: ${error.message}`;
  if (error instanceof Error) return `${error.name}: ${error.message.slice(0, 200)}`;
  return `thrown ${typeof error}`;
}

export const v8: Engine = {
  compile: (bytes) => new platform.Module(bytes),
  instantiate: (module, imports) => new platform.Instance(module, imports).exports,
  Memory: platform.Memory,
  Table: platform.Table,
  Global: platform.Global,
  Tag: platform.Tag,
  failure: (error) => {
    if (error instanceof platform.Exception) return 'exception';
    const text = error instanceof Error ? `${error.name}: ${error.message}` : '';
    const known = platformWords.find(([pattern]) => pattern.test(text))?.[1];
    if (known !== undefined && !(error instanceof HostFailure)) return known;
    return /^LinkError/.test(text) ? 'link' : otherFailure(error);
  },
};

/** Ours, compiled by `engine`. */
export function wasabi(engine: ModuleEngine): Engine {
  return {
    compile: (bytes) => new Module(bytes as Uint8Array<ArrayBuffer>, engine),
    instantiate: (module, imports) => new Instance(module as Module, imports as never).exports,
    Memory: Memory as unknown as Engine['Memory'],
    Table: Table as unknown as Engine['Table'],
    Global: Global as unknown as Engine['Global'],
    Tag: Tag as unknown as Engine['Tag'],
    failure: (error) => {
      if (error instanceof Exception) return 'exception';
      if (error instanceof RuntimeError && error.trapCode !== undefined) {
        return ourWords[error.trapCode] ?? `trap ${error.trapCode}: ${error.message}`;
      }
      if (error instanceof RangeError && /call stack/i.test(error.message)) return exhausted;
      return error instanceof Error && error.name === 'LinkError' ? 'link' : otherFailure(error);
    },
  };
}
