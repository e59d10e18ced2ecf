// A Module in a form that is cheap to post to any number of threads: its big arrays stay in their SharedArrayBuffers,
// everything else is serialized once into another. Knows nothing of what is done with the module.
import { deserialize, serialize } from 'node:v8';
import type { FunctionBodies, Module } from '../src/core/module.ts';

/** Clones as a handful of references, whatever the size of the module. */
export interface SharedModule {
  readonly bytes: Uint8Array;
  readonly functions: FunctionBodies;
  /** `node:v8` serialization of all other members. */
  readonly rest: Uint8Array;
}

function sharedCopy(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** Packs a module; later changes of it are not seen. */
export function shareModule(module: Module): SharedModule {
  const { bytes, functions, ...rest } = module;
  return { bytes, functions, rest: sharedCopy(serialize(rest)) };
}

/** The module again, over the same shared arrays. */
export function openModule(shared: SharedModule): Module {
  const rest = deserialize(Buffer.from(shared.rest)) as Omit<Module, 'bytes' | 'functions'>;
  return { ...rest, bytes: shared.bytes, functions: shared.functions };
}
