// Export section (spec 5.5.10) and start section (5.5.11).
import { malformed } from '../../core/errors.ts';
import { maxExports } from '../../core/limits.ts';
import type { ExternKind } from '../../core/module.ts';
import type { ModuleDraft } from '../module-draft.ts';

const exportKinds: readonly ExternKind[] = ['function', 'table', 'memory', 'global', 'tag'];

export function decodeExportSection(draft: ModuleDraft): void {
  draft.offsets.exports = draft.readItems('exports', maxExports, (reader) => {
    const name = reader.readName();
    const start = reader.position;
    const kind = exportKinds[reader.readByte()];
    if (kind === undefined) throw malformed('malformed export kind', start);
    draft.exports.push({ name, kind, index: reader.readU32() });
  });
}

export function decodeStartSection(draft: ModuleDraft): void {
  draft.offsets.start = draft.reader.position;
  draft.start = draft.reader.readU32();
}
