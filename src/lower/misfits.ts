// Misfits: indirect calls that miss all targets that the profile made optimized code guess. They are counted down, so that
// a program that changes its behaviour is noticed. Knows nothing of what happens then.
import { VmContext } from '../core/instance-layout.ts';
import { types } from '../llvm-bindings/index.ts';
import { wordAccess } from './accesses.ts';
import type { FunctionLowering } from './function-lowering.ts';

/**
 * To be written where a call missed all guessed targets, as `missed` of `total` did in the profile: takes one from what the
 * unit's function may miss, unless the profile has it miss more often than the share that is watched.
 */
export function countMisfit(l: FunctionLowering, missed: number, total: number): void {
  const { builder, unit } = l;
  if (unit.misfitShare === 0 || total === 0 || missed > total * unit.misfitShare) return;
  const index = unit.root - unit.importedFunctions;
  // Not as a fixed pointer: LLVM would load it ahead of a loop, and keep a register for what hardly ever happens.
  const left = l.field(l.vmPointer(VmContext.misfits, false), 4 * index);
  const count = builder.binary('sub', builder.load(types.i32, left, wordAccess), l.i32(1));
  builder.store(count, left, wordAccess);
  l.coldIf(builder.icmp('eq', count, l.i32(0)), (after) => {
    l.callHelper('misfit', [l.i32(index), l.i32(l.functionIndex)]);
    builder.br(after);
  });
}
