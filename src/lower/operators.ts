// Which function lowers which operator. The type of the table makes sure that none is missing: one file a family,
// added here when its feature is accepted.
import type { AcceptedFeature } from '../core/features.ts';
import { type FeatureWithOpcodes, type Mnemonic, type MnemonicOf, opcodeIdLimit, opcodeIds } from '../core/opcodes.ts';
import { atomicOperators } from './atomic.ts';
import { bulkMemoryOperators } from './bulk-memory.ts';
import { callOperators } from './call.ts';
import { controlOperators } from './control.ts';
import { conversionOperators } from './conversion.ts';
import { exceptionOperators } from './exceptions.ts';
import type { LowerFn } from './function-lowering.ts';
import { memoryOperators } from './memory.ts';
import { floatOperators, integerOperators } from './numeric.ts';
import { referenceOperators } from './reference.ts';
import { vectorOperators } from './simd/index.ts';
import { tableOperators } from './table.ts';
import { variableOperators } from './variable.ts';
import { wideOperators } from './wide-arithmetic.ts';

type AcceptedMnemonic = MnemonicOf<Extract<AcceptedFeature, FeatureWithOpcodes>>;

const operators = {
  ...controlOperators,
  ...callOperators,
  ...exceptionOperators,
  ...variableOperators,
  ...memoryOperators,
  ...bulkMemoryOperators,
  ...atomicOperators,
  ...tableOperators,
  ...referenceOperators,
  ...integerOperators,
  ...floatOperators,
  ...conversionOperators,
  ...vectorOperators,
  ...wideOperators,
} satisfies Record<AcceptedMnemonic, LowerFn>;

/** By opcode id. Reading a body has already rejected operators that are not accepted. */
export const loweringByOpcode: readonly (LowerFn | undefined)[] = byOpcode();

function byOpcode(): (LowerFn | undefined)[] {
  const table: (LowerFn | undefined)[] = new Array(opcodeIdLimit).fill(undefined);
  for (const [mnemonic, lower] of Object.entries(operators)) table[opcodeIds[mnemonic as Mnemonic]] = lower;
  return table;
}
