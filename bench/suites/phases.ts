// What each step from bytes to code costs, on one thread and one module at a time: decode and validate a megabyte,
// lower and compile a function at either tier as the tiers do it (baseline in batches, O3 one function a unit).
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Module } from '../../src/core/module.ts';
import { packageRoot } from '../../src/core/paths.ts';
import { decodeModule } from '../../src/decode/decode-module.ts';
import { validateModule } from '../../src/validate/validate-module.ts';
import type { CompiledCode, CompilePhases, Tier } from '../../tiers/tier.ts';
import { createTiers } from '../../tiers/tiers.ts';
import { defaultTuning } from '../../tiers/tuning.ts';
import { definedFunctions } from '../peers/direct-engine.ts';
import type { Failure, Measured, Result } from '../results.ts';
import type { Suite, SuiteOptions } from './suite.ts';

const suite = 'phases';

/** Real modules that development dependencies bring: QuickJS (640 KB), and clang (75 MB, 133,000 functions). */
const realModules = ['quickjs-wasi/quickjs.wasm', '@yowasp/clang/gen/llvm.core.wasm'];

/** Functions of a module that are compiled at most: an even sample of all. */
const sampleFunctions = { baseline: 800, optimized: 60 };
/** Decoded and validated bytes at most, over all rounds. */
const sampleBytes = 300e6;

function elapsedMs(action: () => void): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

function front(subject: string, bytes: Uint8Array, rounds: number): Result[] {
  const megabytes = bytes.length / 1e6;
  const times = { decode: [] as number[], validate: [] as number[] };
  for (let round = 0; round < Math.max(1, Math.min(rounds, sampleBytes / bytes.length)); round++) {
    let module: Module | undefined;
    times.decode.push(elapsedMs(() => (module = decodeModule(bytes))) / megabytes);
    times.validate.push(elapsedMs(() => validateModule(module!)) / megabytes);
  }
  return Object.entries(times).map(([metric, samples]) => {
    return { suite, subject, metric, contestant: 'front end', unit: 'ms/MB', samples };
  });
}

/** Groups of neighbours, evenly spread over the module. */
function sample(functions: readonly number[], groupSize: number, most: number): number[][] {
  const groups: number[][] = [];
  for (let at = 0; at < functions.length; at += groupSize) groups.push(functions.slice(at, at + groupSize));
  const step = Math.max(1, (groups.length * groupSize) / most);
  return groups.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

interface Compiled {
  readonly functions: number;
  readonly bodyBytes: number;
  readonly phases: CompilePhases;
}

function bodyBytes(module: Module, functions: readonly number[]): number {
  const imported = module.importedFunctions.length;
  return functions.reduce((sum, index) => sum + (module.functions.sizes[index - imported] ?? 0), 0);
}

function totalNs(phases: CompilePhases): number {
  return Object.values(phases).reduce((sum, ns) => sum + ns, 0);
}

/** One result a phase, and one for all of them, in microseconds a function; and the throughput over the sample. */
function back(subject: string, tier: Tier, compiled: readonly Compiled[]): Result[] {
  const phaseNames = ['lowerNs', 'buildNs', 'optimizeNs', 'emitNs', 'linkNs'] as const;
  const of = { suite, subject, contestant: tier.name };
  const result = (metric: string, nsOf: (phases: CompilePhases) => number): Result => {
    const samples = compiled.map(({ functions, phases }) => nsOf(phases) / 1e3 / functions);
    return { ...of, metric, unit: 'µs/function', samples };
  };
  const allNs = compiled.reduce((sum, { phases }) => sum + totalNs(phases), 0);
  const allBytes = compiled.reduce((sum, unit) => sum + unit.bodyBytes, 0);
  return [
    ...phaseNames.map((name) => result(name.slice(0, -2), (phases) => phases[name])),
    result('all', totalNs),
    { ...of, metric: 'throughput', unit: 'ms/MB of bodies', samples: [allNs / allBytes] },
  ];
}

function compileSample(module: Module, tier: Tier, failed: (message: string) => void): Compiled[] {
  const groupSize = tier.name === 'baseline' ? defaultTuning.firstCallBatchFunctions : 1;
  const units = sample(definedFunctions(module), groupSize, sampleFunctions[tier.name]);
  return units.flatMap((functions): Compiled[] => {
    try {
      const { phases }: CompiledCode = tier.compile({ functions }, { module });
      return [{ functions: functions.length, bodyBytes: bodyBytes(module, functions), phases }];
    } catch (error) {
      failed((error as Error).message);
      return [];
    }
  });
}

function measure(path: string, rounds: number, tiers: readonly Tier[]): Measured {
  const subject = basename(path);
  const bytes = readFileSync(path);
  const failures: Failure[] = [];
  const results = front(subject, bytes, rounds);
  const module = decodeModule(bytes);
  for (const tier of tiers) {
    const failed = (message: string) => failures.push({ suite, subject, contestant: tier.name, message });
    const compiled = compileSample(module, tier, failed);
    if (compiled.length === 0) continue;
    results.push(...back(subject, tier, compiled));
  }
  return { results, failures };
}

export const phasesSuite: Suite = {
  name: suite,
  description: 'decode, validate, lower and compile, by module, function and megabyte',
  async *run({ modules, rounds, progress }: SuiteOptions): AsyncGenerator<Measured> {
    const tiers = Object.values(createTiers());
    for (const tier of tiers) tier.prepare();
    const installed = realModules.map((path) => join(packageRoot, 'node_modules', path)).filter(existsSync);
    for (const path of modules.length > 0 ? modules : installed) {
      progress(`phases: ${basename(path)}`);
      yield measure(path, rounds, tiers);
    }
  },
};
