// The functions of the platform's `WebAssembly` namespace (JS Interface 5): asynchronous forms and `validate`.
import { WasmError } from '../core/errors.ts';
import { decodeModule } from '../decode/decode-module.ts';
import { validateModule } from '../validate/validate-module.ts';
import { bytesOf, isBufferSource } from './buffer-source.ts';
import type { ImportObject } from './imports.ts';
import { Instance } from './instance.ts';
import { Module, moduleOf } from './module.ts';

type BufferSource = ArrayBuffer | SharedArrayBuffer | ArrayBufferView;

/** Whether the bytes are a valid module that this runtime supports. Throws a TypeError when they are not bytes. */
export function validate(source: BufferSource): boolean {
  const bytes = bytesOf(source, 'WebAssembly.validate()');
  try {
    validateModule(decodeModule(bytes));
    return true;
  } catch (error) {
    if (error instanceof WasmError) return false;
    throw error;
  }
}

/** Decodes and validates; rejects with a CompileError. */
export async function compile(source: BufferSource): Promise<Module> {
  return moduleOf(source, 'WebAssembly.compile()');
}

export interface InstantiatedSource {
  readonly module: Module;
  readonly instance: Instance;
}

/** A `Module` gives an `Instance`; bytes give both. Rejects as the constructors throw. */
export async function instantiate(source: Module, imports?: ImportObject): Promise<Instance>;
export async function instantiate(source: BufferSource, imports?: ImportObject): Promise<InstantiatedSource>;
export async function instantiate(
  source: Module | BufferSource,
  imports?: ImportObject,
): Promise<Instance | InstantiatedSource> {
  if (source instanceof Module) return new Instance(source, imports);
  const caller = 'WebAssembly.instantiate()';
  if (!isBufferSource(source)) {
    throw new TypeError(`${caller}: Argument 0 must be a buffer source or a WebAssembly.Module object`);
  }
  const module = moduleOf(source, caller);
  return { module, instance: new Instance(module, imports) };
}
