// Function bodies as lists of operators, to be copied with changes. Knows where operators begin and end, not what they do.
import type { Module } from '../../src/core/module.ts';
import { opcodeById } from '../../src/core/opcodes.ts';
import { ByteReader } from '../../src/decode/byte-reader.ts';
import { OperatorReader } from '../../src/decode/operator-reader.ts';
import { unsigned } from '../unit/lower/random-encoding.ts';
import { joined } from './sections.ts';

/** One operator: its id in the opcode table, and its bytes, from `start` to `end` in the module. */
export interface Operator {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

export interface Body {
  /** Runs of locals as they stand in the module, without their count. */
  readonly runCount: number;
  readonly runs: Uint8Array;
  /** Locals that the body declares. */
  readonly localCount: number;
  readonly operators: readonly Operator[];
}

/** The body of a defined function (imports not counted). */
export function readBody(module: Module, index: number): Body {
  const reader = new OperatorReader(module.bytes);
  reader.openFunction(module, index);
  const start = module.functions.offsets[index]!;
  const first = new ByteReader(module.bytes, start);
  const runCount = first.readU32();
  const runs = module.bytes.subarray(first.position, reader.position);
  const { localCount } = reader;
  const operators: Operator[] = [];
  while (!reader.atEnd()) {
    const id = reader.next();
    operators.push({ id, start: reader.offset, end: reader.position });
  }
  return { runCount, runs, localCount, operators };
}

/** Bytes of a body: its runs of locals with one of each of `extraLocals` (value types) behind, then `code`. */
export function writeBody(
  body: Pick<Body, 'runCount' | 'runs'>,
  extraLocals: readonly number[],
  code: readonly (Uint8Array | readonly number[])[],
): Uint8Array {
  const extra = extraLocals.flatMap((type) => [1, type]);
  return joined([unsigned(body.runCount + extraLocals.length), body.runs, extra, ...code]);
}

export function mnemonicOf({ id }: Operator): string {
  return opcodeById(id).mnemonic;
}
