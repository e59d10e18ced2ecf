// What the optimizing compile makes of a function, for people: LLVM's IR after its passes, or machine code. Forms the unit
// and uses the profile as the controller does; compiles on the calling thread and installs nothing.
import type { ProfileView } from '../profiles/profile-view.ts';
import type { FuncIndex, Module } from '../src/core/module.ts';
import { type AssemblyLine, disassemble } from '../src/llvm-bindings/index.ts';
import { ModuleFacts } from './body-facts.ts';
import { OptimizedTier } from './optimized/optimized-tier.ts';
import { formUnit } from './policy.ts';
import type { CompileContext, CompileUnit } from './tier.ts';
import { defaultTuning } from './tuning.ts';

function unitOf(module: Module, functionIndex: FuncIndex, profile: ProfileView): CompileUnit {
  const facts = new ModuleFacts(module);
  const source = {
    profile,
    body: (index: FuncIndex) => facts.body(index),
    bodyBytes: (index: FuncIndex) => facts.bodyBytes(index),
  };
  return { functions: [functionIndex], inline: formUnit(functionIndex, source, defaultTuning).slice(1) };
}

function contextOf(module: Module, profile: ProfileView): CompileContext {
  return { module, profile, misfitShare: defaultTuning.misfitShare };
}

/** One instruction, with the place in the module that it comes from where that is known. */
export interface MachineCodeLine extends AssemblyLine {
  readonly wasmOffset: number | undefined;
}

/** LLVM's IR of a defined function after optimization, with whatever else is in its unit. The module must be valid. */
export function optimizedIr(module: Module, functionIndex: FuncIndex, profile: ProfileView): string {
  return new OptimizedTier().irText(unitOf(module, functionIndex, profile), contextOf(module, profile));
}

/** Machine code of a defined function at the optimized tier. The module must be valid. */
export function optimizedCode(module: Module, functionIndex: FuncIndex, profile: ProfileView): MachineCodeLine[] {
  const unit = unitOf(module, functionIndex, profile);
  const { code, rows, lines } = new OptimizedTier().compile(unit, contextOf(module, profile));
  const row = rows.find((entry) => entry.functionIndex === functionIndex);
  if (!row) return [];
  const places = new Map<number, number>();
  for (let at = 0; at + 1 < lines.length; at += 2) places.set(lines[at] as number, lines[at + 1] as number);
  return disassemble(code, row.offset, row.sizeBytes).map((line) => {
    const wasmOffset = places.get(line.offset);
    return { ...line, wasmOffset: wasmOffset === 0 ? undefined : wasmOffset };
  });
}
