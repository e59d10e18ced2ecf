// What the sections of one module have brought so far. Every section file adds to it; `decode-module` turns it
// into a `Module`.
import { malformed, unsupported } from '../core/errors.ts';
import type {
  CustomSection,
  DataSegment,
  DefinedType,
  ElementSegment,
  Export,
  FuncIndex,
  Global,
  GlobalType,
  Import,
  ItemOffsets,
  MemoryType,
  Table,
  TableType,
  TypeIndex,
} from '../core/module.ts';
import type { OperatorReader } from './operator-reader.ts';

const emptyWords: Uint32Array = new Uint32Array(0);

/** `count` words that every thread can read. */
export function sharedWords(count: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(4 * count));
}

export class ModuleDraft {
  /** Stands in the section that is being decoded. */
  readonly reader: OperatorReader;
  types: DefinedType[] = [];
  imports: Import[] = [];
  importedFunctions: TypeIndex[] = [];
  exports: Export[] = [];
  tables: TableType[] = [];
  memories: MemoryType[] = [];
  globals: GlobalType[] = [];
  tags: TypeIndex[] = [];
  definedTables: Table[] = [];
  definedGlobals: Global[] = [];
  elements: ElementSegment[] = [];
  data: DataSegment[] = [];
  dataCount: number | undefined;
  start: FuncIndex | undefined;
  customSections: CustomSection[] = [];
  /** Defined functions: types from the function section, bodies from the code section. */
  functionTypes: Uint32Array = emptyWords;
  bodyOffsets: Uint32Array = emptyWords;
  bodySizes: Uint32Array = emptyWords;
  bodyCount = 0;
  /** See `ItemOffsets`. */
  offsets: { -readonly [Kind in keyof ItemOffsets]: ItemOffsets[Kind] } = {
    types: emptyWords,
    imports: emptyWords,
    functions: emptyWords,
    tables: emptyWords,
    memories: emptyWords,
    tags: emptyWords,
    globals: emptyWords,
    exports: emptyWords,
    elements: emptyWords,
    data: emptyWords,
    start: 0,
  };

  constructor(reader: OperatorReader) {
    this.reader = reader;
  }

  /** Reads how many items a vector has; each takes at least one byte, and a section holds at most `limit`. */
  readCount(what: string, limit: number): number {
    const { reader } = this;
    const start = reader.position;
    const count = reader.readU32();
    if (count > reader.end - reader.position) throw malformed('unexpected end of section or function', start);
    if (count > limit) throw unsupported(`${count} ${what} (limit ${limit})`, start);
    return count;
  }

  /** Reads a section that is a vector: `readItem` for each, whose offsets are returned. */
  readItems(what: string, limit: number, readItem: (reader: OperatorReader, index: number) => void): Uint32Array {
    const { reader } = this;
    const count = this.readCount(what, limit);
    const offsets = new Uint32Array(count);
    for (let index = 0; index < count; index++) {
      offsets[index] = reader.position;
      readItem(reader, index);
    }
    return offsets;
  }
}
