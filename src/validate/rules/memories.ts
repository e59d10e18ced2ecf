// Bulk operations on memories and data segments (spec 3.4.9). Loads and stores need no rule of their own.
import { malformed } from '../../core/errors.ts';
import { TypeCode } from '../../core/type-code.ts';
import { type BodyState, unknown } from './rule.ts';
import { smallerAddress } from './tables.ts';

/** Address type of a memory. */
export function memoryAddress(state: BodyState, memory: number): TypeCode {
  const { memoryAddresses } = state.context;
  if (memory >= memoryAddresses.length) throw unknown('memory', memory, state);
  return memoryAddresses[memory] as number;
}

/** The code section stands before the data section, so the number of segments must have been announced. */
function checkSegment(state: BodyState): void {
  const { index, offset } = state.reader;
  const { dataCount } = state.context.module;
  if (dataCount === undefined) throw malformed('data count section required', offset);
  if (index >= dataCount) throw unknown('data segment', index, state);
}

function memoryInit(state: BodyState): void {
  const address = memoryAddress(state, state.reader.index2);
  checkSegment(state);
  state.operands.popExpected(TypeCode.i32);
  state.operands.popExpected(TypeCode.i32);
  state.operands.popExpected(address);
}

function memoryCopy(state: BodyState): void {
  const target = memoryAddress(state, state.reader.index);
  const source = memoryAddress(state, state.reader.index2);
  state.operands.popExpected(smallerAddress(target, source));
  state.operands.popExpected(source);
  state.operands.popExpected(target);
}

export const memoryRules = { 'memory.init': memoryInit, 'data.drop': checkSegment, 'memory.copy': memoryCopy };
