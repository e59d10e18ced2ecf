// Types in the binary format (spec 5.3). A type whose feature is off is rejected here, in one place.
import { malformed, unsupported, type WasmError } from '../core/errors.ts';
import { type Feature, featureTitles, isAccepted } from '../core/features.ts';
import type { HeapType, Limits, MemoryType, TableType } from '../core/module.ts';
import { abstractRefCode, definedRefCode, TypeCode, valTypeOf } from '../core/type-code.ts';
import type { ByteReader } from './byte-reader.ts';

interface TypeByte {
  readonly code: TypeCode;
  readonly feature: Feature;
}

/** Abstract heap types by their byte. */
const heapBytes: readonly [number, Exclude<HeapType, number>, Feature][] = [
  [0x70, 'func', 'mvp'],
  [0x6f, 'extern', 'referenceTypes'],
  [0x69, 'exn', 'exceptions'],
  [0x73, 'nofunc', 'functionReferences'],
  [0x72, 'noextern', 'functionReferences'],
  [0x74, 'noexn', 'exceptions'],
];

/** Types of one byte. Those of the GC proposal have no code: its feature is never on. */
const typeBytes: readonly (TypeByte | undefined)[] = buildTypeBytes();

function buildTypeBytes(): (TypeByte | undefined)[] {
  const table: (TypeByte | undefined)[] = new Array(128).fill(undefined);
  const add = (byte: number, code: TypeCode, feature: Feature): void => {
    table[byte] = { code, feature };
  };
  add(0x7f, TypeCode.i32, 'mvp');
  add(0x7e, TypeCode.i64, 'mvp');
  add(0x7d, TypeCode.f32, 'mvp');
  add(0x7c, TypeCode.f64, 'mvp');
  add(0x7b, TypeCode.v128, 'simd');
  for (const [byte, heap, feature] of heapBytes) add(byte, abstractRefCode(true, heap), feature);
  for (const byte of [0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x71]) add(byte, TypeCode.unknown, 'gc');
  return table;
}

/** Throws unless `feature` is on. */
export function requireFeature(feature: Feature, offset: number): void {
  if (!isAccepted(feature)) throw featureError(feature, offset);
}

/** The error for a module that needs `feature`. */
export function featureError(feature: Feature, offset: number): WasmError {
  return unsupported(featureTitles[feature], offset);
}

function typeOfByte(reader: ByteReader, byte: number): TypeCode {
  const start = reader.position;
  const known = typeBytes[byte];
  if (known) {
    requireFeature(known.feature, start);
    reader.position++;
    return known.code;
  }
  if (byte !== 0x63 && byte !== 0x64) return TypeCode.unknown;
  requireFeature('functionReferences', start);
  reader.position++;
  return readHeapType(reader, byte === 0x63);
}

function peekByte(reader: ByteReader): number {
  const byte = reader.readByte();
  reader.position--;
  return byte;
}

/** A value type. */
export function readValueType(reader: ByteReader): TypeCode {
  const code = typeOfByte(reader, peekByte(reader));
  if (code === TypeCode.unknown) throw malformed('malformed value type', reader.position);
  return code;
}

/** A reference type. */
export function readRefType(reader: ByteReader): TypeCode {
  const byte = peekByte(reader);
  const code = byte >= 0x7b && byte <= 0x7f ? TypeCode.unknown : typeOfByte(reader, byte);
  if (code === TypeCode.unknown) throw malformed('malformed reference type', reader.position);
  return code;
}

/** A heap type, as the reference type to it with the given nullability. */
export function readHeapType(reader: ByteReader, nullable: boolean): TypeCode {
  const start = reader.position;
  const value = reader.readS33();
  if (value >= 0) {
    requireFeature('functionReferences', start);
    return definedRefCode(nullable, value);
  }
  for (const [byte, heap, feature] of heapBytes) {
    if (value !== byte - 0x80) continue;
    requireFeature(feature, start);
    return abstractRefCode(nullable, heap);
  }
  if (value >= 0x6a - 0x80 && value <= 0x71 - 0x80) throw featureError('gc', start);
  throw malformed('malformed heap type', start);
}

/** A value type as the module's description holds it. */
export function readValType(reader: ByteReader) {
  return valTypeOf(readValueType(reader));
}

const maximumFlag = 1;
const sharedFlag = 2;
const is64Flag = 4;
const pageSizeFlag = 8;

/** Limits of a table (spec 5.3.14). */
export function readTableLimits(reader: ByteReader): Pick<TableType, 'limits' | 'is64'> {
  const flags = readLimitsFlags(reader, maximumFlag | is64Flag);
  return { limits: readBounds(reader, flags), is64: (flags & is64Flag) !== 0 };
}

const usualPageSizeLog2 = 16;
const largestPageSizeLog2 = 63;

/** A memory type: limits, and where a flag says so the size of a page. */
export function readMemoryType(reader: ByteReader): MemoryType {
  const first = reader.position;
  const flags = readLimitsFlags(reader, maximumFlag | sharedFlag | is64Flag | pageSizeFlag);
  // With nothing behind it the flag is what it was before custom page sizes, and what the suite still calls it.
  if (flags & pageSizeFlag && reader.position === reader.end) throw malformed('malformed limits flags', first);
  const limits = readBounds(reader, flags);
  const start = reader.position;
  const pageSizeLog2 = flags & pageSizeFlag ? reader.readU32() : usualPageSizeLog2;
  if (pageSizeLog2 > largestPageSizeLog2) throw malformed('invalid custom page size', start);
  return { limits, shared: (flags & sharedFlag) !== 0, is64: (flags & is64Flag) !== 0, pageSizeLog2 };
}

function readLimitsFlags(reader: ByteReader, known: number): number {
  const start = reader.position;
  const flags = reader.readByte();
  if ((flags & ~known) !== 0) throw malformed('malformed limits flags', start);
  if (flags & sharedFlag) requireFeature('threads', start);
  if (flags & is64Flag) requireFeature('memory64', start);
  if (flags & pageSizeFlag) requireFeature('customPageSizes', start);
  return flags;
}

function readBounds(reader: ByteReader, flags: number): Limits {
  const is64 = (flags & is64Flag) !== 0;
  const minimum = readLimit(reader, is64);
  return flags & maximumFlag ? { minimum, maximum: readLimit(reader, is64) } : { minimum };
}

/** The binary format has one rule for both address types (u64); what does not fit is invalid, not malformed. */
function readLimit(reader: ByteReader, is64: boolean): bigint {
  if (!is64 && reader.position < reader.end && (reader.bytes[reader.position] as number) < 0x80) {
    return BigInt(reader.readByte());
  }
  reader.readU64();
  return reader.u64AsBigInt();
}
