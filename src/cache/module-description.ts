// A decoded module as bytes, so that a later process need neither decode nor validate it: the entry's key says that its
// bytes are the same. The binary itself is not part of it. Knows nothing of files.
import { deserialize, serialize } from 'node:v8';
import type { FunctionBodies, Module } from '../core/module.ts';
import { inSharedMemory } from '../core/shared-bytes.ts';
import { checksum } from '../runtime/binding.ts';

const checksumBytes = 4;

/** Bytes that `openDescription` takes under the same key. Of a valid module. */
export function describeModule(module: Module, key: Uint8Array): Uint8Array {
  const { bytes, functions, ...rest } = module;
  const content = serialize({ functions, rest });
  const description = new Uint8Array(checksumBytes + key.length + content.length);
  description.set(key, checksumBytes);
  description.set(content, checksumBytes + key.length);
  const view = new DataView(description.buffer);
  view.setUint32(0, checksum(description.subarray(checksumBytes)), true);
  return description;
}

function shared(words: Uint32Array): Uint32Array {
  const copy = new Uint32Array(new SharedArrayBuffer(words.byteLength));
  copy.set(words);
  return copy;
}

/** Whether bytes are a whole description under this key. */
export function isDescription(description: Uint8Array, key: Uint8Array): boolean {
  const start = checksumBytes + key.length;
  if (description.length < start) return false;
  const view = new DataView(description.buffer, description.byteOffset);
  const whole = view.getUint32(0, true) === checksum(description.subarray(checksumBytes));
  return whole && Buffer.compare(key, description.subarray(checksumBytes, start)) === 0;
}

/** The module again, over `bytes`, its binary; undefined when `isDescription` is not true. */
export function openDescription(description: Uint8Array, key: Uint8Array, bytes: Uint8Array): Module | undefined {
  if (!isDescription(description, key)) return undefined;
  const { functions, rest } = deserialize(description.subarray(checksumBytes + key.length)) as {
    functions: FunctionBodies;
    rest: Omit<Module, 'bytes' | 'functions'>;
  };
  const { count, types, offsets, sizes } = functions;
  return {
    ...rest,
    bytes: inSharedMemory(bytes),
    functions: { count, types: shared(types), offsets: shared(offsets), sizes: shared(sizes) },
  };
}
