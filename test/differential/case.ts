// One case of the fuzzer: a seed's module, on V8 and on each plan of ours. Knows nothing of processes.

import { WasmError } from '../../src/core/errors.ts';
import { acceptedFeatures } from '../../src/core/features.ts';
import type { Module } from '../../src/core/module.ts';
import { opcodeById, opcodeIdLimit } from '../../src/core/opcodes.ts';
import { decodeModule } from '../../src/decode/decode-module.ts';
import { codeStatistics } from '../../src/runtime/binding.ts';
import { validateModule } from '../../src/validate/validate-module.ts';
import { Random } from '../unit/lower/random-encoding.ts';
import { randomModule } from '../unit/lower/random-module.ts';
import { platformAccepts } from '../unit/validate/platform.ts';
import { type FuzzTranslator, switchesFor } from './binaryen.ts';
import { readBody } from './bodies.ts';
import { v8, wasabi } from './engines.ts';
import { instrument, isSmall } from './instrument.ts';
import { mutate } from './mutate.ts';
import { difference, type Observation, observe } from './observe.ts';
import { type Plan, plansFor, type SharedCode, SwapEngine, type Tiers } from './swap-engine.ts';

/** What came of a case. */
export type CaseResult =
  /** Nothing was run, for this reason. */
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'same'; readonly swaps: number; readonly osrEntries: number; readonly observations: number }
  | { readonly kind: 'different'; readonly plan: Plan; readonly difference: string; readonly bytes: Uint8Array };

/** Where modules come from. */
export interface Sources {
  readonly translator: FuzzTranslator;
  /** Valid modules to mutate. */
  readonly corpus: readonly Uint8Array[];
}

/** Largest modules that are run. */
export const largestBytes = 40_000;
const mutationAttempts = 20;

function valid(bytes: Uint8Array): Module | undefined {
  try {
    const module = decodeModule(bytes);
    validateModule(module);
    return module;
  } catch (error) {
    if (error instanceof WasmError) return undefined;
    throw error;
  }
}

async function translated(random: Random, { translator }: Sources): Promise<Uint8Array | undefined> {
  const input = Uint8Array.from({ length: 200 + random.below(1000) }, () => random.below(256));
  const switches = switchesFor(acceptedFeatures)
    .filter(() => random.chance(80))
    .flat();
  // V8 refuses modules that use both kinds of exceptions, as binaryen's often do.
  if (random.chance(85)) switches.push('--translate-to-exnref');
  return translator.translate(input, switches).catch(() => undefined);
}

function mutated(random: Random, { corpus }: Sources): Uint8Array | undefined {
  for (let attempt = 0; attempt < mutationAttempts; attempt++) {
    const module = valid(random.pick(corpus));
    if (!module || module.functions.count === 0) continue;
    const bytes = mutate(module, random);
    if (platformAccepts(bytes)) return bytes;
  }
  return undefined;
}

/** The module of a seed, before it is instrumented. */
async function moduleOf(seed: number, sources: Sources): Promise<Uint8Array | undefined> {
  const random = new Random(seed);
  const dice = random.below(100);
  if (dice < 25) return translated(random, sources);
  if (dice < 50) return randomModule(seed).bytes;
  return mutated(random, sources);
}

const nothing = () => undefined;
const still = { duringCall: nothing, betweenCalls: nothing, beforeLastRound: nothing };

/** Runs an instrumented module on V8 and on all plans. */
export function runInstrumented(bytes: Uint8Array, seed: number, tiers: Tiers): CaseResult {
  const module = valid(bytes);
  if (!module) return { kind: 'skipped', reason: 'not valid for us' };
  let expected: Observation;
  try {
    expected = observe(v8, bytes, module, seed, still);
  } catch (error) {
    return { kind: 'skipped', reason: `V8: ${(error as Error).message.replace(/[@+]?\d+/g, '#').slice(0, 80)}` };
  }
  const code: SharedCode = {};
  let swaps = 0;
  const before = codeStatistics().osrEntries;
  for (const plan of plansFor(module)) {
    const engine = new SwapEngine(plan, tiers, new Random(seed ^ 0x5eed), code);
    const found = comparePlan(expected, engine, bytes, module, seed);
    if (found !== undefined) return { kind: 'different', plan, difference: found, bytes };
    swaps += engine.swaps;
  }
  return { kind: 'same', swaps, osrEntries: codeStatistics().osrEntries - before, observations: expected.lines.length };
}

function comparePlan(
  expected: Observation,
  engine: SwapEngine,
  bytes: Uint8Array,
  module: Module,
  seed: number,
): string | undefined {
  try {
    return difference(expected, observe(wasabi(engine), bytes, module, seed, engine));
  } catch (error) {
    return `error: ${(error as Error).stack ?? error}`;
  }
}

/** Why a module with an operator cannot be compared; undefined for most. */
function incomparable(module: Module): string | undefined {
  for (let index = 0; index < module.functions.count; index++) {
    for (const { id } of readBody(module, index).operators) {
      const { feature, mnemonic } = opcodeById(id);
      // Its results are the engine's choice among several.
      if (feature === 'relaxedSimd') return 'relaxed SIMD';
      if (mnemonic.startsWith('memory.atomic.wait')) return 'may wait for ever';
    }
  }
  return undefined;
}

/** Adds the operators of a module to what was seen. */
function noteOpcodes(module: Module, seen: Uint8Array): void {
  for (let index = 0; index < module.functions.count; index++) {
    for (const { id } of readBody(module, index).operators) seen[id] = 1;
  }
}

/** Opcodes seen so far, by id. */
export function noOpcodes(): Uint8Array {
  return new Uint8Array(opcodeIdLimit);
}

/** Makes and runs a seed's case. `seen` collects the opcodes of modules that ran. */
export async function runSeed(seed: number, sources: Sources, tiers: Tiers, seen: Uint8Array): Promise<CaseResult> {
  const raw = await moduleOf(seed, sources);
  if (raw === undefined) return { kind: 'skipped', reason: 'no module' };
  const module = valid(raw);
  if (!module) return { kind: 'skipped', reason: 'not supported' };
  if (raw.length > largestBytes || !isSmall(module)) return { kind: 'skipped', reason: 'too large' };
  if (module.functions.count === 0) return { kind: 'skipped', reason: 'no functions' };
  const reason = incomparable(module);
  if (reason !== undefined) return { kind: 'skipped', reason };
  const result = runInstrumented(instrument(module), seed, tiers);
  if (result.kind === 'same') noteOpcodes(module, seen);
  return result;
}
