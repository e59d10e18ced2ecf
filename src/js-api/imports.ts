// Reads an import object (JS Interface 5.2, "read the imports"): JavaScript values to external values that fit.
import type { Import, Module } from '../core/module.ts';
import { importMismatch } from '../link/match-import.ts';
import { LinkError } from '../runtime/errors.ts';
import { type Extern, hostFunction } from '../runtime/extern.ts';
import { closedTypes } from '../runtime/function-types.ts';
import { GlobalCell } from '../runtime/global-cell.ts';
import { functionRecord } from '../runtime/references.ts';
import { globalCellOf, writeCell } from './global.ts';
import { linearMemoryOf } from './memory.ts';
import { refTableOf } from './table.ts';
import { wasmTagOf } from './tag.ts';

export type ImportObject = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

type Reader = (value: unknown, wanted: Import, module: Module, fail: (problem: string) => never) => Extern;

const readFunction: Reader = (value, { description }, module, fail) => {
  if (typeof value !== 'function') return fail('function import requires a callable');
  const record = functionRecord(value);
  if (record) return { kind: 'function', ...record };
  const type = closedTypes(module).at((description as { type: number }).type);
  return hostFunction(value as (...args: unknown[]) => unknown, type);
};

const readMemory: Reader = (value, _wanted, _module, fail) => {
  const memory = linearMemoryOf(value);
  return memory ? { kind: 'memory', memory } : fail('memory import must be a WebAssembly.Memory object');
};

const readTable: Reader = (value, _wanted, _module, fail) => {
  const table = refTableOf(value);
  return table ? { kind: 'table', table } : fail('table import requires a WebAssembly.Table');
};

/** A number or reference may stand for an immutable global. */
const readGlobal: Reader = (value, { description }, module, fail) => {
  const existing = globalCellOf(value);
  if (existing) return { kind: 'global', cell: existing };
  if (description.kind !== 'global') return fail('global import is not described');
  const { type, mutable } = closedTypes(module).global(description.type);
  if (mutable) return fail('imported mutable global must be a WebAssembly.Global object');
  if (type === 'i64' && typeof value !== 'bigint') return fail('global import must be a BigInt');
  if ((type === 'i32' || type === 'f32' || type === 'f64') && typeof value !== 'number') {
    return fail('global import must be a number, valid Wasm reference, or WebAssembly.Global object');
  }
  const cell = GlobalCell.standalone({ type, mutable });
  try {
    writeCell(cell, value, 'WebAssembly.Instance()');
  } catch {
    return fail('imported global does not match the expected type');
  }
  return { kind: 'global', cell };
};

const readTag: Reader = (value, _wanted, _module, fail) => {
  const tag = wasmTagOf(value);
  return tag ? { kind: 'tag', tag } : fail('tag import requires a WebAssembly.Tag');
};

const readers: Readonly<Record<Import['description']['kind'], Reader>> = {
  function: readFunction,
  memory: readMemory,
  table: readTable,
  global: readGlobal,
  tag: readTag,
};

function isObject(value: unknown): value is Record<string, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** External values for a module's imports, in order. Throws a TypeError or LinkError that names the import. */
export function readImports(module: Module, importObject: unknown, caller: string): Extern[] {
  if (importObject !== undefined && !isObject(importObject)) {
    throw new TypeError(`${caller}: Argument 1 must be an object`);
  }
  if (module.imports.length > 0 && importObject === undefined) {
    throw new TypeError(`${caller}: Imports argument must be present and must be an object`);
  }
  return module.imports.map((wanted, position) => {
    const place = `${caller}: Import #${position} module="${wanted.module}"`;
    const namespace = (importObject as Record<string, unknown>)[wanted.module];
    if (!isObject(namespace)) throw new TypeError(`${place} error: module is not an object or function`);
    const fail = (problem: string): never => {
      throw new LinkError(`${place} ${wanted.description.kind}="${wanted.name}" error: ${problem}`);
    };
    const extern = readers[wanted.description.kind](namespace[wanted.name], wanted, module, fail);
    const mismatch = importMismatch(wanted.description, extern, module);
    return mismatch === undefined ? extern : fail(mismatch);
  });
}
