// Real programs on every peer, each run a process of its own: first output, total, time to peak, steady state, peak
// memory and processor time, cold; and the same for a second run with a kept cache.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interleave, spreadOf } from '../compare.ts';
import type { Command } from '../peers/engines.ts';
import { type Peer, takesPart } from '../peers/peer.ts';
import { commandOf, type RunPlace, wasabiCommand } from '../programs/commands.ts';
import { type Observation, observe } from '../programs/observe.ts';
import type { Program } from '../programs/programs.ts';
import { type Failure, joined, type Measured, type Result } from '../results.ts';
import type { Suite, SuiteOptions } from './suite.ts';

const suite = 'programs';

/** Runs of a program for so many rounds of a kernel: one takes seconds, and yields rounds of its own. */
const runsFor = (rounds: number) => Math.ceil(rounds / 4);

/** Units of the metrics that a run yields. */
const units: Readonly<Record<string, string>> = {
  total: 'ms',
  'first output': 'ms',
  'steady state': 'ms',
  'time to peak': 'ms',
  'processor time': 'ms',
  'processor time, other threads': 'ms',
  'compile time': 'ms',
  'blocking compile wait': 'ms',
  'peak memory': 'MB',
};

type Values = Readonly<Record<string, number>>;

/**
 * Of the times at which a run printed its lines: the median time of a round in the last third, and when two rounds in a
 * row were first within 10 % of it.
 */
export function pace(lineTimesMs: readonly number[]): Values {
  const times = lineTimesMs.map((time, index) => time - (lineTimesMs[index - 1] ?? 0));
  const steady = spreadOf(times.slice(-Math.ceil(times.length / 3))).median;
  const fast = times.findIndex((time, index) => time <= steady * 1.1 && (times[index + 1] ?? 0) <= steady * 1.1);
  return { 'steady state': steady, 'time to peak': fast <= 0 ? 0 : lineTimesMs[fast - 1]! };
}

function valuesOf({ lineTimesMs, totalMs, peakMegabytes, processorMs }: Observation, { rounds }: Program): Values {
  return {
    total: totalMs,
    ...(lineTimesMs.length > 0 && { 'first output': lineTimesMs[0]! }),
    ...(rounds > 0 && lineTimesMs.length === rounds ? pace(lineTimesMs) : {}),
    'processor time': processorMs.mainThread + processorMs.otherThreads,
    'processor time, other threads': processorMs.otherThreads,
    'peak memory': peakMegabytes,
  };
}

/** What only the engine knows: the time a program stood still for compiles, and what these took. */
function readWasmtimeMarks({ marksFile }: RunPlace): Values {
  const { wait_ns, compile_ns } = JSON.parse(readFileSync(marksFile, 'utf8'));
  return { 'blocking compile wait': wait_ns / 1e6, 'compile time': compile_ns / 1e6 };
}

interface PgoMetrics {
  readonly metrics: { readonly counters: Readonly<Record<string, number>> };
}

/** A run that is not timed; where nothing was kept for it, with an empty cache of its own. */
async function countCompiles(peer: Peer, program: Program, module: string, place: RunPlace): Promise<Values> {
  const file = join(place.cacheDirectory, 'metrics.json');
  const cacheDirectory = peer.name === 'warm' ? place.cacheDirectory : join(place.cacheDirectory, 'counted');
  await observe(wasabiCommand(peer, program, module, { ...place, cacheDirectory }, file));
  const { counters }: PgoMetrics['metrics'] = JSON.parse(readFileSync(file, 'utf8')).metrics;
  const ms = (name: string) => (counters[name] ?? 0) / 1e6;
  return {
    'blocking compile wait': ms('firstCall:wait_ns'),
    'compile time': ms('baseline:compile_ns') + ms('optimized:compile_ns'),
  };
}

/** One program on one peer: every call is a run in a fresh place, and gives its values. */
class Runner {
  readonly peer: Peer;
  outputHash: string | undefined;
  readonly #program: Program;
  readonly #module: string;
  readonly #scratch: string;
  #runs = 0;

  constructor(peer: Peer, program: Program, module: string, scratch: string) {
    this.peer = peer;
    this.#program = program;
    this.#module = module;
    this.#scratch = scratch;
  }

  get #countsCompiles(): boolean {
    return this.peer.engine === 'wasabi' && this.#program.kind === 'command';
  }

  async run(): Promise<Values> {
    const cacheDirectory = mkdtempSync(join(this.#scratch, `${this.peer.name}-`));
    const place = { cacheDirectory, marksFile: join(cacheDirectory, 'marks.json') };
    try {
      if (this.peer.name === 'warm') await observe(await this.#command(place));
      const observed = await observe(await this.#command(place));
      this.outputHash = observed.outputHash;
      const first = this.#runs++ === 0;
      return {
        ...valuesOf(observed, this.#program),
        ...(this.peer.engine === 'wasmtime' && readWasmtimeMarks(place)),
        ...(first && this.#countsCompiles && (await countCompiles(this.peer, this.#program, this.#module, place))),
      };
    } finally {
      rmSync(cacheDirectory, { recursive: true, force: true });
    }
  }

  #command(place: RunPlace): Promise<Command> {
    return commandOf(this.peer, this.#program, this.#module, place);
  }
}

/** A process of this Node that does nothing: what every run in Node spends before it begins. */
const emptyNode: Command = { file: process.execPath, args: ['-e', ''] };

async function measureProgram(program: Program, peers: readonly Peer[], rounds: number): Promise<Measured> {
  const scratch = mkdtempSync(join(tmpdir(), 'wasabi-bench-'));
  const failures: Failure[] = [];
  const fail = (contestant: string, error: unknown) =>
    failures.push({ suite, subject: program.name, contestant, message: (error as Error).message });
  try {
    const module = await program.module();
    const runners = peers.map((peer) => new Runner(peer, program, module, scratch));
    const values = new Map(runners.map((runner): [Runner, Values[]] => [runner, []]));
    const failed = new Set<Runner>();
    const turns = runners.map((runner) => async () => {
      if (failed.has(runner)) return 0;
      try {
        values.get(runner)!.push(await runner.run());
      } catch (error) {
        failed.add(runner);
        fail(runner.peer.name, error);
      }
      return 0;
    });
    const node: number[] = [];
    if (program.name === 'hello') turns.push(async () => node.push((await observe(emptyNode)).totalMs));
    await interleave(rounds, turns);
    const [reference] = runners.filter((runner) => !failed.has(runner));
    for (const runner of runners) {
      if (failed.has(runner) || runner.outputHash === reference?.outputHash) continue;
      failed.add(runner);
      fail(runner.peer.name, new Error(`prints something else than ${reference?.peer.name}`));
    }
    const sound = runners.filter((runner) => !failed.has(runner));
    const results = sound.flatMap((runner) => resultsOf(program.name, runner.peer.name, values.get(runner)!));
    if (node.length > 0)
      results.push(
        ...resultsOf(
          program.name,
          'node',
          node.map((total) => ({ total })),
        ),
      );
    return { results, failures };
  } catch (error) {
    fail('every peer', error);
    return { results: [], failures };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function resultsOf(subject: string, contestant: string, runs: readonly Values[]): Result[] {
  return Object.entries(units).flatMap(([metric, unit]) => {
    const samples = runs.flatMap((values) => values[metric] ?? []);
    return samples.length === 0 ? [] : [{ suite, subject, metric, contestant, unit, samples }];
  });
}

export const programsSuite: Suite = {
  name: suite,
  description: 'real programs as whole processes: first output, total, steady state, memory, processor time',
  async run({ programs, peers, rounds, progress }: SuiteOptions): Promise<Measured> {
    const parts: Measured[] = [];
    const able = peers.filter((peer) => takesPart(peer, suite));
    for (const program of programs) {
      progress(`programs: ${program.name}`);
      parts.push(await measureProgram(program, able, runsFor(rounds)));
    }
    return joined(parts);
  },
};
