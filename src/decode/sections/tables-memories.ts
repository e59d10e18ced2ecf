// Table section (spec 5.5.7), memory section (5.5.8) and tag section (5.5.16).
import { malformed } from '../../core/errors.ts';
import { maxMemories, maxTables, maxTags } from '../../core/limits.ts';
import type { Table } from '../../core/module.ts';
import type { ModuleDraft } from '../module-draft.ts';
import type { OperatorReader } from '../operator-reader.ts';
import { readConstExpr } from '../read-const-expr.ts';
import { readMemoryType, requireFeature } from '../read-types.ts';
import { readTableType, readTagType } from './imports.ts';

const initializedTable = 0x40;

export function decodeTableSection(draft: ModuleDraft): void {
  draft.offsets.tables = draft.readItems('tables', maxTables, (reader) => {
    const table = readTable(reader);
    draft.tables.push(table.type);
    draft.definedTables.push(table);
  });
}

function readTable(reader: OperatorReader): Table {
  const start = reader.position;
  if (reader.readByte() !== initializedTable) {
    reader.position = start;
    return { type: readTableType(reader) };
  }
  requireFeature('functionReferences', start);
  if (reader.readByte() !== 0) throw malformed('malformed table', start);
  return { type: readTableType(reader), init: readConstExpr(reader) };
}

export function decodeMemorySection(draft: ModuleDraft): void {
  draft.offsets.memories = draft.readItems('memories', maxMemories, (reader) => {
    draft.memories.push(readMemoryType(reader));
  });
}

export function decodeTagSection(draft: ModuleDraft): void {
  requireFeature('exceptions', draft.reader.position);
  draft.offsets.tags = draft.readItems('tags', maxTags, (reader) => {
    draft.tags.push(readTagType(reader));
  });
}
