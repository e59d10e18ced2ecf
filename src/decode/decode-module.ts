// Bytes to `Module` (spec 5.5.16): the header, then the sections in their order. Function bodies are not read here.
import { malformed, unsupported, WasmError } from '../core/errors.ts';
import { maxModuleSizeBytes } from '../core/limits.ts';
import type { Module } from '../core/module.ts';
import { inSharedMemory } from '../core/shared-bytes.ts';
import { ModuleDraft } from './module-draft.ts';
import { OperatorReader } from './operator-reader.ts';
import { decodeCustomSection } from './sections/custom.ts';
import { decodeDataCountSection, decodeDataSection } from './sections/data.ts';
import { decodeElementSection } from './sections/elements.ts';
import { decodeExportSection, decodeStartSection } from './sections/exports.ts';
import { decodeCodeSection, decodeFunctionSection } from './sections/functions.ts';
import { decodeGlobalSection } from './sections/globals.ts';
import { decodeImportSection } from './sections/imports.ts';
import { decodeMemorySection, decodeTableSection, decodeTagSection } from './sections/tables-memories.ts';
import { decodeTypeSection } from './sections/types.ts';

interface SectionRow {
  readonly id: number;
  readonly decode: (draft: ModuleDraft) => void;
}

/** The sections in the order in which they must stand (spec 5.5.2); custom sections may stand anywhere. */
const sectionOrder: readonly SectionRow[] = [
  { id: 1, decode: decodeTypeSection },
  { id: 2, decode: decodeImportSection },
  { id: 3, decode: decodeFunctionSection },
  { id: 4, decode: decodeTableSection },
  { id: 5, decode: decodeMemorySection },
  { id: 13, decode: decodeTagSection },
  { id: 6, decode: decodeGlobalSection },
  { id: 7, decode: decodeExportSection },
  { id: 8, decode: decodeStartSection },
  { id: 9, decode: decodeElementSection },
  { id: 12, decode: decodeDataCountSection },
  { id: 10, decode: decodeCodeSection },
  { id: 11, decode: decodeDataSection },
];

const headerSizeBytes = 8;
const magic = [0x00, 0x61, 0x73, 0x6d];
const version = [0x01, 0x00, 0x00, 0x00];

/**
 * Decodes a module. `bytes` is kept where it lies over a SharedArrayBuffer and must not be written any more; otherwise
 * it is copied. Throws `WasmError`. Function bodies are checked by `validateModule`; here only where what follows them
 * is malformed.
 */
export function decodeModule(bytes: Uint8Array): Module {
  if (bytes.length > maxModuleSizeBytes) throw unsupported(`a module of ${bytes.length} bytes`, 0);
  const shared = inSharedMemory(bytes);
  checkHeader(shared);
  const draft = new ModuleDraft(new OperatorReader(shared, headerSizeBytes));
  try {
    decodeSections(draft);
    return finish(draft);
  } catch (error) {
    throw earlierInBodies(draft) ?? error;
  }
}

/** A fault in a body that was skipped: it stands before the fault of a later section, which may be its consequence. */
function earlierInBodies({ reader, bodyCount, bodyOffsets, bodySizes }: ModuleDraft): WasmError | undefined {
  try {
    for (let index = 0; index < bodyCount; index++) {
      const start = bodyOffsets[index] as number;
      reader.openBody(start, start + (bodySizes[index] as number));
      while (!reader.atEnd()) reader.next();
    }
  } catch (error) {
    if (error instanceof WasmError && error.kind === 'malformed') return error;
  }
  return undefined;
}

function checkHeader(bytes: Uint8Array): void {
  checkBytes(bytes, 0, magic, 'magic header not detected');
  checkBytes(bytes, magic.length, version, 'unknown binary version');
}

function checkBytes(bytes: Uint8Array, start: number, expected: readonly number[], phrase: string): void {
  if (bytes.length < start + expected.length) throw malformed('unexpected end', bytes.length);
  for (const [index, byte] of expected.entries()) {
    if (bytes[start + index] !== byte) throw malformed(phrase, start);
  }
}

function decodeSections(draft: ModuleDraft): void {
  const { reader } = draft;
  const moduleEnd = reader.bytes.length;
  let lastRank = -1;
  while (reader.position < moduleEnd) {
    const start = reader.position;
    const id = reader.readByte();
    const rank = sectionOrder.findIndex((row) => row.id === id);
    if (id !== 0 && rank < 0) throw malformed('malformed section id', start);
    const sizeBytes = reader.readU32();
    if (sizeBytes > moduleEnd - reader.position) throw malformed('length out of bounds', start + 1);
    if (id !== 0) {
      if (rank <= lastRank) throw malformed('unexpected content after last section', start);
      lastRank = rank;
    }
    reader.end = reader.position + sizeBytes;
    if (id === 0) decodeCustomSection(draft);
    else (sectionOrder[rank] as SectionRow).decode(draft);
    if (reader.position !== reader.end) throw malformed('section size mismatch', reader.position);
    reader.end = moduleEnd;
  }
}

/** Sections that must agree in their lengths. */
function checkLengths(draft: ModuleDraft): void {
  const { end } = draft.reader;
  if (draft.bodyCount !== draft.functionTypes.length) {
    throw malformed('function and code section have inconsistent lengths', end);
  }
  if (draft.dataCount !== undefined && draft.dataCount !== draft.data.length) {
    throw malformed('data count and data section have inconsistent lengths', end);
  }
}

function finish(draft: ModuleDraft): Module {
  checkLengths(draft);
  return {
    bytes: draft.reader.bytes,
    types: draft.types,
    imports: draft.imports,
    exports: draft.exports,
    importedFunctions: draft.importedFunctions,
    functions: {
      count: draft.bodyCount,
      types: draft.functionTypes,
      offsets: draft.bodyOffsets,
      sizes: draft.bodySizes,
    },
    tables: draft.tables,
    memories: draft.memories,
    globals: draft.globals,
    tags: draft.tags,
    definedTables: draft.definedTables,
    definedGlobals: draft.definedGlobals,
    elements: draft.elements,
    data: draft.data,
    ...(draft.dataCount === undefined ? {} : { dataCount: draft.dataCount }),
    ...(draft.start === undefined ? {} : { start: draft.start }),
    customSections: draft.customSections,
    itemOffsets: draft.offsets,
  };
}
