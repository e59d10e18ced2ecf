// Profiles as bytes: Wasabi's own format, described in FORMAT.md. Sorted, so that equal profiles are equal
// bytes. Reads only what it wrote itself: everything else is a ProfileError.
import { sha256 } from '../src/core/sha256.ts';
import { kindNumber, maxTierEvents, sortTierEvents, type TierEvent, tierEventKinds } from './history.ts';
import { type Profile, sortTargets } from './profile.ts';
import type { FunctionProfile, IndirectSite, TargetCount } from './profile-view.ts';
import { maxStackDepth, type StackTree } from './stack-tree.ts';
import { VarintReader, VarintWriter } from './varint.ts';

/** Version this code writes, and the only one it reads. */
export const formatVersion = 3;
const magic = Uint8Array.from([0x89, 0x57, 0x50, 0x46]);
const headerBytes = 16;
const hashBytes = 32;
/** Keys are function indices, module offsets or frames: what a number of 32 bits and a kind can say. */
const maxKey = 2 ** 34;

export type ProfileFault = 'foreign' | 'newer' | 'older' | 'truncated' | 'damaged' | 'other module' | 'unreadable';

/** Why bytes or a file are not a usable profile; the message is fit for a user. */
export class ProfileError extends Error {
  readonly fault: ProfileFault;

  constructor(fault: ProfileFault, message: string) {
    super(message);
    this.name = 'ProfileError';
    this.fault = fault;
  }
}

/** First eight bytes of the payload's SHA-256. */
function checksum(payload: Uint8Array): Uint8Array {
  return sha256(payload).subarray(0, 8);
}

function sortedEntries<T>(map: ReadonlyMap<number, T>): [number, T][] {
  return [...map].sort((a, b) => a[0] - b[0]);
}

/** Writes a map in order of its keys, each as the difference from the one before. */
function writeMap<T>(writer: VarintWriter, map: ReadonlyMap<number, T>, writeValue: (value: T) => void): void {
  writer.write(map.size);
  let previous = 0;
  for (const [key, value] of sortedEntries(map)) {
    writer.write(key - previous);
    previous = key;
    writeValue(value);
  }
}

function readMap<T>(reader: VarintReader, readValue: (key: number) => T): Map<number, T> {
  const map = new Map<number, T>();
  let key = 0;
  for (let left = reader.readLength(), first = true; left > 0; left--, first = false) {
    const step = reader.read();
    if (step === 0 && !first) throw new RangeError('keys out of order');
    key += step;
    if (key >= maxKey) throw new RangeError('key too large');
    map.set(key, readValue(key));
  }
  return map;
}

function writeSite(writer: VarintWriter, site: IndirectSite): void {
  writer.write(site.total);
  writer.write(site.foreign);
  writeMap(writer, new Map(site.targets.map((target) => [target.functionIndex, target.count])), (count) =>
    writer.write(count),
  );
}

function readSite(reader: VarintReader): IndirectSite {
  const total = reader.read();
  const foreign = reader.read();
  const counts = readMap(reader, () => reader.read());
  const targets: TargetCount[] = [...counts].map(([functionIndex, count]) => ({ functionIndex, count }));
  return { total, foreign, targets: sortTargets(targets) };
}

function writeFunction(writer: VarintWriter, profile: FunctionProfile): void {
  writer.write(profile.entries);
  writeMap(writer, profile.loops, (count) => writer.write(count));
  writeMap(writer, profile.outcomes, (counts) => {
    writer.write(counts.length);
    for (const count of counts) writer.write(count);
  });
  writeMap(writer, profile.indirect, (site) => writeSite(writer, site));
}

function readFunction(reader: VarintReader, functionIndex: number): FunctionProfile {
  const entries = reader.read();
  const loops = readMap(reader, () => reader.read());
  const outcomes = readMap(reader, () => Array.from({ length: reader.readLength() }, () => reader.read()));
  const indirect = readMap(reader, () => readSite(reader));
  return { functionIndex, entries, loops, outcomes, indirect };
}

function writeEvent(writer: VarintWriter, event: TierEvent): void {
  for (const number of [event.atUs, kindNumber(event.kind), event.loop, event.compileUs, event.codeBytes]) {
    writer.write(number);
  }
}

function readEvent(reader: VarintReader): TierEvent {
  const atUs = reader.read();
  const kind = tierEventKinds[reader.read()];
  if (kind === undefined) throw new RangeError('unknown tier event');
  return { atUs, kind, loop: reader.read(), compileUs: reader.read(), codeBytes: reader.read() };
}

function writeHistory(writer: VarintWriter, events: readonly TierEvent[]): void {
  const sorted = sortTierEvents(events);
  writer.write(sorted.length);
  for (const event of sorted) writeEvent(writer, event);
}

function readHistory(reader: VarintReader): TierEvent[] {
  const count = reader.readLength();
  if (count > maxTierEvents) throw new RangeError('too many tier events');
  return sortTierEvents(Array.from({ length: count }, () => readEvent(reader)));
}

function writeStacks(writer: VarintWriter, tree: StackTree): void {
  writer.write(tree.samples);
  writer.write(tree.timeNs);
  writeMap(writer, tree.children, (child) => writeStacks(writer, child));
}

function readStacks(reader: VarintReader, depth = 0): StackTree {
  if (depth > maxStackDepth) throw new RangeError('call stacks too deep');
  const samples = reader.read();
  const timeNs = reader.read();
  return { samples, timeNs, children: readMap(reader, () => readStacks(reader, depth + 1)) };
}

/** Bytes of a profile: a new array. Equal profiles give equal bytes, whatever the order of their maps. */
export function encodeProfile(profile: Profile): Uint8Array {
  const writer = new VarintWriter();
  writer.writeBytes(Buffer.from(profile.moduleHash, 'hex'));
  writeMap(writer, profile.functions, (value) => writeFunction(writer, value));
  writeMap(writer, profile.history, (events) => writeHistory(writer, events));
  writeStacks(writer, profile.stacks);
  const payload = writer.bytes();
  const bytes = new Uint8Array(headerBytes + payload.length);
  bytes.set(magic);
  new DataView(bytes.buffer).setUint32(4, formatVersion, true);
  bytes.set(checksum(payload), 8);
  bytes.set(payload, headerBytes);
  return bytes;
}

function checkHeader(bytes: Uint8Array): Uint8Array {
  const start = bytes.subarray(0, magic.length);
  if (start.length > 0 && start.some((byte, index) => byte !== magic[index])) {
    throw new ProfileError('foreign', 'not a Wasabi profile');
  }
  if (bytes.length < headerBytes + hashBytes) throw new ProfileError('truncated', 'truncated profile');
  const version = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  if (version !== formatVersion) {
    const fault = version > formatVersion ? 'newer' : 'older';
    throw new ProfileError(fault, `profile format ${version}, this version of Wasabi reads ${formatVersion}`);
  }
  const payload = bytes.subarray(headerBytes);
  if (checksum(payload).some((byte, index) => byte !== bytes[8 + index])) {
    throw new ProfileError('damaged', 'damaged or truncated profile (checksum differs)');
  }
  return payload;
}

/** Reads what `encodeProfile` wrote. Throws a ProfileError for anything else; never returns a part of a profile. */
export function decodeProfile(bytes: Uint8Array): Profile {
  const reader = new VarintReader(checkHeader(bytes));
  try {
    const moduleHash = Buffer.from(reader.readBytes(hashBytes)).toString('hex');
    const functions = readMap(reader, (functionIndex) => readFunction(reader, functionIndex));
    const history = readMap(reader, () => readHistory(reader));
    const stacks = readStacks(reader);
    if (!reader.atEnd) throw new RangeError(`bytes left at ${reader.position}`);
    return { moduleHash, functions, history, stacks };
  } catch (error) {
    if (error instanceof RangeError) throw new ProfileError('damaged', `damaged profile (${error.message})`);
    throw error;
  }
}
