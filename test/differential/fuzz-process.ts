// Runs cases in a process of its own: a crash or hang of native code ends it and nothing else. Takes requests by
// messages, answers each with a tally.
import { openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { BaselineTier } from '../../tiers/baseline/baseline-tier.ts';
import { OptimizedTier } from '../../tiers/optimized/optimized-tier.ts';
import { FuzzTranslator } from './binaryen.ts';
import { type CaseResult, noOpcodes, runInstrumented, runSeed } from './case.ts';
import type { Difference, ModuleAnswer, ProcessStart, Request, Tally } from './protocol.ts';

/** Cases between two collections: instances hold 8 GiB of addresses each, of which V8's collector knows nothing. */
const casesPerCollection = 100;

const { corpusPath, folder } = JSON.parse(process.argv[2] ?? '{}') as ProcessStart;
const tiers = { baseline: new BaselineTier(), optimized: new OptimizedTier() };
const sources = {
  translator: new FuzzTranslator(folder),
  corpus: deserialize(readFileSync(corpusPath)) as Uint8Array[],
};
const state = openSync(join(folder, 'state'), 'w');
const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined);

/** Written at once, so that it is there after a crash. */
function noteCase(seed: number): void {
  writeSync(state, `${seed}`.padEnd(16), 0);
}

async function runSeeds(first: number, count: number): Promise<Tally> {
  const seen = noOpcodes();
  const sum = { same: 0, swapped: 0, swaps: 0, osrEntries: 0, observations: 0 };
  const skipped: Record<string, number> = {};
  const differences: Difference[] = [];
  for (let seed = first; seed < first + count; seed++) {
    noteCase(seed);
    if (seed % casesPerCollection === 0) collect();
    add(await runSeed(seed, sources, tiers, seen), seed, sum, skipped, differences);
  }
  const opcodes = [...seen].flatMap((was, id) => (was ? [id] : []));
  return { ...sum, skipped, opcodes, differences };
}

function add(
  result: CaseResult,
  seed: number,
  sum: { same: number; swapped: number; swaps: number; osrEntries: number; observations: number },
  skipped: Record<string, number>,
  differences: Difference[],
): void {
  if (result.kind === 'skipped') skipped[result.reason] = (skipped[result.reason] ?? 0) + 1;
  else if (result.kind === 'different') {
    const { plan, difference, bytes } = result;
    differences.push({ seed, plan, difference, module: Buffer.from(bytes).toString('base64') });
  } else {
    sum.same++;
    if (result.swaps + result.osrEntries > 0) sum.swapped++;
    sum.swaps += result.swaps;
    sum.osrEntries += result.osrEntries;
    sum.observations += result.observations;
  }
}

function runModule(path: string, seed: number): ModuleAnswer {
  noteCase(seed);
  const result = runInstrumented(readFileSync(path), seed, tiers);
  return result.kind === 'different' ? { ran: true, difference: result.difference } : { ran: result.kind === 'same' };
}

process.on('message', async (request: Request) => {
  const answer =
    request.kind === 'seeds' ? await runSeeds(request.first, request.count) : runModule(request.path, request.seed);
  // A parent that is gone is no error.
  process.send?.(answer, () => undefined);
});
process.on('disconnect', () => process.exit());
