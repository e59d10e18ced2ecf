// The command set between the builders and native code, and every enumeration that a command's word carries.
// A command is one word (opcode in the low 8 bits, small operands above), then operand words. The same tables stand in
// native/commands.h; the addon reports its own when it loads and binding.ts compares them.

/** Numbers each name of a list in order. */
function numbered<const Names extends readonly string[]>(names: Names): { readonly [N in Names[number]]: number } {
  return Object.fromEntries(names.map((name, index) => [name, index])) as { [N in Names[number]]: number };
}

/** Commands of the module stream: what functions refer to. */
export const moduleCommandNames = [
  'compositeType',
  'functionType',
  'declareFunction',
  'defineFunction',
  'globalConstant',
  'intrinsic',
  'profileSummary',
  'boundedRegion',
] as const;
export const ModuleCommand = numbered(moduleCommandNames);

/** Commands of a function stream, in the order the native dispatcher lists them. */
export const commandNames = [
  'block',
  'position',
  'location',
  'constInt',
  'constF32',
  'constF64',
  'constV128',
  'zero',
  'poison',
  'functionAddress',
  'globalAddress',
  'binary',
  'fneg',
  'icmp',
  'fcmp',
  'select',
  'cast',
  'load',
  'store',
  'gep',
  'gepConst',
  'gepSum',
  'atomicRmw',
  'cmpxchg',
  'fence',
  'extractElement',
  'insertElement',
  'shuffle',
  'extractValue',
  'freeze',
  'call',
  'callIntrinsic',
  'alloca',
  'landingPad',
  'invoke',
  'br',
  'condBr',
  'switchInt',
  'ret',
  'retVoid',
  'unreachable',
  'phi',
  'addIncoming',
  'headLoad',
  'tailStore',
] as const;
export const Command = numbered(commandNames);

export const binaryOps = [
  'add',
  'sub',
  'mul',
  'sdiv',
  'udiv',
  'srem',
  'urem',
  'shl',
  'lshr',
  'ashr',
  'and',
  'or',
  'xor',
  'fadd',
  'fsub',
  'fmul',
  'fdiv',
] as const;
export type BinaryOp = (typeof binaryOps)[number];
export const binaryOpNumbers = numbered(binaryOps);

export const icmpPredicates = ['eq', 'ne', 'ugt', 'uge', 'ult', 'ule', 'sgt', 'sge', 'slt', 'sle'] as const;
export type IcmpPredicate = (typeof icmpPredicates)[number];
export const icmpPredicateNumbers = numbered(icmpPredicates);

export const fcmpPredicates = [
  'oeq',
  'ogt',
  'oge',
  'olt',
  'ole',
  'one',
  'ord',
  'uno',
  'ueq',
  'ugt',
  'uge',
  'ult',
  'ule',
  'une',
] as const;
export type FcmpPredicate = (typeof fcmpPredicates)[number];
export const fcmpPredicateNumbers = numbered(fcmpPredicates);

export const castOps = [
  'trunc',
  'zext',
  'sext',
  'fptrunc',
  'fpext',
  'fptosi',
  'fptoui',
  'sitofp',
  'uitofp',
  'ptrtoint',
  'inttoptr',
  'bitcast',
] as const;
export type CastOp = (typeof castOps)[number];
export const castOpNumbers = numbered(castOps);

export const atomicRmwOps = ['xchg', 'add', 'sub', 'and', 'or', 'xor'] as const;
export type AtomicRmwOp = (typeof atomicRmwOps)[number];
export const atomicRmwOpNumbers = numbered(atomicRmwOps);

/** `none` is a plain access; fences and read-modify-writes need another one. */
export const orderings = ['none', 'monotonic', 'acquire', 'release', 'acq_rel', 'seq_cst'] as const;
export type Ordering = (typeof orderings)[number];
export const orderingNumbers = numbered(orderings);

export const callingConventions = ['c', 'tail', 'fast', 'preserve_most', 'preserve_all'] as const;
export type CallingConvention = (typeof callingConventions)[number];
export const callingConventionNumbers = numbered(callingConventions);

export const tailKinds = ['none', 'tail', 'musttail', 'notail'] as const;
export type TailKind = (typeof tailKinds)[number];
export const tailKindNumbers = numbered(tailKinds);

export const linkages = ['external', 'internal'] as const;
export type Linkage = (typeof linkages)[number];
export const linkageNumbers = numbered(linkages);

/** Function attributes beyond those every defined function gets; each is one bit. */
export const functionAttributes = [
  'alwaysinline',
  'noinline',
  'inlinehint',
  'cold',
  'hot',
  'noreturn',
  'willreturn',
  'optsize',
  'optnone',
  'memoryNone',
  'memoryRead',
  'nocallback',
] as const;
export type FnAttr = (typeof functionAttributes)[number];
export const functionAttributeNumbers = numbered(functionAttributes);

/** Bits of a load's, store's or atomic's first word, above the log2 of the alignment (bits 8–15). */
export const accessBits = {
  alignShift: 8,
  orderingShift: 16,
  volatile: 1 << 20,
  invariant: 1 << 21,
  opShift: 24,
} as const;

/** Bits of a call's flag word. */
export const callBits = { tailShift: 0, ccShift: 4, cold: 1 << 8, noreturn: 1 << 9, unwinds: 1 << 10 } as const;

/** Every table above in one list, as the addon reports its own. */
export const commandTables: readonly (readonly string[])[] = [
  moduleCommandNames,
  commandNames,
  binaryOps,
  icmpPredicates,
  fcmpPredicates,
  castOps,
  atomicRmwOps,
  orderings,
  callingConventions,
  tailKinds,
  linkages,
  functionAttributes,
];
