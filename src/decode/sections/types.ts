// Type section (spec 5.5.4).
import { malformed } from '../../core/errors.ts';
import { maxFunctionParams, maxFunctionResults, maxTypes } from '../../core/limits.ts';
import type { FuncType, ValType } from '../../core/module.ts';
import type { ModuleDraft } from '../module-draft.ts';
import type { OperatorReader } from '../operator-reader.ts';
import { featureError, readValType } from '../read-types.ts';

const functionForm = 0x60;
/** Forms of the GC proposal: array, struct, sub, sub final, rec. */
const gcForms: readonly number[] = [0x5e, 0x5f, 0x50, 0x4f, 0x4e];

export function decodeTypeSection(draft: ModuleDraft): void {
  draft.offsets.types = draft.readItems('types', maxTypes, (reader) => {
    draft.types.push(readFuncType(draft, reader));
  });
}

function readFuncType(draft: ModuleDraft, reader: OperatorReader): FuncType {
  const start = reader.position;
  const form = reader.readByte();
  // The form is a signed number of seven bits.
  if (form >= 0x80) throw malformed('integer representation too long', start);
  if (gcForms.includes(form)) throw featureError('gc', start);
  if (form !== functionForm) throw malformed('malformed type form', start);
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
