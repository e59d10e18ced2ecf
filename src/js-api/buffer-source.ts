// Buffer sources as bytes (JS Interface 5.1).
import { sharedCopy } from '../core/shared-bytes.ts';

function viewOf(source: unknown): Uint8Array | undefined {
  if (source instanceof ArrayBuffer || source instanceof SharedArrayBuffer) return new Uint8Array(source);
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  return undefined;
}

export function isBufferSource(source: unknown): boolean {
  return viewOf(source) !== undefined;
}

/**
 * The bytes of an ArrayBuffer, SharedArrayBuffer or a view of one. Shared bytes are copied: another thread could change
 * them after they were validated. Throws a TypeError for anything else.
 */
export function bytesOf(source: unknown, caller: string): Uint8Array {
  const view = viewOf(source);
  if (view) return view.buffer instanceof SharedArrayBuffer ? sharedCopy(view) : view;
  throw new TypeError(`${caller}: Argument 0 must be a buffer source`);
}
