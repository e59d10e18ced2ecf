// Class WASI, shaped like node:wasi's: host functions of preview 1 for a guest, and how its program is started. The
// functions are native: compiled code calls them without a trip through JavaScript.
import type { FuncType, ValType } from '../../core/module.ts';
import { ProgramExit } from '../../runtime/errors.ts';
import { internFunctionType } from '../../runtime/function-types.ts';
import { type LinearMemory, linearMemoryBehind } from '../../runtime/memory.ts';
import { type WasmFunction, wasmFunction } from '../../runtime/references.ts';
import { type NativeGuest, type NativeWasiFunction, nativeWasi } from './native-wasi.ts';
import { type ResolvedOptions, resolveOptions, type WASIOptions } from './options.ts';

export type { PreopenDirectory, WASIOptions } from './options.ts';

/** What WASI needs of an instance. */
export interface WASIInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

const namespaces = { preview1: 'wasi_snapshot_preview1', unstable: 'wasi_unstable' } as const;

function typeOf({ parameters, hasResult }: NativeWasiFunction): FuncType {
  const params = [...parameters].map((letter): ValType => (letter === 'I' ? 'i64' : 'i32'));
  return { params, results: hasResult ? ['i32'] : [] };
}

function exported(instance: WASIInstance, name: string): unknown {
  const exports: unknown = instance?.exports;
  if (typeof exports === 'object' && exports !== null) return (exports as WASIInstance['exports'])[name];
  throw new TypeError('instance must be a WebAssembly.Instance: it has no exports');
}

/** An optional function among an instance's exports. */
function exportedFunction(instance: WASIInstance, name: string): WasmFunction | undefined {
  const value = exported(instance, name);
  if (value !== undefined && typeof value !== 'function')
    throw new TypeError(`instance.exports.${name} must be a function`);
  return value as WasmFunction | undefined;
}

/** What must live as long as any of the guest's functions can be called. */
interface GuestState {
  readonly native: NativeGuest;
  /** What guest pointers point into; native code relies on its being held here. */
  memory: LinearMemory | undefined;
}

export class WASI {
  /** Every function by name; they may be called from JavaScript too, once a memory is bound. */
  readonly wasiImport: Readonly<Record<string, WasmFunction>>;
  private readonly options: ResolvedOptions;
  private readonly guest: GuestState;
  private started = false;

  /** Opens the preopens. Throws a TypeError for a wrong option, an Error that names what cannot be opened. */
  constructor(options: WASIOptions) {
    const resolved = resolveOptions(options);
    this.options = resolved;
    const native = nativeWasi().wasiCreate(
      resolved.unstable,
      resolved.args,
      resolved.environ,
      resolved.stdio,
      resolved.preopens,
      resolved.sockets,
      resolved.walk,
    );
    this.guest = { native, memory: undefined };
    const functions = nativeWasi().wasiFunctions(resolved.unstable);
    this.wasiImport = Object.fromEntries(functions.map((info, index) => [info.name, this.bind(info, index)]));
  }

  private bind(info: NativeWasiFunction, index: number): WasmFunction {
    const type = internFunctionType(typeOf(info));
    const ref = nativeWasi().wasiFunctionRef(this.guest.native, index, type.id);
    return wasmFunction(ref, type, this.guest, info.name);
  }

  /** The import object for a module of the chosen version. */
  getImportObject(): Record<string, Readonly<Record<string, WasmFunction>>> {
    return { [this.options.unstable ? namespaces.unstable : namespaces.preview1]: this.wasiImport };
  }

  /**
   * Binds the guest's memory: the one given, or the instance's export `memory`. Without one every pointer is out of
   * bounds. Called by `start` and `initialize`; throws when it was called before.
   */
  finalizeBindings(instance: WASIInstance, { memory = exported(instance, 'memory') }: { memory?: unknown } = {}): void {
    if (this.started) {
      throw Object.assign(new Error('WASI instance has already started'), { code: 'ERR_WASI_ALREADY_STARTED' });
    }
    const linear = linearMemoryBehind(memory);
    if (linear) this.bindMemory(linear);
    else if (memory !== undefined) throw new TypeError('instance.exports.memory must be a WebAssembly.Memory');
    this.started = true;
  }

  /** Makes guest pointers point into this memory. */
  bindMemory(memory: LinearMemory): void {
    nativeWasi().wasiSetMemory(this.guest.native, memory.native);
    this.guest.memory = memory;
  }

  /**
   * Runs a command: calls its `_start` and returns its exit status. Without `returnOnExit`, a call of `proc_exit` ends
   * the process. Throws what the program throws (traps, errors of host functions).
   */
  start(instance: WASIInstance): number {
    const start = exportedFunction(instance, '_start');
    if (!start) throw new TypeError('instance.exports._start must be a function: this is no WASI command');
    if (exportedFunction(instance, '_initialize')) {
      throw new TypeError('instance.exports._initialize must be undefined: this is a WASI reactor, use initialize()');
    }
    this.finalizeBindings(instance);
    return this.untilExit(start);
  }

  /** Prepares a reactor: calls its `_initialize`, where it has one. */
  initialize(instance: WASIInstance): void {
    if (exportedFunction(instance, '_start')) {
      throw new TypeError('instance.exports._start must be undefined: this is a WASI command, use start()');
    }
    const initialize = exportedFunction(instance, '_initialize');
    this.finalizeBindings(instance);
    initialize?.();
  }

  private untilExit(program: WasmFunction): number {
    try {
      program();
      return 0;
    } catch (error) {
      if (!(error instanceof ProgramExit)) throw error;
      if (!this.options.returnOnExit) process.exit(error.status);
      return error.status;
    }
  }
}
