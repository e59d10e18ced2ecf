// Constant expressions (spec 3.4.12, 5.4.12). Only operators that may stand in one are taken; types are left to
// validation.
import { invalid } from '../core/errors.ts';
import type { ConstExpr, ConstInstruction } from '../core/module.ts';
import { opcodes } from '../core/opcodes.ts';
import { heapTypeOf } from '../core/type-code.ts';
import type { OperatorReader } from './operator-reader.ts';

/** Reads a constant expression up to and including its `end`. */
export function readConstExpr(reader: OperatorReader): ConstExpr {
  const instructions: ConstInstruction[] = [];
  for (;;) {
    const mnemonic = opcodes[reader.next()]?.mnemonic;
    if (mnemonic === 'end') return instructions;
    instructions.push(constInstruction(reader, mnemonic));
  }
}

function constInstruction(reader: OperatorReader, mnemonic: string | undefined): ConstInstruction {
  switch (mnemonic) {
    case 'i32.const':
      return { op: mnemonic, value: reader.low };
    case 'i64.const':
      return { op: mnemonic, value: reader.s64AsBigInt() };
    case 'f32.const':
      return { op: mnemonic, bits: reader.low >>> 0 };
    case 'f64.const':
      return { op: mnemonic, bits: reader.u64AsBigInt() };
    case 'v128.const':
      return { op: mnemonic, bytes: reader.bytes.slice(reader.bytesOffset, reader.bytesOffset + 16) };
    case 'ref.null':
      return { op: mnemonic, heap: heapTypeOf(reader.type) };
    case 'ref.func':
    case 'global.get':
      return { op: mnemonic, index: reader.index };
    case 'i32.add':
    case 'i32.sub':
    case 'i32.mul':
    case 'i64.add':
    case 'i64.sub':
    case 'i64.mul':
      return { op: mnemonic };
    default:
      throw invalid('constant expression required', reader.offset);
  }
}
