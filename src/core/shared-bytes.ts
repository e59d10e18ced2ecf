// Bytes that every thread can read.

/** A copy over a SharedArrayBuffer. */
export function sharedCopy(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** The bytes themselves where they lie over a SharedArrayBuffer, otherwise a copy that does. */
export function inSharedMemory(bytes: Uint8Array): Uint8Array {
  return bytes.buffer instanceof SharedArrayBuffer ? bytes : sharedCopy(bytes);
}
