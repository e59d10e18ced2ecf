// Runs random tail-calling modules on V8 (of the newest Node, which runs this) and on every tier. Arguments: first seed,
// seconds. Prints a JSON report.
import { createEngine, eagerTuning } from '../../src/engine.ts';
import { Instance } from '../../src/js-api/instance.ts';
import { Module } from '../../src/js-api/module.ts';
import { assemble } from '../../src/text/assemble.ts';
import { InThreadEngine } from '../support/in-thread-engine.ts';
import { TailCallModule } from './tail-call-module.ts';

interface Platform {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Exports };
}
type Exports = Record<string, unknown>;

export interface TailCallReport {
  readonly modules: number;
  readonly swaps: number;
  readonly osrEntries: number;
  readonly differences: readonly string[];
}

const platform = (globalThis as unknown as { WebAssembly: Platform }).WebAssembly;
const [first = 0, seconds = 5] = process.argv.slice(2).map(Number);

/** More than any stack has room for, were a frame left behind at each. */
const fuels = [0, 1, 50, 60_000];

function observe(exports: Exports): string {
  const run = exports.run as (fuel: number) => unknown;
  return fuels.map((fuel) => String(run(fuel))).join(' | ');
}

const engines = {
  baseline: new InThreadEngine('baseline'),
  optimized: new InThreadEngine('optimized'),
  tiered: createEngine({ tier: 'tiered', tuning: eagerTuning }),
  'forced OSR': createEngine({ tier: 'tiered', tuning: { ...eagerTuning, forceOsr: true } }),
};

const differences: string[] = [];
let modules = 0;
for (const end = Date.now() + 1000 * seconds; Date.now() < end; modules++) {
  const seed = first + modules;
  const bytes = await assemble(new TailCallModule(seed).text);
  const wanted = observe(new platform.Instance(new platform.Module(bytes)).exports);
  for (const [name, engine] of Object.entries(engines)) {
    const found = observe(new Instance(new Module(bytes, engine)).exports as Exports);
    if (found !== wanted) differences.push(`seed ${seed}, ${name}: ${found} instead of ${wanted}`);
  }
}
const count = (engine: (typeof engines)['tiered'], name: 'tierUp:swaps_count' | 'osr:entries_count') =>
  engine.metrics().counters[name];
const report: TailCallReport = {
  modules,
  swaps: count(engines.tiered, 'tierUp:swaps_count'),
  osrEntries: count(engines['forced OSR'], 'osr:entries_count'),
  differences,
};
await engines.tiered.shutdown();
await engines['forced OSR'].shutdown();
process.stdout.write(`${JSON.stringify(report)}\n`);
