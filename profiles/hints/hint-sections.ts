// The custom sections of the compilation hints proposal (`metadata.code.*`) as bytes: vectors of functions with hints at
// offsets in their bodies, and where such sections stand in a module. Knows nothing of what hints say.
import type { FuncIndex, Module } from '../../src/core/module.ts';
import { ByteReader } from '../../src/decode/byte-reader.ts';

export const hintSectionNames = {
  priority: 'metadata.code.compilation_priority',
  frequency: 'metadata.code.instr_freq',
  targets: 'metadata.code.call_targets',
} as const;

/** One hint: offset from the body's first byte (its locals; 0 for the function itself), and its bytes. */
export interface Hint {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Hints by function index. */
export type FunctionHints = ReadonlyMap<FuncIndex, readonly Hint[]>;

/** An unsigned LEB128 number below 2^32. */
export function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return [...bytes, rest];
}

/** A whole custom section: id, size, name, functions by index, hints by offset. */
function encodeSection(name: string, functions: FunctionHints): Uint8Array {
  const text = Buffer.from(name);
  const payload: number[] = [...leb(text.length), ...text, ...leb(functions.size)];
  for (const [functionIndex, hints] of [...functions].sort((a, b) => a[0] - b[0])) {
    payload.push(...leb(functionIndex), ...leb(hints.length));
    for (const { offset, bytes } of [...hints].sort((a, b) => a.offset - b.offset)) {
      payload.push(...leb(offset), ...leb(bytes.length), ...bytes);
    }
  }
  return Uint8Array.from([0, ...leb(payload.length), ...payload]);
}

const codeSection = 10;
const headerBytes = 8;

/** Where a section stands, id and size included. */
interface SectionSpan {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  /** Of a custom section. */
  readonly name: string | undefined;
}

function sectionsOf(bytes: Uint8Array): SectionSpan[] {
  const reader = new ByteReader(bytes, headerBytes);
  const sections: SectionSpan[] = [];
  while (reader.position < bytes.length) {
    const start = reader.position;
    const id = reader.readByte();
    const size = reader.readU32();
    const end = reader.skip(size) + size;
    const name = id === 0 ? new ByteReader(bytes, end - size, end).readName() : undefined;
    sections.push({ id, start, end, name });
  }
  return sections;
}

/** A copy of a module with these sections right before its code; sections of the same names are left out. */
export function insertHintSections(module: Module, hints: ReadonlyMap<string, FunctionHints>): Uint8Array {
  const added = [...hints].filter(([, functions]) => functions.size > 0).map((entry) => encodeSection(...entry));
  const parts: Uint8Array[] = [module.bytes.subarray(0, headerBytes)];
  for (const { id, start, end, name } of sectionsOf(module.bytes)) {
    if (id === codeSection) parts.push(...added);
    if (name === undefined || !hints.has(name)) parts.push(module.bytes.subarray(start, end));
  }
  return Buffer.concat(parts);
}

/** The hints of a section of the module; empty without it. Throws a WasmError when it is malformed. */
export function readHintSection(module: Module, name: string): FunctionHints {
  const functions = new Map<FuncIndex, Hint[]>();
  const section = module.customSections.find((custom) => custom.name === name);
  if (!section) return functions;
  const reader = new ByteReader(module.bytes, section.offset, section.offset + section.sizeBytes);
  for (let left = reader.readU32(); left > 0; left--) {
    const functionIndex = reader.readU32();
    const hints: Hint[] = [];
    for (let count = reader.readU32(); count > 0; count--) {
      const offset = reader.readU32();
      const size = reader.readU32();
      const start = reader.skip(size);
      hints.push({ offset, bytes: module.bytes.subarray(start, start + size) });
    }
    functions.set(functionIndex, hints);
  }
  return functions;
}

/** The LEB128 numbers that a hint's bytes are. Throws a WasmError when they end inside one. */
export function hintNumbers(bytes: Uint8Array): number[] {
  const reader = new ByteReader(bytes, 0);
  const numbers: number[] = [];
  while (reader.position < bytes.length) numbers.push(reader.readU32());
  return numbers;
}
