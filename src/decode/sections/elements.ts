// Element section (spec 5.5.12).
import { malformed } from '../../core/errors.ts';
import { maxElementSegmentEntries, maxElementSegments } from '../../core/limits.ts';
import type { ConstExpr, ElementSegment, SegmentMode, ValType } from '../../core/module.ts';
import { TypeCode, valTypeOf } from '../../core/type-code.ts';
import { type ModuleDraft, sharedWords } from '../module-draft.ts';
import type { OperatorReader } from '../operator-reader.ts';
import { readConstExpr } from '../read-const-expr.ts';
import { readRefType } from '../read-types.ts';

// Bits of a segment's leading number.
const notActive = 1;
const explicitIndexOrDeclarative = 2;
const withExpressions = 4;

/** Type of a segment that lists functions: none of its elements is null. */
const someFunction: ValType = { nullable: false, heap: 'func' };

export function decodeElementSection(draft: ModuleDraft): void {
  draft.offsets.elements = draft.readItems('element segments', maxElementSegments, (reader) => {
    draft.elements.push(readElementSegment(draft, reader));
  });
}

function readElementSegment(draft: ModuleDraft, reader: OperatorReader): ElementSegment {
  const start = reader.position;
  const flags = reader.readU32();
  if (flags > 7) throw malformed('malformed elements segment kind', start);
  const mode = readMode(reader, flags);
  // Flags 0 and 4 are the short forms: their type is left out and means functions.
  const typed = (flags & (notActive | explicitIndexOrDeclarative)) !== 0;
  if ((flags & withExpressions) === 0) {
    if (typed) readElementKind(reader);
    return { mode, type: someFunction, functions: readFunctionIndices(draft) };
  }
  const type = typed ? readRefType(reader) : TypeCode.funcref;
  return { mode, type: valTypeOf(type), expressions: readExpressions(draft) };
}

function readMode(reader: OperatorReader, flags: number): SegmentMode {
  if (flags & notActive) return { kind: flags & explicitIndexOrDeclarative ? 'declarative' : 'passive' };
  const index = flags & explicitIndexOrDeclarative ? reader.readU32() : 0;
  return { kind: 'active', index, offset: readConstExpr(reader) };
}

function readElementKind(reader: OperatorReader): void {
  if (reader.readByte() !== 0) throw malformed('malformed element kind', reader.position - 1);
}

function readFunctionIndices(draft: ModuleDraft): Uint32Array {
  const count = draft.readCount('elements', maxElementSegmentEntries);
  const functions = sharedWords(count);
  for (let index = 0; index < count; index++) functions[index] = draft.reader.readU32();
  return functions;
}

function readExpressions(draft: ModuleDraft): ConstExpr[] {
  const count = draft.readCount('elements', maxElementSegmentEntries);
  const expressions: ConstExpr[] = [];
  for (let index = 0; index < count; index++) expressions.push(readConstExpr(draft.reader));
  return expressions;
}
