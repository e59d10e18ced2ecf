// One run of the suite on our engine, in a process of its own: a crash shows as a missing report. Arguments: tier,
// tuning as JSON, and optionally the programs' names. Writes one JSON line a program.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { decodeProfile } from '../../profiles/format.ts';
import { createEngine, type EngineMetrics, Instance, Module, type TierMode } from '../../src/index.ts';
import { runnableOf } from '../../src/js-api/module.ts';
import { loadPrograms, type Observation, observe, type Program } from './programs.ts';

export interface LoopName {
  readonly functionIndex: number;
  readonly loop: number;
}

/** What the child says about one program. */
export interface ProgramReport {
  readonly program: string;
  readonly observations: readonly Observation[];
  readonly swaps: number;
  readonly osrEntries: number;
  /** Loops for which a continuation was compiled. */
  readonly continued: readonly LoopName[];
  readonly refused: readonly string[];
  /** Module offsets of all loops whose header executed in baseline code, by function. */
  readonly executedLoops: readonly { readonly functionIndex: number; readonly offset: number }[];
  readonly tiers: Readonly<Record<string, number>>;
}

const [tier = 'tiered', tuningJson = '{}', ...names] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'wasabi-conformance-'));
const engine = createEngine({ tier: tier as TierMode, tuning: JSON.parse(tuningJson) });

function executedLoops(module: Module): ProgramReport['executedLoops'] {
  const path = engine.writeProfile(runnableOf(module, 'test'), join(directory, 'profile'));
  const { functions } = decodeProfile(readFileSync(path));
  return [...functions.values()].flatMap(({ functionIndex, loops }) =>
    [...loops.keys()].map((offset) => ({ functionIndex, offset })),
  );
}

async function settled(): Promise<EngineMetrics> {
  while (!engine.idle) await setTimeout(1);
  return engine.metrics();
}

async function report(program: Program, number: number, before: EngineMetrics): Promise<ProgramReport> {
  let module: Module | undefined;
  const observations = observe(program, (bytes, imports) => {
    module = new Module(bytes, engine);
    return new Instance(module, imports as never).exports as Record<string, unknown>;
  });
  const after = await settled();
  const compiles = after.compiles.filter((record) => record.module === number);
  const tiers: Record<string, number> = {};
  for (const record of compiles) tiers[record.tier] = (tiers[record.tier] ?? 0) + record.functions.length;
  return {
    program: program.name,
    observations,
    swaps: after.counters['tierUp:swaps_count'] - before.counters['tierUp:swaps_count'],
    osrEntries: after.counters['osr:entries_count'] - before.counters['osr:entries_count'],
    continued: compiles
      .filter((record) => record.loop !== undefined && record.error === undefined)
      .map((record) => ({ functionIndex: record.functions[0]!, loop: record.loop! })),
    refused: compiles.flatMap((record) => (record.error === undefined ? [] : [`${record.lane}: ${record.error}`])),
    executedLoops: executedLoops(module!),
    tiers,
  };
}

const programs = (await loadPrograms()).filter(({ name }) => names.length === 0 || names.includes(name));
let before = engine.metrics();
for (const [number, program] of programs.entries()) {
  process.stdout.write(`${JSON.stringify(await report(program, number, before))}\n`);
  before = await settled();
}
await engine.shutdown();
rmSync(directory, { recursive: true });
