// Vector operators whose immediates the opcode table cannot check (spec 3.4.4).
import { invalid } from '../../core/errors.ts';
import { TypeCode } from '../../core/type-code.ts';
import type { BodyState } from './rule.ts';

const vectorBytes = 16;

/** Each of the sixteen immediate bytes names a byte of one of two vectors. */
function shuffle({ operands, reader }: BodyState): void {
  const { bytes, bytesOffset, offset } = reader;
  for (let lane = 0; lane < vectorBytes; lane++) {
    if ((bytes[bytesOffset + lane] as number) >= 2 * vectorBytes) throw invalid('invalid lane index', offset);
  }
  operands.popExpected(TypeCode.v128);
  operands.popExpected(TypeCode.v128);
  operands.push(TypeCode.v128);
}

export const vectorRules = { 'i8x16.shuffle': shuffle };
