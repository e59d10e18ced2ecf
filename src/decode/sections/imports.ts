// Import section (spec 5.5.5), and the external types that it shares with other sections.
import { malformed } from '../../core/errors.ts';
import { maxImports } from '../../core/limits.ts';
import type { GlobalType, ImportDescription, TableType, TypeIndex } from '../../core/module.ts';
import { valTypeOf } from '../../core/type-code.ts';
import type { ModuleDraft } from '../module-draft.ts';
import type { OperatorReader } from '../operator-reader.ts';
import { readMemoryType, readRefType, readTableLimits, readValType, requireFeature } from '../read-types.ts';

export function decodeImportSection(draft: ModuleDraft): void {
  draft.offsets.imports = draft.readItems('imports', maxImports, (reader) => {
    const module = reader.readName();
    const name = reader.readName();
    const description = readDescription(reader);
    draft.imports.push({ module, name, description });
    addToIndexSpace(draft, description);
  });
}

function readDescription(reader: OperatorReader): ImportDescription {
  const start = reader.position;
  switch (reader.readByte()) {
    case 0:
      return { kind: 'function', type: reader.readU32() };
    case 1:
      return { kind: 'table', type: readTableType(reader) };
    case 2:
      return { kind: 'memory', type: readMemoryType(reader) };
    case 3:
      return { kind: 'global', type: readGlobalType(reader) };
    case 4:
      return { kind: 'tag', type: readTagType(reader) };
    default:
      throw malformed('malformed import kind', start);
  }
}

function addToIndexSpace(draft: ModuleDraft, description: ImportDescription): void {
  switch (description.kind) {
    case 'function':
      draft.importedFunctions.push(description.type);
      break;
    case 'table':
      draft.tables.push(description.type);
      break;
    case 'memory':
      draft.memories.push(description.type);
      break;
    case 'global':
      draft.globals.push(description.type);
      break;
    case 'tag':
      draft.tags.push(description.type);
      break;
  }
}

export function readTableType(reader: OperatorReader): TableType {
  const element = valTypeOf(readRefType(reader));
  return { element, ...readTableLimits(reader) };
}

export function readGlobalType(reader: OperatorReader): GlobalType {
  const type = readValType(reader);
  const start = reader.position;
  const mutability = reader.readByte();
  if (mutability > 1) throw malformed('malformed mutability', start);
  return { type, mutable: mutability === 1 };
}

export function readTagType(reader: OperatorReader): TypeIndex {
  const start = reader.position;
  requireFeature('exceptions', start);
  if (reader.readByte() !== 0) throw malformed('malformed tag attribute', start);
  return reader.readU32();
}
