// Function section (spec 5.5.6) and code section (spec 5.5.13). Bodies stay where they are: only their extents are noted.
import { unsupported } from '../../core/errors.ts';
import { maxFunctionSizeBytes, maxFunctions } from '../../core/limits.ts';
import { type ModuleDraft, sharedWords } from '../module-draft.ts';

export function decodeFunctionSection(draft: ModuleDraft): void {
  const { reader } = draft;
  const start = reader.position;
  const count = draft.readCount('functions', maxFunctions);
  if (count + draft.importedFunctions.length > maxFunctions) {
    throw unsupported(`${count + draft.importedFunctions.length} functions (limit ${maxFunctions})`, start);
  }
  const types = sharedWords(count);
  const offsets = new Uint32Array(count);
  for (let index = 0; index < count; index++) {
    offsets[index] = reader.position;
    types[index] = reader.readU32();
  }
  draft.functionTypes = types;
  draft.offsets.functions = offsets;
}

export function decodeCodeSection(draft: ModuleDraft): void {
  const { reader } = draft;
  const count = draft.readCount('function bodies', maxFunctions);
  const offsets = sharedWords(count);
  const sizes = sharedWords(count);
  for (let index = 0; index < count; index++) {
    const at = reader.position;
    const sizeBytes = reader.readU32();
    if (sizeBytes > maxFunctionSizeBytes) {
      throw unsupported(`a function body of ${sizeBytes} bytes (limit ${maxFunctionSizeBytes})`, at);
    }
    offsets[index] = reader.skip(sizeBytes);
    sizes[index] = sizeBytes;
  }
  draft.bodyOffsets = offsets;
  draft.bodySizes = sizes;
  draft.bodyCount = count;
}
