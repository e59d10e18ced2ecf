// `Module`: a decoded and validated module with its place for code, shared by all of its instances (JS Interface 5.1).
import { WasmError } from '../core/errors.ts';
import type { Module as DecodedModule, ImportDescription, ValType } from '../core/module.ts';
import { decodeModule } from '../decode/decode-module.ts';
import type { FileIdentity, ModuleEngine, RunnableModule } from '../runtime/engine-interface.ts';
import { CompileError } from '../runtime/errors.ts';
import { functionType } from '../runtime/instance.ts';
import { validateModule } from '../validate/validate-module.ts';
import { bytesOf } from './buffer-source.ts';
import { defaultEngine } from './default-engine.ts';

export interface ModuleExportDescriptor {
  readonly name: string;
  readonly kind: ImportDescription['kind'];
}

export interface ModuleImportDescriptor extends ModuleExportDescriptor {
  readonly module: string;
}

/** What another thread of this process needs to use the same module and code; may be posted to it. */
export interface ModuleToken {
  readonly wasabiModule: RunnableModule;
}

/** Decodes and validates. Throws a CompileError whose message starts with the spec suite's phrase. */
function decodeValid(bytes: Uint8Array, caller: string): DecodedModule {
  try {
    const module = decodeModule(bytes);
    validateModule(module);
    return module;
  } catch (error) {
    if (error instanceof WasmError) throw new CompileError(`${caller}: ${error.message}`, { cause: error });
    throw error;
  }
}

const release = new FinalizationRegistry<{ engine: ModuleEngine; runnable: RunnableModule }>(({ engine, runnable }) => {
  engine.releaseModule(runnable);
});

interface Owned {
  readonly runnable: RunnableModule;
  readonly engine: ModuleEngine;
}

const owned = new WeakMap<Module, Owned>();

function own(module: Module, runnable: RunnableModule, engine: ModuleEngine): void {
  owned.set(module, { runnable, engine });
  release.register(module, { engine, runnable });
}

/** The runnable module behind a `Module`. Throws a TypeError for anything else. */
export function runnableOf(module: unknown, caller: string): RunnableModule {
  return ownedBy(module, caller).runnable;
}

function ownedBy(module: unknown, caller: string): Owned {
  const known = module instanceof Module ? owned.get(module) : undefined;
  if (!known) throw new TypeError(`${caller}: Argument 0 must be a WebAssembly.Module`);
  return known;
}

type BufferSource = ArrayBuffer | SharedArrayBuffer | ArrayBufferView;

function compileInto(module: Module, source: BufferSource, engine: ModuleEngine, caller: string): void {
  const runnable = engine.compileModule(bytesOf(source, caller), (bytes) => decodeValid(bytes, caller));
  own(module, runnable, engine);
}

export class Module {
  /**
   * Compiles in the sense of the JavaScript interface: the module is decoded and validated here; code is made when
   * functions are first called.
   */
  constructor(source: BufferSource, engine: ModuleEngine = defaultEngine()) {
    compileInto(this, source, engine, 'WebAssembly.Module()');
  }

  get [Symbol.toStringTag](): string {
    return 'WebAssembly.Module';
  }

  static exports(module: Module): ModuleExportDescriptor[] {
    const { module: decoded } = runnableOf(module, 'WebAssembly.Module.exports()');
    return decoded.exports.map(({ name, kind }) => ({ name, kind }));
  }

  static imports(module: Module): ModuleImportDescriptor[] {
    const { module: decoded } = runnableOf(module, 'WebAssembly.Module.imports()');
    return decoded.imports.map(({ module: from, name, description }) => ({
      module: from,
      name,
      kind: description.kind,
    }));
  }

  /** Copies of the payloads of custom sections with this name. */
  static customSections(module: Module, sectionName: string): ArrayBuffer[] {
    const caller = 'WebAssembly.Module.customSections()';
    const { module: decoded } = runnableOf(module, caller);
    if (sectionName === undefined) throw new TypeError(`${caller}: Argument 1 is required`);
    const wanted = `${sectionName}`;
    return decoded.customSections
      .filter(({ name }) => name === wanted)
      .map(({ offset, sizeBytes }) => Uint8Array.from(decoded.bytes.subarray(offset, offset + sizeBytes)).buffer);
  }

  /** A token for another thread. The module must stay alive until that thread has called `fromShared`. */
  share(): ModuleToken {
    const { runnable, engine } = ownedBy(this, 'WebAssembly.Module.share()');
    engine.shareModule(runnable);
    return { wasabiModule: runnable };
  }

  /** The same module, with the same code, on this thread. Throws when the module is gone. */
  static fromShared(token: ModuleToken, engine: ModuleEngine = defaultEngine()): Module {
    if (typeof token?.wasabiModule?.id !== 'number') {
      throw new TypeError('WebAssembly.Module.fromShared(): Argument 0 must be a token of Module.share()');
    }
    const module = Object.create(Module.prototype) as Module;
    own(module, engine.adoptModule(token.wasabiModule), engine);
    return module;
  }
}

/** As the constructor, for a caller that messages are to name. */
export function moduleOf(source: BufferSource, caller: string): Module {
  const module = Object.create(Module.prototype) as Module;
  compileInto(module, source, defaultEngine(), caller);
  return module;
}

/** As the constructor, for bytes that nobody else will write: they are not copied where all threads can read them. */
export function moduleOfOwnBytes(bytes: Uint8Array, engine: ModuleEngine, file?: FileIdentity): Module {
  const module = Object.create(Module.prototype) as Module;
  const runnable = engine.compileModule(bytes, (given) => decodeValid(given, 'WebAssembly.Module()'), file);
  own(module, runnable, engine);
  return module;
}

/** Parameter and result types of a function. */
export interface CallableType {
  readonly params: readonly ValType[];
  readonly results: readonly ValType[];
}

/** The type of an exported function, for tools that print or parse arguments; undefined where there is none. */
export function exportedFunctionType(module: Module, name: string): CallableType | undefined {
  const { module: decoded } = runnableOf(module, 'exportedFunctionType()');
  const found = decoded.exports.find((entry) => entry.kind === 'function' && entry.name === name);
  return found && functionType(decoded, found.index);
}
