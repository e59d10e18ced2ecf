// A function's body as text: one line an operator, in the text format's folded-free form, with its byte offset.
// Switches on kinds of immediates, never on opcodes; knows nothing of profiles. The body must be valid.
import type { FuncIndex, Module } from '../core/module.ts';
import { type ImmediateKind, opcodeById } from '../core/opcodes.ts';
import { TypeCode, typeCodeText } from '../core/type-code.ts';
import { OperatorReader } from '../decode/operator-reader.ts';

/** One operator, or the head of the function. */
export interface DisassembledLine {
  /** Module offset of the operator's first byte; of the head, where the body starts. */
  readonly offset: number;
  /** Nesting, for indentation; the head has 0. */
  readonly depth: number;
  readonly text: string;
}

/** Display names; an index without one is shown as a number. */
export interface NameSource {
  functionName(functionIndex: FuncIndex): string | undefined;
}

function hex(bits: number): string {
  return `0x${(bits >>> 0).toString(16).padStart(8, '0')}`;
}

const floatCell = new DataView(new ArrayBuffer(8));

function floatText(value: number, bits: string): string {
  if (Number.isNaN(value)) return `nan (${bits})`;
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

function f32Text(reader: OperatorReader): string {
  floatCell.setInt32(0, reader.low);
  return floatText(floatCell.getFloat32(0), hex(reader.low));
}

function f64Text(reader: OperatorReader): string {
  floatCell.setInt32(0, reader.high);
  floatCell.setInt32(4, reader.low);
  return floatText(floatCell.getFloat64(0), `${hex(reader.high)}${hex(reader.low).slice(2)}`);
}

function blockTypeText(reader: OperatorReader): string {
  if (reader.typeIndex >= 0) return `(type ${reader.typeIndex})`;
  return reader.type === TypeCode.unknown ? '' : `(result ${typeCodeText(reader.type)})`;
}

function memargText(reader: OperatorReader, accessBytes: number): string {
  const memory = reader.memory === 0 ? '' : `${reader.memory} `;
  const offset = reader.u64AsBigInt();
  const align = 2 ** reader.alignLog2;
  return `${memory}${offset === 0n ? '' : `offset=${offset} `}${align === accessBytes ? '' : `align=${align}`}`.trim();
}

function bytesText(reader: OperatorReader, separator: string, radix: 10 | 16): string {
  const bytes = reader.bytes.subarray(reader.bytesOffset, reader.bytesOffset + 16);
  return Array.from(bytes, (byte) => (radix === 16 ? byte.toString(16).padStart(2, '0') : byte)).join(separator);
}

const catchKinds = ['catch', 'catch_ref', 'catch_all', 'catch_all_ref'] as const;

function catchesText(reader: OperatorReader): string {
  return Array.from({ length: reader.targetCount }, (_, clause) => {
    const [kind = 0, tag, label] = reader.targets.subarray(3 * clause, 3 * clause + 3);
    return `(${catchKinds[kind]} ${kind < 2 ? `${tag} ` : ''}${label})`;
  }).join(' ');
}

/** The text of one immediate, in the binary's order; `second` when it is the operator's second index. */
function immediateText(kind: ImmediateKind, second: boolean, reader: OperatorReader, names: NameSource): string {
  const index = second ? reader.index2 : reader.index;
  switch (kind) {
    case 'blockType':
      return blockTypeText(reader);
    case 'labels':
      return [...reader.targets.subarray(0, reader.targetCount), reader.index].join(' ');
    case 'funcIndex': {
      const name = names.functionName(index);
      return name === undefined ? String(index) : `$${name}`;
    }
    case 'memoryIndex':
      return index === 0 && opcodeById(reader.opcode).immediates.length === 1 ? '' : String(index);
    case 'lane':
      return String(reader.index);
    case 'memarg':
      return memargText(reader, opcodeById(reader.opcode).accessBytes);
    case 'i32':
      return String(reader.low);
    case 'i64':
      return String(reader.s64AsBigInt());
    case 'f32':
      return f32Text(reader);
    case 'f64':
      return f64Text(reader);
    case 'v128':
      return `i8x16 0x${bytesText(reader, ' 0x', 16)}`;
    case 'shuffle':
      return bytesText(reader, ' ', 10);
    case 'heapType':
      return heapText(reader.type);
    case 'valTypes':
      return `(result ${Array.from(reader.targets.subarray(0, reader.targetCount), typeCodeText).join(' ')})`;
    case 'catches':
      return catchesText(reader);
    case 'zeroByte':
      return '';
    default:
      return String(index);
  }
}

/** `func` of a `(ref null func)`, as `ref.null` writes it. */
function heapText(code: TypeCode): string {
  return typeCodeText(code)
    .replace(/^\(ref (?:null )?(.*)\)$/, '$1')
    .replace(/ref$/, '');
}

function operatorText(reader: OperatorReader, names: NameSource): string {
  const { mnemonic, immediates } = opcodeById(reader.opcode);
  const parts = immediates.map((kind, place) => immediateText(kind, place === 1, reader, names));
  return [mnemonic, ...parts.filter((part) => part !== '')].join(' ');
}

function typesText(keyword: string, types: readonly TypeCode[]): string {
  return types.length === 0 ? '' : ` (${keyword} ${types.map(typeCodeText).join(' ')})`;
}

/** Which way an operator moves the nesting of what follows: read off the control structure that the table gives. */
function nesting(mnemonic: string, immediates: readonly ImmediateKind[]): { before: number; after: number } {
  if (immediates[0] === 'blockType') return { before: 0, after: 1 };
  if (mnemonic === 'end' || mnemonic === 'delegate') return { before: -1, after: -1 };
  if (mnemonic === 'else' || mnemonic === 'catch' || mnemonic === 'catch_all') return { before: -1, after: 0 };
  return { before: 0, after: 0 };
}

/** Disassembles a function that the module defines: its head with locals, then every operator up to the last `end`. */
export function disassembleFunction(module: Module, functionIndex: FuncIndex, names: NameSource): DisassembledLine[] {
  const defined = functionIndex - module.importedFunctions.length;
  const reader = new OperatorReader(module.bytes, 0);
  reader.openFunction(module, defined);
  const locals: TypeCode[] = [];
  for (let run = 0; run < reader.localRunCount; run++) {
    for (let left = reader.localRunSizes[run] as number; left > 0; left--) {
      locals.push(reader.localRunTypes[run] as TypeCode);
    }
  }
  const name = names.functionName(functionIndex);
  const head = `func ${name === undefined ? functionIndex : `$${name}`}${typesText('local', locals)}`;
  const lines: DisassembledLine[] = [{ offset: module.functions.offsets[defined] as number, depth: 0, text: head }];
  let depth = 1;
  while (!reader.atEnd()) {
    const { mnemonic, immediates } = opcodeById(reader.next());
    const { before, after } = nesting(mnemonic, immediates);
    lines.push({ offset: reader.offset, depth: depth + before, text: operatorText(reader, names) });
    depth += after;
  }
  return lines;
}
