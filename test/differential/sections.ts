// A module's bytes as sections, and back: what rewriting of modules stands on. Knows no section's contents but the
// count that most begin with.
import { ByteReader } from '../../src/decode/byte-reader.ts';
import { unsigned } from '../unit/lower/random-encoding.ts';

const headerSizeBytes = 8;

/** Order in which sections must stand (spec 5.5.2). */
const order = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

export const sectionIds = {
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
} as const;

/** Payloads by section id; custom sections are dropped. */
export type Sections = Map<number, Uint8Array>;

/** Bytes of several pieces, one after the other. */
export function joined(pieces: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const result = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
}

/** The sections of a module that can be decoded; views of its bytes. */
export function splitSections(bytes: Uint8Array): Sections {
  const sections: Sections = new Map();
  const reader = new ByteReader(bytes, headerSizeBytes);
  while (reader.position < bytes.length) {
    const id = reader.readByte();
    const sizeBytes = reader.readU32();
    const start = reader.skip(sizeBytes);
    if (id !== 0) sections.set(id, bytes.subarray(start, start + sizeBytes));
  }
  return sections;
}

export function joinSections(sections: Sections): Uint8Array {
  const pieces: (Uint8Array | number[])[] = [[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]];
  for (const id of order) {
    const payload = sections.get(id);
    if (payload) pieces.push([id, ...unsigned(payload.length)], payload);
  }
  return joined(pieces);
}

/** A section that is a vector, with more items at its end. */
export function appended(payload: Uint8Array | undefined, items: readonly (readonly number[])[]): Uint8Array {
  const reader = new ByteReader(payload ?? Uint8Array.of(0));
  const count = reader.readU32();
  const old = reader.bytes.subarray(reader.position);
  return joined([unsigned(count + items.length), old, ...items]);
}

/** A code section of these bodies (without their sizes). */
export function codeSection(bodies: readonly Uint8Array[]): Uint8Array {
  return joined([unsigned(bodies.length), ...bodies.flatMap((body) => [unsigned(body.length), body])]);
}
