// Global section (spec 5.5.9).
import { maxGlobals } from '../../core/limits.ts';
import type { ModuleDraft } from '../module-draft.ts';
import { readConstExpr } from '../read-const-expr.ts';
import { readGlobalType } from './imports.ts';

export function decodeGlobalSection(draft: ModuleDraft): void {
  draft.offsets.globals = draft.readItems('globals', maxGlobals, (reader) => {
    const type = readGlobalType(reader);
    draft.globals.push(type);
    draft.definedGlobals.push({ type, init: readConstExpr(reader) });
  });
}
