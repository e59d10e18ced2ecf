// Buffer sources as bytes (JS Interface 5.1).

/** View, not copy, of an ArrayBuffer, SharedArrayBuffer or a view of one. Throws a TypeError for anything else. */
export function bytesOf(source: unknown, caller: string): Uint8Array {
  if (source instanceof ArrayBuffer || source instanceof SharedArrayBuffer) return new Uint8Array(source);
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  throw new TypeError(`${caller}: Argument 0 must be a buffer source`);
}
