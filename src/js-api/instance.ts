// `Instance` (JS Interface 5.2): a module linked with its imports on this thread.
import type { Export } from '../core/module.ts';
import type { Extern } from '../runtime/extern.ts';
import { WasmInstance } from '../runtime/instance.ts';
import { wasmFunction } from '../runtime/references.ts';
import { globalObject } from './global.ts';
import { type ImportObject, readImports } from './imports.ts';
import { memoryObject } from './memory.ts';
import { type Module, runnableOf } from './module.ts';
import { tableObject } from './table.ts';
import { tagObject } from './tag.ts';

/** Exports by name: functions, memories, tables, globals and tags. Frozen, without a prototype, as on the platform. */
export type Exports = Readonly<Record<string, unknown>>;

function exportedValue(extern: Extern, { index }: Export): unknown {
  switch (extern.kind) {
    case 'function':
      return wasmFunction(extern.ref, extern.type, extern.owner, String(index));
    case 'memory':
      return memoryObject(extern.memory);
    case 'table':
      return tableObject(extern.table);
    case 'global':
      return globalObject(extern.cell);
    case 'tag':
      return tagObject(extern.tag);
  }
}

export class Instance {
  readonly #exports: Exports;

  /** Links, initialises and runs the start function. Throws a LinkError or TypeError for imports, a RuntimeError for traps. */
  constructor(module: Module, importObject?: ImportObject) {
    const { id, module: decoded } = runnableOf(module, 'WebAssembly.Instance()');
    const instance = new WasmInstance(decoded, id, readImports(decoded, importObject, 'WebAssembly.Instance()'));
    const exports = Object.create(null) as Record<string, unknown>;
    for (const entry of decoded.exports) exports[entry.name] = exportedValue(instance.export(entry), entry);
    this.#exports = Object.freeze(exports);
    instance.start();
  }

  get exports(): Exports {
    if (!(#exports in this))
      throw new TypeError('WebAssembly.Instance.exports(): Receiver is not a WebAssembly.Instance');
    return this.#exports;
  }

  get [Symbol.toStringTag](): string {
    return 'WebAssembly.Instance';
  }
}
