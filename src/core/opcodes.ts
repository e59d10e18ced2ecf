// The opcode table: every operator of WebAssembly 3.0 (without the GC proposal), threads, relaxed SIMD, legacy
// exceptions and wide arithmetic, as data. Decoder, validator, lowering and disassembly are all driven by it,
// and the spec's mnemonic is an operator's name everywhere.
import type { Feature } from './features.ts';
import type { TrapCode } from './trap.ts';

/**
 * What stands after an opcode, in order. Index kinds are LEB128 u32. `labels` is a vector and a default of labels,
 * `valTypes` a vector of value types, `catches` the clauses of `try_table`, `shuffle` sixteen lane bytes,
 * `lane` and `zeroByte` one byte.
 */
export type ImmediateKind =
  | 'blockType'
  | 'label'
  | 'labels'
  | 'funcIndex'
  | 'typeIndex'
  | 'tableIndex'
  | 'memoryIndex'
  | 'globalIndex'
  | 'localIndex'
  | 'tagIndex'
  | 'dataIndex'
  | 'elemIndex'
  | 'memarg'
  | 'i32'
  | 'i64'
  | 'f32'
  | 'f64'
  | 'v128'
  | 'shuffle'
  | 'lane'
  | 'heapType'
  | 'valTypes'
  | 'catches'
  | 'zeroByte';

type Immediates = '' | ImmediateKind | `${ImmediateKind} ${ImmediateKind}`;
type TrapName = keyof typeof TrapCode;
type Traps = '' | TrapName | `${TrapName} ${TrapName}` | `${TrapName} ${TrapName} ${TrapName}`;

/**
 * Prefix byte (0: none), code after it, mnemonic, immediates, `operands -> results` or `custom`, traps, and for
 * a memory access its width in bytes (natural alignment is the width). `addr` stands for the address type of
 * the memory that the operator names.
 */
type Row = readonly [number, number, string, Immediates, 'custom' | `${string}->${string}`, Traps?, number?];

/** WebAssembly 1.0. */
const mvp = [
  [0x00, 0x00, 'unreachable', '', 'custom', 'unreachable'],
  [0x00, 0x01, 'nop', '', '->'],
  [0x00, 0x02, 'block', 'blockType', 'custom'],
  [0x00, 0x03, 'loop', 'blockType', 'custom'],
  [0x00, 0x04, 'if', 'blockType', 'custom'],
  [0x00, 0x05, 'else', '', 'custom'],
  [0x00, 0x0b, 'end', '', 'custom'],
  [0x00, 0x0c, 'br', 'label', 'custom'],
  [0x00, 0x0d, 'br_if', 'label', 'custom'],
  [0x00, 0x0e, 'br_table', 'labels', 'custom'],
  [0x00, 0x0f, 'return', '', 'custom'],
  [0x00, 0x10, 'call', 'funcIndex', 'custom'],
  [
    0x00,
    0x11,
    'call_indirect',
    'typeIndex tableIndex',
    'custom',
    'undefinedElement uninitializedElement indirectCallTypeMismatch',
  ],
  [0x00, 0x1a, 'drop', '', 'custom'],
  [0x00, 0x1b, 'select', '', 'custom'],
  [0x00, 0x20, 'local.get', 'localIndex', 'custom'],
  [0x00, 0x21, 'local.set', 'localIndex', 'custom'],
  [0x00, 0x22, 'local.tee', 'localIndex', 'custom'],
  [0x00, 0x23, 'global.get', 'globalIndex', 'custom'],
  [0x00, 0x24, 'global.set', 'globalIndex', 'custom'],
  [0x00, 0x28, 'i32.load', 'memarg', 'addr -> i32', 'memoryOutOfBounds', 4],
  [0x00, 0x29, 'i64.load', 'memarg', 'addr -> i64', 'memoryOutOfBounds', 8],
  [0x00, 0x2a, 'f32.load', 'memarg', 'addr -> f32', 'memoryOutOfBounds', 4],
  [0x00, 0x2b, 'f64.load', 'memarg', 'addr -> f64', 'memoryOutOfBounds', 8],
  [0x00, 0x2c, 'i32.load8_s', 'memarg', 'addr -> i32', 'memoryOutOfBounds', 1],
  [0x00, 0x2d, 'i32.load8_u', 'memarg', 'addr -> i32', 'memoryOutOfBounds', 1],
  [0x00, 0x2e, 'i32.load16_s', 'memarg', 'addr -> i32', 'memoryOutOfBounds', 2],
  [0x00, 0x2f, 'i32.load16_u', 'memarg', 'addr -> i32', 'memoryOutOfBounds', 2],
  [0x00, 0x30, 'i64.load8_s', 'memarg', 'addr -> i64', 'memoryOutOfBounds', 1],
  [0x00, 0x31, 'i64.load8_u', 'memarg', 'addr -> i64', 'memoryOutOfBounds', 1],
  [0x00, 0x32, 'i64.load16_s', 'memarg', 'addr -> i64', 'memoryOutOfBounds', 2],
  [0x00, 0x33, 'i64.load16_u', 'memarg', 'addr -> i64', 'memoryOutOfBounds', 2],
  [0x00, 0x34, 'i64.load32_s', 'memarg', 'addr -> i64', 'memoryOutOfBounds', 4],
  [0x00, 0x35, 'i64.load32_u', 'memarg', 'addr -> i64', 'memoryOutOfBounds', 4],
  [0x00, 0x36, 'i32.store', 'memarg', 'addr i32 ->', 'memoryOutOfBounds', 4],
  [0x00, 0x37, 'i64.store', 'memarg', 'addr i64 ->', 'memoryOutOfBounds', 8],
  [0x00, 0x38, 'f32.store', 'memarg', 'addr f32 ->', 'memoryOutOfBounds', 4],
  [0x00, 0x39, 'f64.store', 'memarg', 'addr f64 ->', 'memoryOutOfBounds', 8],
  [0x00, 0x3a, 'i32.store8', 'memarg', 'addr i32 ->', 'memoryOutOfBounds', 1],
  [0x00, 0x3b, 'i32.store16', 'memarg', 'addr i32 ->', 'memoryOutOfBounds', 2],
  [0x00, 0x3c, 'i64.store8', 'memarg', 'addr i64 ->', 'memoryOutOfBounds', 1],
  [0x00, 0x3d, 'i64.store16', 'memarg', 'addr i64 ->', 'memoryOutOfBounds', 2],
  [0x00, 0x3e, 'i64.store32', 'memarg', 'addr i64 ->', 'memoryOutOfBounds', 4],
  [0x00, 0x3f, 'memory.size', 'memoryIndex', '-> addr'],
  [0x00, 0x40, 'memory.grow', 'memoryIndex', 'addr -> addr'],
  [0x00, 0x41, 'i32.const', 'i32', '-> i32'],
  [0x00, 0x42, 'i64.const', 'i64', '-> i64'],
  [0x00, 0x43, 'f32.const', 'f32', '-> f32'],
  [0x00, 0x44, 'f64.const', 'f64', '-> f64'],
  [0x00, 0x45, 'i32.eqz', '', 'i32 -> i32'],
  [0x00, 0x46, 'i32.eq', '', 'i32 i32 -> i32'],
  [0x00, 0x47, 'i32.ne', '', 'i32 i32 -> i32'],
  [0x00, 0x48, 'i32.lt_s', '', 'i32 i32 -> i32'],
  [0x00, 0x49, 'i32.lt_u', '', 'i32 i32 -> i32'],
  [0x00, 0x4a, 'i32.gt_s', '', 'i32 i32 -> i32'],
  [0x00, 0x4b, 'i32.gt_u', '', 'i32 i32 -> i32'],
  [0x00, 0x4c, 'i32.le_s', '', 'i32 i32 -> i32'],
  [0x00, 0x4d, 'i32.le_u', '', 'i32 i32 -> i32'],
  [0x00, 0x4e, 'i32.ge_s', '', 'i32 i32 -> i32'],
  [0x00, 0x4f, 'i32.ge_u', '', 'i32 i32 -> i32'],
  [0x00, 0x50, 'i64.eqz', '', 'i64 -> i32'],
  [0x00, 0x51, 'i64.eq', '', 'i64 i64 -> i32'],
  [0x00, 0x52, 'i64.ne', '', 'i64 i64 -> i32'],
  [0x00, 0x53, 'i64.lt_s', '', 'i64 i64 -> i32'],
  [0x00, 0x54, 'i64.lt_u', '', 'i64 i64 -> i32'],
  [0x00, 0x55, 'i64.gt_s', '', 'i64 i64 -> i32'],
  [0x00, 0x56, 'i64.gt_u', '', 'i64 i64 -> i32'],
  [0x00, 0x57, 'i64.le_s', '', 'i64 i64 -> i32'],
  [0x00, 0x58, 'i64.le_u', '', 'i64 i64 -> i32'],
  [0x00, 0x59, 'i64.ge_s', '', 'i64 i64 -> i32'],
  [0x00, 0x5a, 'i64.ge_u', '', 'i64 i64 -> i32'],
  [0x00, 0x5b, 'f32.eq', '', 'f32 f32 -> i32'],
  [0x00, 0x5c, 'f32.ne', '', 'f32 f32 -> i32'],
  [0x00, 0x5d, 'f32.lt', '', 'f32 f32 -> i32'],
  [0x00, 0x5e, 'f32.gt', '', 'f32 f32 -> i32'],
  [0x00, 0x5f, 'f32.le', '', 'f32 f32 -> i32'],
  [0x00, 0x60, 'f32.ge', '', 'f32 f32 -> i32'],
  [0x00, 0x61, 'f64.eq', '', 'f64 f64 -> i32'],
  [0x00, 0x62, 'f64.ne', '', 'f64 f64 -> i32'],
  [0x00, 0x63, 'f64.lt', '', 'f64 f64 -> i32'],
  [0x00, 0x64, 'f64.gt', '', 'f64 f64 -> i32'],
  [0x00, 0x65, 'f64.le', '', 'f64 f64 -> i32'],
  [0x00, 0x66, 'f64.ge', '', 'f64 f64 -> i32'],
  [0x00, 0x67, 'i32.clz', '', 'i32 -> i32'],
  [0x00, 0x68, 'i32.ctz', '', 'i32 -> i32'],
  [0x00, 0x69, 'i32.popcnt', '', 'i32 -> i32'],
  [0x00, 0x6a, 'i32.add', '', 'i32 i32 -> i32'],
  [0x00, 0x6b, 'i32.sub', '', 'i32 i32 -> i32'],
  [0x00, 0x6c, 'i32.mul', '', 'i32 i32 -> i32'],
  [0x00, 0x6d, 'i32.div_s', '', 'i32 i32 -> i32', 'integerDivideByZero integerOverflow'],
  [0x00, 0x6e, 'i32.div_u', '', 'i32 i32 -> i32', 'integerDivideByZero'],
  [0x00, 0x6f, 'i32.rem_s', '', 'i32 i32 -> i32', 'integerDivideByZero'],
  [0x00, 0x70, 'i32.rem_u', '', 'i32 i32 -> i32', 'integerDivideByZero'],
  [0x00, 0x71, 'i32.and', '', 'i32 i32 -> i32'],
  [0x00, 0x72, 'i32.or', '', 'i32 i32 -> i32'],
  [0x00, 0x73, 'i32.xor', '', 'i32 i32 -> i32'],
  [0x00, 0x74, 'i32.shl', '', 'i32 i32 -> i32'],
  [0x00, 0x75, 'i32.shr_s', '', 'i32 i32 -> i32'],
  [0x00, 0x76, 'i32.shr_u', '', 'i32 i32 -> i32'],
  [0x00, 0x77, 'i32.rotl', '', 'i32 i32 -> i32'],
  [0x00, 0x78, 'i32.rotr', '', 'i32 i32 -> i32'],
  [0x00, 0x79, 'i64.clz', '', 'i64 -> i64'],
  [0x00, 0x7a, 'i64.ctz', '', 'i64 -> i64'],
  [0x00, 0x7b, 'i64.popcnt', '', 'i64 -> i64'],
  [0x00, 0x7c, 'i64.add', '', 'i64 i64 -> i64'],
  [0x00, 0x7d, 'i64.sub', '', 'i64 i64 -> i64'],
  [0x00, 0x7e, 'i64.mul', '', 'i64 i64 -> i64'],
  [0x00, 0x7f, 'i64.div_s', '', 'i64 i64 -> i64', 'integerDivideByZero integerOverflow'],
  [0x00, 0x80, 'i64.div_u', '', 'i64 i64 -> i64', 'integerDivideByZero'],
  [0x00, 0x81, 'i64.rem_s', '', 'i64 i64 -> i64', 'integerDivideByZero'],
  [0x00, 0x82, 'i64.rem_u', '', 'i64 i64 -> i64', 'integerDivideByZero'],
  [0x00, 0x83, 'i64.and', '', 'i64 i64 -> i64'],
  [0x00, 0x84, 'i64.or', '', 'i64 i64 -> i64'],
  [0x00, 0x85, 'i64.xor', '', 'i64 i64 -> i64'],
  [0x00, 0x86, 'i64.shl', '', 'i64 i64 -> i64'],
  [0x00, 0x87, 'i64.shr_s', '', 'i64 i64 -> i64'],
  [0x00, 0x88, 'i64.shr_u', '', 'i64 i64 -> i64'],
  [0x00, 0x89, 'i64.rotl', '', 'i64 i64 -> i64'],
  [0x00, 0x8a, 'i64.rotr', '', 'i64 i64 -> i64'],
  [0x00, 0x8b, 'f32.abs', '', 'f32 -> f32'],
  [0x00, 0x8c, 'f32.neg', '', 'f32 -> f32'],
  [0x00, 0x8d, 'f32.ceil', '', 'f32 -> f32'],
  [0x00, 0x8e, 'f32.floor', '', 'f32 -> f32'],
  [0x00, 0x8f, 'f32.trunc', '', 'f32 -> f32'],
  [0x00, 0x90, 'f32.nearest', '', 'f32 -> f32'],
  [0x00, 0x91, 'f32.sqrt', '', 'f32 -> f32'],
  [0x00, 0x92, 'f32.add', '', 'f32 f32 -> f32'],
  [0x00, 0x93, 'f32.sub', '', 'f32 f32 -> f32'],
  [0x00, 0x94, 'f32.mul', '', 'f32 f32 -> f32'],
  [0x00, 0x95, 'f32.div', '', 'f32 f32 -> f32'],
  [0x00, 0x96, 'f32.min', '', 'f32 f32 -> f32'],
  [0x00, 0x97, 'f32.max', '', 'f32 f32 -> f32'],
  [0x00, 0x98, 'f32.copysign', '', 'f32 f32 -> f32'],
  [0x00, 0x99, 'f64.abs', '', 'f64 -> f64'],
  [0x00, 0x9a, 'f64.neg', '', 'f64 -> f64'],
  [0x00, 0x9b, 'f64.ceil', '', 'f64 -> f64'],
  [0x00, 0x9c, 'f64.floor', '', 'f64 -> f64'],
  [0x00, 0x9d, 'f64.trunc', '', 'f64 -> f64'],
  [0x00, 0x9e, 'f64.nearest', '', 'f64 -> f64'],
  [0x00, 0x9f, 'f64.sqrt', '', 'f64 -> f64'],
  [0x00, 0xa0, 'f64.add', '', 'f64 f64 -> f64'],
  [0x00, 0xa1, 'f64.sub', '', 'f64 f64 -> f64'],
  [0x00, 0xa2, 'f64.mul', '', 'f64 f64 -> f64'],
  [0x00, 0xa3, 'f64.div', '', 'f64 f64 -> f64'],
  [0x00, 0xa4, 'f64.min', '', 'f64 f64 -> f64'],
  [0x00, 0xa5, 'f64.max', '', 'f64 f64 -> f64'],
  [0x00, 0xa6, 'f64.copysign', '', 'f64 f64 -> f64'],
  [0x00, 0xa7, 'i32.wrap_i64', '', 'i64 -> i32'],
  [0x00, 0xa8, 'i32.trunc_f32_s', '', 'f32 -> i32', 'invalidConversionToInteger integerOverflow'],
  [0x00, 0xa9, 'i32.trunc_f32_u', '', 'f32 -> i32', 'invalidConversionToInteger integerOverflow'],
  [0x00, 0xaa, 'i32.trunc_f64_s', '', 'f64 -> i32', 'invalidConversionToInteger integerOverflow'],
  [0x00, 0xab, 'i32.trunc_f64_u', '', 'f64 -> i32', 'invalidConversionToInteger integerOverflow'],
  [0x00, 0xac, 'i64.extend_i32_s', '', 'i32 -> i64'],
  [0x00, 0xad, 'i64.extend_i32_u', '', 'i32 -> i64'],
  [0x00, 0xae, 'i64.trunc_f32_s', '', 'f32 -> i64', 'invalidConversionToInteger integerOverflow'],
  [0x00, 0xaf, 'i64.trunc_f32_u', '', 'f32 -> i64', 'invalidConversionToInteger integerOverflow'],
  [0x00, 0xb0, 'i64.trunc_f64_s', '', 'f64 -> i64', 'invalidConversionToInteger integerOverflow'],
  [0x00, 0xb1, 'i64.trunc_f64_u', '', 'f64 -> i64', 'invalidConversionToInteger integerOverflow'],
  [0x00, 0xb2, 'f32.convert_i32_s', '', 'i32 -> f32'],
  [0x00, 0xb3, 'f32.convert_i32_u', '', 'i32 -> f32'],
  [0x00, 0xb4, 'f32.convert_i64_s', '', 'i64 -> f32'],
  [0x00, 0xb5, 'f32.convert_i64_u', '', 'i64 -> f32'],
  [0x00, 0xb6, 'f32.demote_f64', '', 'f64 -> f32'],
  [0x00, 0xb7, 'f64.convert_i32_s', '', 'i32 -> f64'],
  [0x00, 0xb8, 'f64.convert_i32_u', '', 'i32 -> f64'],
  [0x00, 0xb9, 'f64.convert_i64_s', '', 'i64 -> f64'],
  [0x00, 0xba, 'f64.convert_i64_u', '', 'i64 -> f64'],
  [0x00, 0xbb, 'f64.promote_f32', '', 'f32 -> f64'],
  [0x00, 0xbc, 'i32.reinterpret_f32', '', 'f32 -> i32'],
  [0x00, 0xbd, 'i64.reinterpret_f64', '', 'f64 -> i64'],
  [0x00, 0xbe, 'f32.reinterpret_i32', '', 'i32 -> f32'],
  [0x00, 0xbf, 'f64.reinterpret_i64', '', 'i64 -> f64'],
] as const satisfies readonly Row[];

/** Sign-extension operators. */
const signExtension = [
  [0x00, 0xc0, 'i32.extend8_s', '', 'i32 -> i32'],
  [0x00, 0xc1, 'i32.extend16_s', '', 'i32 -> i32'],
  [0x00, 0xc2, 'i64.extend8_s', '', 'i64 -> i64'],
  [0x00, 0xc3, 'i64.extend16_s', '', 'i64 -> i64'],
  [0x00, 0xc4, 'i64.extend32_s', '', 'i64 -> i64'],
] as const satisfies readonly Row[];

/** Non-trapping float-to-int conversions. */
const saturatingFloatToInt = [
  [0xfc, 0x00, 'i32.trunc_sat_f32_s', '', 'f32 -> i32'],
  [0xfc, 0x01, 'i32.trunc_sat_f32_u', '', 'f32 -> i32'],
  [0xfc, 0x02, 'i32.trunc_sat_f64_s', '', 'f64 -> i32'],
  [0xfc, 0x03, 'i32.trunc_sat_f64_u', '', 'f64 -> i32'],
  [0xfc, 0x04, 'i64.trunc_sat_f32_s', '', 'f32 -> i64'],
  [0xfc, 0x05, 'i64.trunc_sat_f32_u', '', 'f32 -> i64'],
  [0xfc, 0x06, 'i64.trunc_sat_f64_s', '', 'f64 -> i64'],
  [0xfc, 0x07, 'i64.trunc_sat_f64_u', '', 'f64 -> i64'],
] as const satisfies readonly Row[];

/** Bulk memory and table operations. */
const bulkMemory = [
  [0xfc, 0x08, 'memory.init', 'dataIndex memoryIndex', 'custom', 'memoryOutOfBounds'],
  [0xfc, 0x09, 'data.drop', 'dataIndex', 'custom'],
  [0xfc, 0x0a, 'memory.copy', 'memoryIndex memoryIndex', 'custom', 'memoryOutOfBounds'],
  [0xfc, 0x0b, 'memory.fill', 'memoryIndex', 'addr i32 addr ->', 'memoryOutOfBounds'],
  [0xfc, 0x0c, 'table.init', 'elemIndex tableIndex', 'custom', 'tableOutOfBounds'],
  [0xfc, 0x0d, 'elem.drop', 'elemIndex', 'custom'],
  [0xfc, 0x0e, 'table.copy', 'tableIndex tableIndex', 'custom', 'tableOutOfBounds'],
] as const satisfies readonly Row[];

/** Reference types. */
const referenceTypes = [
  [0x00, 0x1c, 'select_t', 'valTypes', 'custom'],
  [0x00, 0x25, 'table.get', 'tableIndex', 'custom', 'tableOutOfBounds'],
  [0x00, 0x26, 'table.set', 'tableIndex', 'custom', 'tableOutOfBounds'],
  [0x00, 0xd0, 'ref.null', 'heapType', 'custom'],
  [0x00, 0xd1, 'ref.is_null', '', 'custom'],
  [0x00, 0xd2, 'ref.func', 'funcIndex', 'custom'],
  [0xfc, 0x0f, 'table.grow', 'tableIndex', 'custom'],
  [0xfc, 0x10, 'table.size', 'tableIndex', 'custom'],
  [0xfc, 0x11, 'table.fill', 'tableIndex', 'custom', 'tableOutOfBounds'],
] as const satisfies readonly Row[];

/** Tail calls. */
const tailCall = [
  [0x00, 0x12, 'return_call', 'funcIndex', 'custom'],
  [
    0x00,
    0x13,
    'return_call_indirect',
    'typeIndex tableIndex',
    'custom',
    'undefinedElement uninitializedElement indirectCallTypeMismatch',
  ],
] as const satisfies readonly Row[];

/** Typed function references. */
const functionReferences = [
  [0x00, 0x14, 'call_ref', 'typeIndex', 'custom', 'nullFunctionReference'],
  [0x00, 0x15, 'return_call_ref', 'typeIndex', 'custom', 'nullFunctionReference'],
  [0x00, 0xd4, 'ref.as_non_null', '', 'custom', 'nullReference'],
  [0x00, 0xd5, 'br_on_null', 'label', 'custom'],
  [0x00, 0xd6, 'br_on_non_null', 'label', 'custom'],
] as const satisfies readonly Row[];

/** Exceptions with exnref. */
const exceptions = [
  [0x00, 0x08, 'throw', 'tagIndex', 'custom', 'uncaughtException'],
  [0x00, 0x0a, 'throw_ref', '', 'custom', 'nullReference uncaughtException'],
  [0x00, 0x1f, 'try_table', 'blockType catches', 'custom'],
] as const satisfies readonly Row[];

/** Exceptions of the first proposal, which programs still carry. */
const legacyExceptions = [
  [0x00, 0x06, 'try', 'blockType', 'custom'],
  [0x00, 0x07, 'catch', 'tagIndex', 'custom'],
  [0x00, 0x09, 'rethrow', 'label', 'custom', 'uncaughtException'],
  [0x00, 0x18, 'delegate', 'label', 'custom'],
  [0x00, 0x19, 'catch_all', '', 'custom'],
] as const satisfies readonly Row[];

/** Threads: atomic operations on memory. */
const threads = [
  [0xfe, 0x00, 'memory.atomic.notify', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 4],
  [
    0xfe,
    0x01,
    'memory.atomic.wait32',
    'memarg',
    'addr i32 i64 -> i32',
    'memoryOutOfBounds unalignedAtomic expectedSharedMemory',
    4,
  ],
  [
    0xfe,
    0x02,
    'memory.atomic.wait64',
    'memarg',
    'addr i64 i64 -> i32',
    'memoryOutOfBounds unalignedAtomic expectedSharedMemory',
    8,
  ],
  [0xfe, 0x03, 'atomic.fence', 'zeroByte', '->'],
  [0xfe, 0x10, 'i32.atomic.load', 'memarg', 'addr -> i32', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x11, 'i64.atomic.load', 'memarg', 'addr -> i64', 'memoryOutOfBounds unalignedAtomic', 8],
  [0xfe, 0x12, 'i32.atomic.load8_u', 'memarg', 'addr -> i32', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x13, 'i32.atomic.load16_u', 'memarg', 'addr -> i32', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x14, 'i64.atomic.load8_u', 'memarg', 'addr -> i64', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x15, 'i64.atomic.load16_u', 'memarg', 'addr -> i64', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x16, 'i64.atomic.load32_u', 'memarg', 'addr -> i64', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x17, 'i32.atomic.store', 'memarg', 'addr i32 ->', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x18, 'i64.atomic.store', 'memarg', 'addr i64 ->', 'memoryOutOfBounds unalignedAtomic', 8],
  [0xfe, 0x19, 'i32.atomic.store8', 'memarg', 'addr i32 ->', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x1a, 'i32.atomic.store16', 'memarg', 'addr i32 ->', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x1b, 'i64.atomic.store8', 'memarg', 'addr i64 ->', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x1c, 'i64.atomic.store16', 'memarg', 'addr i64 ->', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x1d, 'i64.atomic.store32', 'memarg', 'addr i64 ->', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x1e, 'i32.atomic.rmw.add', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x1f, 'i64.atomic.rmw.add', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 8],
  [0xfe, 0x20, 'i32.atomic.rmw8.add_u', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x21, 'i32.atomic.rmw16.add_u', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x22, 'i64.atomic.rmw8.add_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x23, 'i64.atomic.rmw16.add_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x24, 'i64.atomic.rmw32.add_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x25, 'i32.atomic.rmw.sub', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x26, 'i64.atomic.rmw.sub', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 8],
  [0xfe, 0x27, 'i32.atomic.rmw8.sub_u', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x28, 'i32.atomic.rmw16.sub_u', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x29, 'i64.atomic.rmw8.sub_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x2a, 'i64.atomic.rmw16.sub_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x2b, 'i64.atomic.rmw32.sub_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x2c, 'i32.atomic.rmw.and', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x2d, 'i64.atomic.rmw.and', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 8],
  [0xfe, 0x2e, 'i32.atomic.rmw8.and_u', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x2f, 'i32.atomic.rmw16.and_u', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x30, 'i64.atomic.rmw8.and_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x31, 'i64.atomic.rmw16.and_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x32, 'i64.atomic.rmw32.and_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x33, 'i32.atomic.rmw.or', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x34, 'i64.atomic.rmw.or', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 8],
  [0xfe, 0x35, 'i32.atomic.rmw8.or_u', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x36, 'i32.atomic.rmw16.or_u', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x37, 'i64.atomic.rmw8.or_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x38, 'i64.atomic.rmw16.or_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x39, 'i64.atomic.rmw32.or_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x3a, 'i32.atomic.rmw.xor', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x3b, 'i64.atomic.rmw.xor', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 8],
  [0xfe, 0x3c, 'i32.atomic.rmw8.xor_u', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x3d, 'i32.atomic.rmw16.xor_u', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x3e, 'i64.atomic.rmw8.xor_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x3f, 'i64.atomic.rmw16.xor_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x40, 'i64.atomic.rmw32.xor_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x41, 'i32.atomic.rmw.xchg', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x42, 'i64.atomic.rmw.xchg', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 8],
  [0xfe, 0x43, 'i32.atomic.rmw8.xchg_u', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x44, 'i32.atomic.rmw16.xchg_u', 'memarg', 'addr i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x45, 'i64.atomic.rmw8.xchg_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x46, 'i64.atomic.rmw16.xchg_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x47, 'i64.atomic.rmw32.xchg_u', 'memarg', 'addr i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x48, 'i32.atomic.rmw.cmpxchg', 'memarg', 'addr i32 i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 4],
  [0xfe, 0x49, 'i64.atomic.rmw.cmpxchg', 'memarg', 'addr i64 i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 8],
  [0xfe, 0x4a, 'i32.atomic.rmw8.cmpxchg_u', 'memarg', 'addr i32 i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x4b, 'i32.atomic.rmw16.cmpxchg_u', 'memarg', 'addr i32 i32 -> i32', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x4c, 'i64.atomic.rmw8.cmpxchg_u', 'memarg', 'addr i64 i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 1],
  [0xfe, 0x4d, 'i64.atomic.rmw16.cmpxchg_u', 'memarg', 'addr i64 i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 2],
  [0xfe, 0x4e, 'i64.atomic.rmw32.cmpxchg_u', 'memarg', 'addr i64 i64 -> i64', 'memoryOutOfBounds unalignedAtomic', 4],
] as const satisfies readonly Row[];

/** Fixed-width SIMD. */
const simd = [
  [0xfd, 0x00, 'v128.load', 'memarg', 'addr -> v128', 'memoryOutOfBounds', 16],
  [0xfd, 0x01, 'v128.load8x8_s', 'memarg', 'addr -> v128', 'memoryOutOfBounds', 8],
  [0xfd, 0x02, 'v128.load8x8_u', 'memarg', 'addr -> v128', 'memoryOutOfBounds', 8],
  [0xfd, 0x03, 'v128.load16x4_s', 'memarg', 'addr -> v128', 'memoryOutOfBounds', 8],
  [0xfd, 0x04, 'v128.load16x4_u', 'memarg', 'addr -> v128', 'memoryOutOfBounds', 8],
  [0xfd, 0x05, 'v128.load32x2_s', 'memarg', 'addr -> v128', 'memoryOutOfBounds', 8],
  [0xfd, 0x06, 'v128.load32x2_u', 'memarg', 'addr -> v128', 'memoryOutOfBounds', 8],
  [0xfd, 0x07, 'v128.load8_splat', 'memarg', 'addr -> v128', 'memoryOutOfBounds', 1],
  [0xfd, 0x08, 'v128.load16_splat', 'memarg', 'addr -> v128', 'memoryOutOfBounds', 2],
  [0xfd, 0x09, 'v128.load32_splat', 'memarg', 'addr -> v128', 'memoryOutOfBounds', 4],
  [0xfd, 0x0a, 'v128.load64_splat', 'memarg', 'addr -> v128', 'memoryOutOfBounds', 8],
  [0xfd, 0x0b, 'v128.store', 'memarg', 'addr v128 ->', 'memoryOutOfBounds', 16],
  [0xfd, 0x0c, 'v128.const', 'v128', '-> v128'],
  [0xfd, 0x0d, 'i8x16.shuffle', 'shuffle', 'custom'],
  [0xfd, 0x0e, 'i8x16.swizzle', '', 'v128 v128 -> v128'],
  [0xfd, 0x0f, 'i8x16.splat', '', 'i32 -> v128'],
  [0xfd, 0x10, 'i16x8.splat', '', 'i32 -> v128'],
  [0xfd, 0x11, 'i32x4.splat', '', 'i32 -> v128'],
  [0xfd, 0x12, 'i64x2.splat', '', 'i64 -> v128'],
  [0xfd, 0x13, 'f32x4.splat', '', 'f32 -> v128'],
  [0xfd, 0x14, 'f64x2.splat', '', 'f64 -> v128'],
  [0xfd, 0x15, 'i8x16.extract_lane_s', 'lane', 'v128 -> i32'],
  [0xfd, 0x16, 'i8x16.extract_lane_u', 'lane', 'v128 -> i32'],
  [0xfd, 0x17, 'i8x16.replace_lane', 'lane', 'v128 i32 -> v128'],
  [0xfd, 0x18, 'i16x8.extract_lane_s', 'lane', 'v128 -> i32'],
  [0xfd, 0x19, 'i16x8.extract_lane_u', 'lane', 'v128 -> i32'],
  [0xfd, 0x1a, 'i16x8.replace_lane', 'lane', 'v128 i32 -> v128'],
  [0xfd, 0x1b, 'i32x4.extract_lane', 'lane', 'v128 -> i32'],
  [0xfd, 0x1c, 'i32x4.replace_lane', 'lane', 'v128 i32 -> v128'],
  [0xfd, 0x1d, 'i64x2.extract_lane', 'lane', 'v128 -> i64'],
  [0xfd, 0x1e, 'i64x2.replace_lane', 'lane', 'v128 i64 -> v128'],
  [0xfd, 0x1f, 'f32x4.extract_lane', 'lane', 'v128 -> f32'],
  [0xfd, 0x20, 'f32x4.replace_lane', 'lane', 'v128 f32 -> v128'],
  [0xfd, 0x21, 'f64x2.extract_lane', 'lane', 'v128 -> f64'],
  [0xfd, 0x22, 'f64x2.replace_lane', 'lane', 'v128 f64 -> v128'],
  [0xfd, 0x23, 'i8x16.eq', '', 'v128 v128 -> v128'],
  [0xfd, 0x24, 'i8x16.ne', '', 'v128 v128 -> v128'],
  [0xfd, 0x25, 'i8x16.lt_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x26, 'i8x16.lt_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x27, 'i8x16.gt_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x28, 'i8x16.gt_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x29, 'i8x16.le_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x2a, 'i8x16.le_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x2b, 'i8x16.ge_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x2c, 'i8x16.ge_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x2d, 'i16x8.eq', '', 'v128 v128 -> v128'],
  [0xfd, 0x2e, 'i16x8.ne', '', 'v128 v128 -> v128'],
  [0xfd, 0x2f, 'i16x8.lt_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x30, 'i16x8.lt_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x31, 'i16x8.gt_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x32, 'i16x8.gt_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x33, 'i16x8.le_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x34, 'i16x8.le_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x35, 'i16x8.ge_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x36, 'i16x8.ge_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x37, 'i32x4.eq', '', 'v128 v128 -> v128'],
  [0xfd, 0x38, 'i32x4.ne', '', 'v128 v128 -> v128'],
  [0xfd, 0x39, 'i32x4.lt_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x3a, 'i32x4.lt_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x3b, 'i32x4.gt_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x3c, 'i32x4.gt_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x3d, 'i32x4.le_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x3e, 'i32x4.le_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x3f, 'i32x4.ge_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x40, 'i32x4.ge_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x41, 'f32x4.eq', '', 'v128 v128 -> v128'],
  [0xfd, 0x42, 'f32x4.ne', '', 'v128 v128 -> v128'],
  [0xfd, 0x43, 'f32x4.lt', '', 'v128 v128 -> v128'],
  [0xfd, 0x44, 'f32x4.gt', '', 'v128 v128 -> v128'],
  [0xfd, 0x45, 'f32x4.le', '', 'v128 v128 -> v128'],
  [0xfd, 0x46, 'f32x4.ge', '', 'v128 v128 -> v128'],
  [0xfd, 0x47, 'f64x2.eq', '', 'v128 v128 -> v128'],
  [0xfd, 0x48, 'f64x2.ne', '', 'v128 v128 -> v128'],
  [0xfd, 0x49, 'f64x2.lt', '', 'v128 v128 -> v128'],
  [0xfd, 0x4a, 'f64x2.gt', '', 'v128 v128 -> v128'],
  [0xfd, 0x4b, 'f64x2.le', '', 'v128 v128 -> v128'],
  [0xfd, 0x4c, 'f64x2.ge', '', 'v128 v128 -> v128'],
  [0xfd, 0x4d, 'v128.not', '', 'v128 -> v128'],
  [0xfd, 0x4e, 'v128.and', '', 'v128 v128 -> v128'],
  [0xfd, 0x4f, 'v128.andnot', '', 'v128 v128 -> v128'],
  [0xfd, 0x50, 'v128.or', '', 'v128 v128 -> v128'],
  [0xfd, 0x51, 'v128.xor', '', 'v128 v128 -> v128'],
  [0xfd, 0x52, 'v128.bitselect', '', 'v128 v128 v128 -> v128'],
  [0xfd, 0x53, 'v128.any_true', '', 'v128 -> i32'],
  [0xfd, 0x54, 'v128.load8_lane', 'memarg lane', 'addr v128 -> v128', 'memoryOutOfBounds', 1],
  [0xfd, 0x55, 'v128.load16_lane', 'memarg lane', 'addr v128 -> v128', 'memoryOutOfBounds', 2],
  [0xfd, 0x56, 'v128.load32_lane', 'memarg lane', 'addr v128 -> v128', 'memoryOutOfBounds', 4],
  [0xfd, 0x57, 'v128.load64_lane', 'memarg lane', 'addr v128 -> v128', 'memoryOutOfBounds', 8],
  [0xfd, 0x58, 'v128.store8_lane', 'memarg lane', 'addr v128 ->', 'memoryOutOfBounds', 1],
  [0xfd, 0x59, 'v128.store16_lane', 'memarg lane', 'addr v128 ->', 'memoryOutOfBounds', 2],
  [0xfd, 0x5a, 'v128.store32_lane', 'memarg lane', 'addr v128 ->', 'memoryOutOfBounds', 4],
  [0xfd, 0x5b, 'v128.store64_lane', 'memarg lane', 'addr v128 ->', 'memoryOutOfBounds', 8],
  [0xfd, 0x5c, 'v128.load32_zero', 'memarg', 'addr -> v128', 'memoryOutOfBounds', 4],
  [0xfd, 0x5d, 'v128.load64_zero', 'memarg', 'addr -> v128', 'memoryOutOfBounds', 8],
  [0xfd, 0x5e, 'f32x4.demote_f64x2_zero', '', 'v128 -> v128'],
  [0xfd, 0x5f, 'f64x2.promote_low_f32x4', '', 'v128 -> v128'],
  [0xfd, 0x60, 'i8x16.abs', '', 'v128 -> v128'],
  [0xfd, 0x61, 'i8x16.neg', '', 'v128 -> v128'],
  [0xfd, 0x62, 'i8x16.popcnt', '', 'v128 -> v128'],
  [0xfd, 0x63, 'i8x16.all_true', '', 'v128 -> i32'],
  [0xfd, 0x64, 'i8x16.bitmask', '', 'v128 -> i32'],
  [0xfd, 0x65, 'i8x16.narrow_i16x8_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x66, 'i8x16.narrow_i16x8_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x67, 'f32x4.ceil', '', 'v128 -> v128'],
  [0xfd, 0x68, 'f32x4.floor', '', 'v128 -> v128'],
  [0xfd, 0x69, 'f32x4.trunc', '', 'v128 -> v128'],
  [0xfd, 0x6a, 'f32x4.nearest', '', 'v128 -> v128'],
  [0xfd, 0x6b, 'i8x16.shl', '', 'v128 i32 -> v128'],
  [0xfd, 0x6c, 'i8x16.shr_s', '', 'v128 i32 -> v128'],
  [0xfd, 0x6d, 'i8x16.shr_u', '', 'v128 i32 -> v128'],
  [0xfd, 0x6e, 'i8x16.add', '', 'v128 v128 -> v128'],
  [0xfd, 0x6f, 'i8x16.add_sat_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x70, 'i8x16.add_sat_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x71, 'i8x16.sub', '', 'v128 v128 -> v128'],
  [0xfd, 0x72, 'i8x16.sub_sat_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x73, 'i8x16.sub_sat_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x74, 'f64x2.ceil', '', 'v128 -> v128'],
  [0xfd, 0x75, 'f64x2.floor', '', 'v128 -> v128'],
  [0xfd, 0x76, 'i8x16.min_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x77, 'i8x16.min_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x78, 'i8x16.max_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x79, 'i8x16.max_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x7a, 'f64x2.trunc', '', 'v128 -> v128'],
  [0xfd, 0x7b, 'i8x16.avgr_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x7c, 'i16x8.extadd_pairwise_i8x16_s', '', 'v128 -> v128'],
  [0xfd, 0x7d, 'i16x8.extadd_pairwise_i8x16_u', '', 'v128 -> v128'],
  [0xfd, 0x7e, 'i32x4.extadd_pairwise_i16x8_s', '', 'v128 -> v128'],
  [0xfd, 0x7f, 'i32x4.extadd_pairwise_i16x8_u', '', 'v128 -> v128'],
  [0xfd, 0x80, 'i16x8.abs', '', 'v128 -> v128'],
  [0xfd, 0x81, 'i16x8.neg', '', 'v128 -> v128'],
  [0xfd, 0x82, 'i16x8.q15mulr_sat_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x83, 'i16x8.all_true', '', 'v128 -> i32'],
  [0xfd, 0x84, 'i16x8.bitmask', '', 'v128 -> i32'],
  [0xfd, 0x85, 'i16x8.narrow_i32x4_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x86, 'i16x8.narrow_i32x4_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x87, 'i16x8.extend_low_i8x16_s', '', 'v128 -> v128'],
  [0xfd, 0x88, 'i16x8.extend_high_i8x16_s', '', 'v128 -> v128'],
  [0xfd, 0x89, 'i16x8.extend_low_i8x16_u', '', 'v128 -> v128'],
  [0xfd, 0x8a, 'i16x8.extend_high_i8x16_u', '', 'v128 -> v128'],
  [0xfd, 0x8b, 'i16x8.shl', '', 'v128 i32 -> v128'],
  [0xfd, 0x8c, 'i16x8.shr_s', '', 'v128 i32 -> v128'],
  [0xfd, 0x8d, 'i16x8.shr_u', '', 'v128 i32 -> v128'],
  [0xfd, 0x8e, 'i16x8.add', '', 'v128 v128 -> v128'],
  [0xfd, 0x8f, 'i16x8.add_sat_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x90, 'i16x8.add_sat_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x91, 'i16x8.sub', '', 'v128 v128 -> v128'],
  [0xfd, 0x92, 'i16x8.sub_sat_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x93, 'i16x8.sub_sat_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x94, 'f64x2.nearest', '', 'v128 -> v128'],
  [0xfd, 0x95, 'i16x8.mul', '', 'v128 v128 -> v128'],
  [0xfd, 0x96, 'i16x8.min_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x97, 'i16x8.min_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x98, 'i16x8.max_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x99, 'i16x8.max_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x9b, 'i16x8.avgr_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x9c, 'i16x8.extmul_low_i8x16_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x9d, 'i16x8.extmul_high_i8x16_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x9e, 'i16x8.extmul_low_i8x16_u', '', 'v128 v128 -> v128'],
  [0xfd, 0x9f, 'i16x8.extmul_high_i8x16_u', '', 'v128 v128 -> v128'],
  [0xfd, 0xa0, 'i32x4.abs', '', 'v128 -> v128'],
  [0xfd, 0xa1, 'i32x4.neg', '', 'v128 -> v128'],
  [0xfd, 0xa3, 'i32x4.all_true', '', 'v128 -> i32'],
  [0xfd, 0xa4, 'i32x4.bitmask', '', 'v128 -> i32'],
  [0xfd, 0xa7, 'i32x4.extend_low_i16x8_s', '', 'v128 -> v128'],
  [0xfd, 0xa8, 'i32x4.extend_high_i16x8_s', '', 'v128 -> v128'],
  [0xfd, 0xa9, 'i32x4.extend_low_i16x8_u', '', 'v128 -> v128'],
  [0xfd, 0xaa, 'i32x4.extend_high_i16x8_u', '', 'v128 -> v128'],
  [0xfd, 0xab, 'i32x4.shl', '', 'v128 i32 -> v128'],
  [0xfd, 0xac, 'i32x4.shr_s', '', 'v128 i32 -> v128'],
  [0xfd, 0xad, 'i32x4.shr_u', '', 'v128 i32 -> v128'],
  [0xfd, 0xae, 'i32x4.add', '', 'v128 v128 -> v128'],
  [0xfd, 0xb1, 'i32x4.sub', '', 'v128 v128 -> v128'],
  [0xfd, 0xb5, 'i32x4.mul', '', 'v128 v128 -> v128'],
  [0xfd, 0xb6, 'i32x4.min_s', '', 'v128 v128 -> v128'],
  [0xfd, 0xb7, 'i32x4.min_u', '', 'v128 v128 -> v128'],
  [0xfd, 0xb8, 'i32x4.max_s', '', 'v128 v128 -> v128'],
  [0xfd, 0xb9, 'i32x4.max_u', '', 'v128 v128 -> v128'],
  [0xfd, 0xba, 'i32x4.dot_i16x8_s', '', 'v128 v128 -> v128'],
  [0xfd, 0xbc, 'i32x4.extmul_low_i16x8_s', '', 'v128 v128 -> v128'],
  [0xfd, 0xbd, 'i32x4.extmul_high_i16x8_s', '', 'v128 v128 -> v128'],
  [0xfd, 0xbe, 'i32x4.extmul_low_i16x8_u', '', 'v128 v128 -> v128'],
  [0xfd, 0xbf, 'i32x4.extmul_high_i16x8_u', '', 'v128 v128 -> v128'],
  [0xfd, 0xc0, 'i64x2.abs', '', 'v128 -> v128'],
  [0xfd, 0xc1, 'i64x2.neg', '', 'v128 -> v128'],
  [0xfd, 0xc3, 'i64x2.all_true', '', 'v128 -> i32'],
  [0xfd, 0xc4, 'i64x2.bitmask', '', 'v128 -> i32'],
  [0xfd, 0xc7, 'i64x2.extend_low_i32x4_s', '', 'v128 -> v128'],
  [0xfd, 0xc8, 'i64x2.extend_high_i32x4_s', '', 'v128 -> v128'],
  [0xfd, 0xc9, 'i64x2.extend_low_i32x4_u', '', 'v128 -> v128'],
  [0xfd, 0xca, 'i64x2.extend_high_i32x4_u', '', 'v128 -> v128'],
  [0xfd, 0xcb, 'i64x2.shl', '', 'v128 i32 -> v128'],
  [0xfd, 0xcc, 'i64x2.shr_s', '', 'v128 i32 -> v128'],
  [0xfd, 0xcd, 'i64x2.shr_u', '', 'v128 i32 -> v128'],
  [0xfd, 0xce, 'i64x2.add', '', 'v128 v128 -> v128'],
  [0xfd, 0xd1, 'i64x2.sub', '', 'v128 v128 -> v128'],
  [0xfd, 0xd5, 'i64x2.mul', '', 'v128 v128 -> v128'],
  [0xfd, 0xd6, 'i64x2.eq', '', 'v128 v128 -> v128'],
  [0xfd, 0xd7, 'i64x2.ne', '', 'v128 v128 -> v128'],
  [0xfd, 0xd8, 'i64x2.lt_s', '', 'v128 v128 -> v128'],
  [0xfd, 0xd9, 'i64x2.gt_s', '', 'v128 v128 -> v128'],
  [0xfd, 0xda, 'i64x2.le_s', '', 'v128 v128 -> v128'],
  [0xfd, 0xdb, 'i64x2.ge_s', '', 'v128 v128 -> v128'],
  [0xfd, 0xdc, 'i64x2.extmul_low_i32x4_s', '', 'v128 v128 -> v128'],
  [0xfd, 0xdd, 'i64x2.extmul_high_i32x4_s', '', 'v128 v128 -> v128'],
  [0xfd, 0xde, 'i64x2.extmul_low_i32x4_u', '', 'v128 v128 -> v128'],
  [0xfd, 0xdf, 'i64x2.extmul_high_i32x4_u', '', 'v128 v128 -> v128'],
  [0xfd, 0xe0, 'f32x4.abs', '', 'v128 -> v128'],
  [0xfd, 0xe1, 'f32x4.neg', '', 'v128 -> v128'],
  [0xfd, 0xe3, 'f32x4.sqrt', '', 'v128 -> v128'],
  [0xfd, 0xe4, 'f32x4.add', '', 'v128 v128 -> v128'],
  [0xfd, 0xe5, 'f32x4.sub', '', 'v128 v128 -> v128'],
  [0xfd, 0xe6, 'f32x4.mul', '', 'v128 v128 -> v128'],
  [0xfd, 0xe7, 'f32x4.div', '', 'v128 v128 -> v128'],
  [0xfd, 0xe8, 'f32x4.min', '', 'v128 v128 -> v128'],
  [0xfd, 0xe9, 'f32x4.max', '', 'v128 v128 -> v128'],
  [0xfd, 0xea, 'f32x4.pmin', '', 'v128 v128 -> v128'],
  [0xfd, 0xeb, 'f32x4.pmax', '', 'v128 v128 -> v128'],
  [0xfd, 0xec, 'f64x2.abs', '', 'v128 -> v128'],
  [0xfd, 0xed, 'f64x2.neg', '', 'v128 -> v128'],
  [0xfd, 0xef, 'f64x2.sqrt', '', 'v128 -> v128'],
  [0xfd, 0xf0, 'f64x2.add', '', 'v128 v128 -> v128'],
  [0xfd, 0xf1, 'f64x2.sub', '', 'v128 v128 -> v128'],
  [0xfd, 0xf2, 'f64x2.mul', '', 'v128 v128 -> v128'],
  [0xfd, 0xf3, 'f64x2.div', '', 'v128 v128 -> v128'],
  [0xfd, 0xf4, 'f64x2.min', '', 'v128 v128 -> v128'],
  [0xfd, 0xf5, 'f64x2.max', '', 'v128 v128 -> v128'],
  [0xfd, 0xf6, 'f64x2.pmin', '', 'v128 v128 -> v128'],
  [0xfd, 0xf7, 'f64x2.pmax', '', 'v128 v128 -> v128'],
  [0xfd, 0xf8, 'i32x4.trunc_sat_f32x4_s', '', 'v128 -> v128'],
  [0xfd, 0xf9, 'i32x4.trunc_sat_f32x4_u', '', 'v128 -> v128'],
  [0xfd, 0xfa, 'f32x4.convert_i32x4_s', '', 'v128 -> v128'],
  [0xfd, 0xfb, 'f32x4.convert_i32x4_u', '', 'v128 -> v128'],
  [0xfd, 0xfc, 'i32x4.trunc_sat_f64x2_s_zero', '', 'v128 -> v128'],
  [0xfd, 0xfd, 'i32x4.trunc_sat_f64x2_u_zero', '', 'v128 -> v128'],
  [0xfd, 0xfe, 'f64x2.convert_low_i32x4_s', '', 'v128 -> v128'],
  [0xfd, 0xff, 'f64x2.convert_low_i32x4_u', '', 'v128 -> v128'],
] as const satisfies readonly Row[];

/** Relaxed SIMD. */
const relaxedSimd = [
  [0xfd, 0x100, 'i8x16.relaxed_swizzle', '', 'v128 v128 -> v128'],
  [0xfd, 0x101, 'i32x4.relaxed_trunc_f32x4_s', '', 'v128 -> v128'],
  [0xfd, 0x102, 'i32x4.relaxed_trunc_f32x4_u', '', 'v128 -> v128'],
  [0xfd, 0x103, 'i32x4.relaxed_trunc_f64x2_s_zero', '', 'v128 -> v128'],
  [0xfd, 0x104, 'i32x4.relaxed_trunc_f64x2_u_zero', '', 'v128 -> v128'],
  [0xfd, 0x105, 'f32x4.relaxed_madd', '', 'v128 v128 v128 -> v128'],
  [0xfd, 0x106, 'f32x4.relaxed_nmadd', '', 'v128 v128 v128 -> v128'],
  [0xfd, 0x107, 'f64x2.relaxed_madd', '', 'v128 v128 v128 -> v128'],
  [0xfd, 0x108, 'f64x2.relaxed_nmadd', '', 'v128 v128 v128 -> v128'],
  [0xfd, 0x109, 'i8x16.relaxed_laneselect', '', 'v128 v128 v128 -> v128'],
  [0xfd, 0x10a, 'i16x8.relaxed_laneselect', '', 'v128 v128 v128 -> v128'],
  [0xfd, 0x10b, 'i32x4.relaxed_laneselect', '', 'v128 v128 v128 -> v128'],
  [0xfd, 0x10c, 'i64x2.relaxed_laneselect', '', 'v128 v128 v128 -> v128'],
  [0xfd, 0x10d, 'f32x4.relaxed_min', '', 'v128 v128 -> v128'],
  [0xfd, 0x10e, 'f32x4.relaxed_max', '', 'v128 v128 -> v128'],
  [0xfd, 0x10f, 'f64x2.relaxed_min', '', 'v128 v128 -> v128'],
  [0xfd, 0x110, 'f64x2.relaxed_max', '', 'v128 v128 -> v128'],
  [0xfd, 0x111, 'i16x8.relaxed_q15mulr_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x112, 'i16x8.relaxed_dot_i8x16_i7x16_s', '', 'v128 v128 -> v128'],
  [0xfd, 0x113, 'i32x4.relaxed_dot_i8x16_i7x16_add_s', '', 'v128 v128 v128 -> v128'],
] as const satisfies readonly Row[];

/** Wide arithmetic. */
const wideArithmetic = [
  [0xfc, 0x13, 'i64.add128', '', 'i64 i64 i64 i64 -> i64 i64'],
  [0xfc, 0x14, 'i64.sub128', '', 'i64 i64 i64 i64 -> i64 i64'],
  [0xfc, 0x15, 'i64.mul_wide_s', '', 'i64 i64 -> i64 i64'],
  [0xfc, 0x16, 'i64.mul_wide_u', '', 'i64 i64 -> i64 i64'],
] as const satisfies readonly Row[];
/** The rows of each feature; `gc` and features without operators of their own have none. */
const rowsByFeature = {
  mvp,
  signExtension,
  saturatingFloatToInt,
  bulkMemory,
  referenceTypes,
  tailCall,
  functionReferences,
  exceptions,
  legacyExceptions,
  threads,
  simd,
  relaxedSimd,
  wideArithmetic,
} as const satisfies Partial<Record<Feature, readonly Row[]>>;

type RowsByFeature = typeof rowsByFeature;
export type FeatureWithOpcodes = keyof RowsByFeature;

/** Mnemonics of one feature, or of several: `MnemonicOf<'mvp' | 'simd'>`. */
export type MnemonicOf<F extends FeatureWithOpcodes> = RowsByFeature[F][number][2];

/** Every mnemonic. `select_t` is the spec's `select t*`, which has an opcode of its own. */
export type Mnemonic = MnemonicOf<FeatureWithOpcodes>;

/** Mnemonics of the operators whose operands depend on more than their row. */
export type CustomMnemonicOf<F extends FeatureWithOpcodes> = Extract<
  RowsByFeature[F][number],
  { readonly 4: 'custom' }
>[2];

/** Operand or result in a signature; `addr` is i32 or i64, as the memory that the operator names has it. */
export type SignatureType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'addr';

export interface Signature {
  readonly params: readonly SignatureType[];
  readonly results: readonly SignatureType[];
}

/** One operator. */
export interface Opcode {
  /** See `opcodeId`. */
  readonly id: number;
  readonly prefix: number;
  readonly code: number;
  readonly mnemonic: Mnemonic;
  readonly immediates: readonly ImmediateKind[];
  readonly signature: Signature | 'custom';
  readonly feature: Feature;
  readonly traps: readonly TrapName[];
  /** Width of the memory access in bytes; 0 where there is none. */
  readonly accessBytes: number;
}

/** One more than the largest opcode id. */
export const opcodeIdLimit = 656;

/** First id of each prefix, and how many codes may follow it. */
const idBase = { 0: 0, 252: 256, 253: 288, 254: 576 } as const;
const idCount = { 0: 256, 252: 32, 253: 288, 254: 80 } as const;

/**
 * The small number by which tables are indexed: the opcode itself where there is no prefix, and a dense range
 * for each prefix; -1 where the prefix has no such code. Ids have gaps, where `opcodes` holds undefined.
 */
export function opcodeId(prefix: number, code: number): number {
  if (prefix !== 0 && prefix !== 0xfc && prefix !== 0xfd && prefix !== 0xfe) return -1;
  return code < idCount[prefix] ? idBase[prefix] + code : -1;
}

function parseTypes(text: string): SignatureType[] {
  return text.split(' ').filter((word) => word !== '') as SignatureType[];
}

/** By text: many operators share one, and every thread that starts builds the table. */
const signatures = new Map<string, Signature | 'custom'>([['custom', 'custom']]);

function parseSignature(text: string): Signature | 'custom' {
  const known = signatures.get(text);
  if (known !== undefined) return known;
  const [params = '', results = ''] = text.split('->');
  const parsed = { params: parseTypes(params), results: parseTypes(results) };
  signatures.set(text, parsed);
  return parsed;
}

function words<T extends string>(text: string | undefined): T[] {
  return text ? (text.split(' ') as T[]) : [];
}

function buildOpcodes(): (Opcode | undefined)[] {
  const table: (Opcode | undefined)[] = new Array(opcodeIdLimit).fill(undefined);
  for (const [feature, rows] of Object.entries(rowsByFeature) as [FeatureWithOpcodes, readonly Row[]][]) {
    for (const [prefix, code, mnemonic, immediates, signature, traps, accessBytes = 0] of rows) {
      const id = opcodeId(prefix, code);
      table[id] = {
        id,
        prefix,
        code,
        mnemonic: mnemonic as Mnemonic,
        immediates: words<ImmediateKind>(immediates),
        signature: parseSignature(signature),
        feature,
        traps: words<TrapName>(traps),
        accessBytes,
      };
    }
  }
  return table;
}

/** All operators, by opcode id. */
export const opcodes: readonly (Opcode | undefined)[] = buildOpcodes();

/** Opcode id of each mnemonic. */
export const opcodeIds = Object.fromEntries(
  opcodes.flatMap((row) => (row ? [[row.mnemonic, row.id]] : [])),
) as Readonly<Record<Mnemonic, number>>;

/** The operator with this id, which must be one that `OperatorReader` returned. */
export function opcodeById(id: number): Opcode {
  return opcodes[id] as Opcode;
}
