// Type section (spec 5.5.4): recursion groups of function types.
import { invalid, malformed, unsupported } from '../../core/errors.ts';
import { maxFunctionParams, maxFunctionResults, maxTypes } from '../../core/limits.ts';
import type { FuncType, TypeIndex, ValType } from '../../core/module.ts';
import type { ModuleDraft } from '../module-draft.ts';
import { featureError, readValType, requireFeature } from '../read-types.ts';

/** Leading bytes of a type section's items. */
const Form = { function: 0x60, struct: 0x5f, array: 0x5e, sub: 0x50, finalSub: 0x4f, group: 0x4e } as const;

export function decodeTypeSection(draft: ModuleDraft): void {
  const { reader } = draft;
  const offsets: number[] = [];
  const groups = draft.readCount('types', maxTypes);
  for (let group = 0; group < groups; group++) {
    const start = reader.position;
    if (reader.readByte() === Form.group) {
      requireFeature('functionReferences', start);
      readGroup(draft, draft.readCount('types', maxTypes), offsets);
    } else {
      reader.position = start;
      readGroup(draft, 1, offsets);
    }
  }
  draft.offsets.types = Uint32Array.from(offsets);
}

function readGroup(draft: ModuleDraft, groupSize: number, offsets: number[]): void {
  const groupStart = draft.types.length;
  const total = groupStart + groupSize;
  if (total > maxTypes) throw unsupported(`${total} types (limit ${maxTypes})`, draft.reader.position);
  for (let place = 0; place < groupSize; place++) {
    offsets.push(draft.reader.position);
    draft.types.push({ ...readSubtype(draft), groupStart, groupSize });
  }
}

function readSubtype(draft: ModuleDraft): FuncType & { final: boolean; supertype?: TypeIndex } {
  const { reader } = draft;
  const start = reader.position;
  const form = reader.readByte();
  if (form !== Form.sub && form !== Form.finalSub) {
    reader.position = start;
    return { ...readFuncType(draft), final: true };
  }
  requireFeature('functionReferences', start);
  const supertypes = draft.readCount('supertypes', maxTypes);
  if (supertypes > 1) throw invalid('sub type has more than one supertype', start);
  const above = supertypes === 1 ? { supertype: reader.readU32() } : {};
  return { ...readFuncType(draft), ...above, final: form === Form.finalSub };
}

function readFuncType(draft: ModuleDraft): FuncType {
  const { reader } = draft;
  const start = reader.position;
  const form = reader.readByte();
  // The form is a signed number of seven bits.
  if (form >= 0x80) throw malformed('integer representation too long', start);
  if (form === Form.struct || form === Form.array) throw featureError('gc', start);
  if (form !== Form.function) throw malformed('malformed type form', start);
  const params = readTypeVector(draft, 'parameters', maxFunctionParams);
  const results = readTypeVector(draft, 'results', maxFunctionResults);
  return { params, results };
}

function readTypeVector(draft: ModuleDraft, what: string, limit: number): ValType[] {
  const count = draft.readCount(what, limit);
  const types: ValType[] = [];
  for (let index = 0; index < count; index++) types.push(readValType(draft.reader));
  return types;
}
