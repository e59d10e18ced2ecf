// Structured damage of modules, for decoders and validators: whole sections, sizes and counts, single bytes, operators.
// Most results are invalid, many in one place only.
import type { Module } from '../../src/core/module.ts';
import { type Random, unsigned } from '../unit/lower/random-encoding.ts';
import { mutate } from './mutate.ts';
import { joined, joinSections, type Sections, splitSections } from './sections.ts';

/** A LEB128 with bytes too many, which is allowed up to a number's width. */
function paddedLeb(value: number, random: Random): number[] {
  const bytes = unsigned(value);
  const extra = random.below(6);
  if (extra === 0) return bytes;
  return [...bytes.slice(0, -1), bytes.at(-1)! | 0x80, ...new Array<number>(extra - 1).fill(0x80), 0];
}

/** Sections in a given order, with sizes that may be wrong. */
function writeSections(
  entries: readonly (readonly [number, Uint8Array])[],
  random: Random,
  wrongSizes: boolean,
): Uint8Array {
  const pieces: (Uint8Array | number[])[] = [[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]];
  for (const [id, payload] of entries) {
    const wrong = wrongSizes && random.chance(30) ? random.below(5) - 2 : 0;
    const size = Math.max(0, payload.length + wrong);
    pieces.push([id, ...(random.chance(10) ? paddedLeb(size, random) : unsigned(size))], payload);
  }
  return joined(pieces);
}

function damageOrder(sections: Sections, random: Random): Uint8Array {
  const entries: [number, Uint8Array][] = [...sections];
  const at = random.below(entries.length);
  const dice = random.below(5);
  if (dice === 0) entries.splice(at, 1);
  else if (dice === 1) entries.splice(at, 0, entries[random.below(entries.length)]!);
  else if (dice === 2) entries.splice(at, 0, [0, Uint8Array.from([1, 0x61, ...randomBytes(random, random.below(4))])]);
  else if (dice === 3) entries[at] = [random.below(16), entries[at]![1]];
  return writeSections(entries, random, dice === 4);
}

function randomBytes(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.below(256));
}

const telling = [0, 1, 2, 0x0b, 0x40, 0x60, 0x63, 0x64, 0x69, 0x6f, 0x70, 0x7b, 0x7f, 0x80, 0xff, 0xfc, 0xfd, 0xfe];

/** Changes, adds and removes bytes. */
function damageBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = [...bytes];
  for (let count = 1 + random.below(3); count > 0; count--) {
    const at = random.below(changed.length);
    const value = random.chance(50) ? random.pick(telling) : random.below(256);
    const dice = random.below(4);
    if (dice === 0) changed.splice(at, 1);
    else if (dice === 1) changed.splice(at, 0, value);
    else if (dice === 2) changed[at] = value;
    else changed[at] = changed[at]! ^ (1 << random.below(8));
    if (changed.length === 0) changed.push(0);
  }
  return Uint8Array.from(changed);
}

/** Damages the payload of one section, and writes a size that fits. */
function damagePayload(sections: Sections, random: Random): Uint8Array {
  const entries = [...sections];
  const at = random.below(entries.length);
  const [id, payload] = entries[at]!;
  entries[at] = [id, payload.length === 0 ? Uint8Array.of(0) : damageBytes(payload, random)];
  return writeSections(entries, random, false);
}

/** A section of another module in place of this one's. */
function splice(sections: Sections, other: Sections, random: Random): Uint8Array {
  const [id, payload] = random.pick([...other]);
  return joinSections(new Map(sections).set(id, payload));
}

/** A damaged copy of `module`; `other` gives parts. */
export function damage(module: Module, other: Uint8Array, random: Random): Uint8Array {
  const bytes = module.bytes.slice();
  const sections = splitSections(bytes);
  if (sections.size === 0) return damageBytes(bytes, random);
  const dice = random.below(100);
  if (dice < 35 && module.functions.count > 0) return mutate(module, random);
  if (dice < 65) return damagePayload(sections, random);
  if (dice < 80) return damageOrder(sections, random);
  if (dice < 90) {
    const others = splitSections(other);
    if (others.size > 0) return splice(sections, others, random);
  }
  return damageBytes(bytes, random);
}
