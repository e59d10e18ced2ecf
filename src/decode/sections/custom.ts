// Custom sections (spec 5.5.3): the name is checked, the payload is kept where it is.
import type { ModuleDraft } from '../module-draft.ts';

export function decodeCustomSection(draft: ModuleDraft): void {
  const { reader } = draft;
  const name = reader.readName();
  const sizeBytes = reader.end - reader.position;
  draft.customSections.push({ name, offset: reader.skip(sizeBytes), sizeBytes });
}
