// Links one object file into a position-independent image: bytes that may be copied to any 64-byte-aligned address.
import { type NativeImage, native } from './binding.ts';

/** A function of an image; offsets count from the image's first byte. */
export interface ImageEntry {
  readonly name: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** An 8-byte cell of an image that must hold the absolute address of `symbol` before the code may run. */
export interface ImageSlot {
  readonly symbol: string;
  readonly offset: number;
}

export interface CodeImage {
  /** Code, stubs and constants; relocated relative to itself. */
  readonly code: Uint8Array;
  readonly entries: readonly ImageEntry[];
  readonly slots: readonly ImageSlot[];
  /** Pairs (code offset, source location), by ascending code offset; location 0 ends a range without one. */
  readonly lines: Uint32Array;
  /**
   * Triples (where a call begins, where it has ended, its landing pad), by ascending offset, for `invoke`s. A thrower that
   * finds a frame's return address behind the first and at most at the second offset goes on at the third, with stack
   * and frame pointer as they were at the call and the pointer for `landingPad` in rax; other registers do not matter.
   */
  readonly handlers: Uint32Array;
}

/** Of what the addon returns. */
export function imageOf({ code, names, entries, slotNames, slots, lines, handlers }: NativeImage): CodeImage {
  return {
    code,
    entries: names.map((name, i) => ({ name, offset: entries[i * 2]!, sizeBytes: entries[i * 2 + 1]! })),
    slots: slotNames.map((symbol, i) => ({ symbol, offset: slots[i]! })),
    lines,
    handlers,
  };
}

/** Links an object made by `emitObject`. Throws an Error when it is malformed or needs what an image cannot hold. */
export function linkObject(object: Uint8Array): CodeImage {
  return imageOf(native().linkObject(object));
}
