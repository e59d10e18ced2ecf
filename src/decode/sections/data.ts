// Data count section (spec 5.5.15) and data section (5.5.14). The segments' bytes stay where they are.
import { malformed } from '../../core/errors.ts';
import { maxDataSegments } from '../../core/limits.ts';
import type { DataSegment, SegmentMode } from '../../core/module.ts';
import type { ModuleDraft } from '../module-draft.ts';
import type { OperatorReader } from '../operator-reader.ts';
import { readConstExpr } from '../read-const-expr.ts';

export function decodeDataCountSection(draft: ModuleDraft): void {
  draft.dataCount = draft.reader.readU32();
}

export function decodeDataSection(draft: ModuleDraft): void {
  draft.offsets.data = draft.readItems('data segments', maxDataSegments, (reader) => {
    draft.data.push(readDataSegment(reader));
  });
}

function readDataSegment(reader: OperatorReader): DataSegment {
  const mode = readMode(reader);
  const start = reader.position;
  const sizeBytes = reader.readU32();
  if (sizeBytes > reader.end - reader.position) throw malformed('unexpected end of section or function', start);
  return { mode, offset: reader.skip(sizeBytes), sizeBytes };
}

function readMode(reader: OperatorReader): SegmentMode {
  const start = reader.position;
  const flags = reader.readU32();
  if (flags > 2) throw malformed('malformed data segment kind', start);
  if (flags === 1) return { kind: 'passive' };
  const index = flags === 2 ? reader.readU32() : 0;
  return { kind: 'active', index, offset: readConstExpr(reader) };
}
