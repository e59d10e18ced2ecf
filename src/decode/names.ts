// The name section (spec 7.4.1), read when a name is wanted. It is advice: whatever is damaged in it counts as absent.
import { WasmError } from '../core/errors.ts';
import type { Module } from '../core/module.ts';
import { ByteReader } from './byte-reader.ts';

const moduleSubsection = 0;
const functionSubsection = 1;

/** Names of a module's parts. Strings are made one by one, on request. */
export class NameMap {
  private readonly bytes: Uint8Array;
  private readonly moduleNameOffset: number;
  /** Offset in the module of each function's name (its size first), by function index; 0 where it has none. */
  private readonly functionNameOffsets: Uint32Array;

  constructor(bytes: Uint8Array, moduleNameOffset: number, functionNameOffsets: Uint32Array) {
    this.bytes = bytes;
    this.moduleNameOffset = moduleNameOffset;
    this.functionNameOffsets = functionNameOffsets;
  }

  /** The module's own name, if it has one. */
  moduleName(): string | undefined {
    return this.nameAt(this.moduleNameOffset);
  }

  /** Name of a function by function index (imports first), if it has one. */
  functionName(index: number): string | undefined {
    return this.nameAt(this.functionNameOffsets[index] ?? 0);
  }

  private nameAt(offset: number): string | undefined {
    return offset === 0 ? undefined : tolerant(() => new ByteReader(this.bytes, offset).readName());
  }
}

/** The value, or undefined where damaged bytes are in the way. */
function tolerant<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof WasmError) return undefined;
    throw error;
  }
}

/** Indexes the module's name section. Never throws for what the section holds. */
export function decodeNames(module: Module): NameMap {
  const offsets = new Uint32Array(module.importedFunctions.length + module.functions.count);
  const section = module.customSections.find((custom) => custom.name === 'name');
  const found = { moduleName: 0 };
  if (section) {
    const reader = new ByteReader(module.bytes, section.offset, section.offset + section.sizeBytes);
    tolerant(() => readSubsections(reader, offsets, found));
  }
  return new NameMap(module.bytes, found.moduleName, offsets);
}

function readSubsections(reader: ByteReader, functionNames: Uint32Array, found: { moduleName: number }): void {
  const sectionEnd = reader.end;
  while (reader.position < sectionEnd) {
    const id = reader.readByte();
    const sizeBytes = reader.readU32();
    const start = reader.skip(sizeBytes);
    const part = new ByteReader(reader.bytes, start, start + sizeBytes);
    if (id === moduleSubsection) found.moduleName = start;
    if (id === functionSubsection) tolerant(() => readFunctionNames(part, functionNames));
  }
}

function readFunctionNames(reader: ByteReader, functionNames: Uint32Array): void {
  const count = reader.readU32();
  for (let entry = 0; entry < count; entry++) {
    const index = reader.readU32();
    const offset = reader.position;
    reader.skip(reader.readU32());
    if (index < functionNames.length) functionNames[index] = offset;
  }
}
