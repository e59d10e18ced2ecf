// Trap codes, shared by compiled code, the runtime addon and the messages a user sees.

/** Why execution stopped; the numbers are what compiled code passes to the trap helper (`TrapCode` in vm_layout.h). */
export const TrapCode = {
  unreachable: 1,
  memoryOutOfBounds: 2,
  tableOutOfBounds: 3,
  undefinedElement: 4,
  uninitializedElement: 5,
  indirectCallTypeMismatch: 6,
  integerOverflow: 7,
  integerDivideByZero: 8,
  invalidConversionToInteger: 9,
  stackExhausted: 10,
  nullReference: 11,
  unalignedAtomic: 12,
  expectedSharedMemory: 13,
  castFailure: 14,
  interrupted: 15,
  outOfMemory: 16,
  codeUnavailable: 17,
  uncaughtException: 18,
  nullFunctionReference: 19,
} as const;

export type TrapCode = (typeof TrapCode)[keyof typeof TrapCode];

/** The spec suite's phrase for each trap. */
export const trapMessages: Readonly<Record<TrapCode, string>> = {
  [TrapCode.unreachable]: 'unreachable',
  [TrapCode.memoryOutOfBounds]: 'out of bounds memory access',
  [TrapCode.tableOutOfBounds]: 'out of bounds table access',
  [TrapCode.undefinedElement]: 'undefined element',
  [TrapCode.uninitializedElement]: 'uninitialized element',
  [TrapCode.indirectCallTypeMismatch]: 'indirect call type mismatch',
  [TrapCode.integerOverflow]: 'integer overflow',
  [TrapCode.integerDivideByZero]: 'integer divide by zero',
  [TrapCode.invalidConversionToInteger]: 'invalid conversion to integer',
  [TrapCode.stackExhausted]: 'call stack exhausted',
  [TrapCode.nullReference]: 'null reference',
  [TrapCode.unalignedAtomic]: 'unaligned atomic',
  [TrapCode.expectedSharedMemory]: 'expected shared memory',
  [TrapCode.castFailure]: 'cast failure',
  [TrapCode.interrupted]: 'interrupted',
  [TrapCode.outOfMemory]: 'out of memory',
  [TrapCode.codeUnavailable]: 'code could not be compiled',
  [TrapCode.uncaughtException]: 'uncaught exception',
  [TrapCode.nullFunctionReference]: 'null function reference',
};
