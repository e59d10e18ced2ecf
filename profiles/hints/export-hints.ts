// A profile as compilation hints (github.com/WebAssembly/compilation-hints): priorities of functions, frequencies of
// loops and calls, targets of indirect calls. Rounds to what the proposal can say.
import type { FuncIndex, Module } from '../../src/core/module.ts';
import { opcodeIds } from '../../src/core/opcodes.ts';
import { OperatorReader } from '../../src/decode/operator-reader.ts';
import { lineCounts } from '../line-counts.ts';
import { type FunctionHeat, rankFunctions } from '../overview.ts';
import type { Profile } from '../profile.ts';
import type { FunctionProfile, IndirectSite } from '../profile-view.ts';
import { type FunctionHints, type Hint, hintSectionNames, insertHintSections, leb } from './hint-sections.ts';

/** Stands for a function that runs only once. */
export const runOnce = 127;
/** Frequency of an instruction that runs once for each call of its function; each step doubles it. */
export const frequencyOfOne = 32;

function logFrequency(executions: number, entries: number): number {
  if (executions === 0 || entries === 0) return 1;
  return Math.max(1, Math.min(64, Math.floor(Math.log2(executions / entries)) + frequencyOfOne));
}

/** Negative logarithm of the share of all heat that the function has. */
function optimizationPriority(heat: FunctionHeat, share: number): number {
  const onlyOnce = heat.entries === 1 && heat.executions === 1;
  if (onlyOnce || share === 0) return runOnce;
  return Math.min(runOnce - 1, Math.round(-Math.log2(share)));
}

/** Compilation priority: the order in which functions were first compiled, those that were wanted together alike. */
function priorityHints(ranked: readonly FunctionHeat[]): FunctionHints {
  const sampled = ranked.some(({ timeNs }) => timeNs > 0);
  const heatOf = (heat: FunctionHeat) => (sampled ? heat.timeNs : heat.executions);
  const total = ranked.reduce((sum, heat) => sum + heatOf(heat), 0);
  const firstUs = (heat: FunctionHeat) => heat.history[0]?.atUs ?? Number.POSITIVE_INFINITY;
  const times = [...new Set(ranked.map(firstUs))].sort((a, b) => a - b);
  const places = new Map(times.map((time, place) => [time, place]));
  const executed = ranked.filter(({ executions, timeNs }) => executions > 0 || timeNs > 0);
  return new Map(
    executed.map((heat) => {
      const share = total === 0 ? 0 : heatOf(heat) / total;
      const bytes = [...leb(places.get(firstUs(heat)) ?? 0), ...leb(optimizationPriority(heat, share))];
      return [heat.functionIndex, [{ offset: 0, bytes: Uint8Array.from(bytes) }]];
    }),
  );
}

const hintedOperators: ReadonlySet<number> = new Set([
  opcodeIds.loop,
  opcodeIds.call,
  opcodeIds.call_indirect,
  opcodeIds.call_ref,
]);

/** Frequencies of a function's loops and calls. */
function frequencyHints(module: Module, functionIndex: FuncIndex, profile: FunctionProfile): Hint[] {
  if (profile.entries === 0) return [];
  const counts = lineCounts(module, functionIndex, profile);
  const reader = new OperatorReader(module.bytes, 0);
  const defined = functionIndex - module.importedFunctions.length;
  const body = module.functions.offsets[defined] as number;
  reader.openFunction(module, defined);
  const hints: Hint[] = [];
  while (!reader.atEnd()) {
    const count = hintedOperators.has(reader.next()) ? counts.get(reader.offset) : undefined;
    if (count === undefined) continue;
    hints.push({ offset: reader.offset - body, bytes: Uint8Array.of(logFrequency(count, profile.entries)) });
  }
  return hints;
}

/** Targets in whole percent, most frequent first; what rounds to nothing is left out. */
function targetBytes(site: IndirectSite): number[] {
  const samples = site.targets.reduce((sum, { count }) => sum + count, site.foreign);
  return site.targets
    .map(({ functionIndex, count }) => ({ functionIndex, percent: Math.floor((count / samples) * 100) }))
    .filter(({ percent }) => percent > 0)
    .flatMap(({ functionIndex, percent }) => [...leb(functionIndex), ...leb(percent)]);
}

function targetHints(module: Module, functionIndex: FuncIndex, profile: FunctionProfile): Hint[] {
  const body = module.functions.offsets[functionIndex - module.importedFunctions.length] as number;
  return [...profile.indirect]
    .map(([offset, site]) => ({ offset: offset - body, bytes: Uint8Array.from(targetBytes(site)) }))
    .filter(({ bytes }) => bytes.length > 0);
}

function hintsOfAll(
  module: Module,
  profile: Profile,
  hintsOf: (module: Module, functionIndex: FuncIndex, profile: FunctionProfile) => Hint[],
): FunctionHints {
  const entries = [...profile.functions].map(([index, counts]) => [index, hintsOf(module, index, counts)] as const);
  return new Map(entries.filter(([, hints]) => hints.length > 0));
}

/** A copy of the profiled module with its profile as hints. The copy is another module, with a hash of its own. */
export function exportHints(profile: Profile, module: Module): Uint8Array {
  return insertHintSections(
    module,
    new Map([
      [hintSectionNames.priority, priorityHints(rankFunctions(profile))],
      [hintSectionNames.frequency, hintsOfAll(module, profile, frequencyHints)],
      [hintSectionNames.targets, hintsOfAll(module, profile, targetHints)],
    ]),
  );
}
