// Real programs on every peer, each run a process of its own: first output, total, time to peak, steady state, peak
// memory and processor time, cold; and the same for a second run with a kept cache. Rounds are dealt to all programs in
// turn, so that a run that is cut short has something of each.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from '../peers/engines.ts';
import { type Peer, takesPart } from '../peers/peer.ts';
import { observe } from '../programs/observe.ts';
import type { Program } from '../programs/programs.ts';
import { LeftBehind, observedValues, type Run, Runner, type Values } from '../programs/runner.ts';
import type { Failure, Measured, Result } from '../results.ts';
import type { Suite, SuiteOptions } from './suite.ts';

const suite = 'programs';

/** Runs of a program for so many rounds of a kernel: one takes seconds, and yields rounds of its own. */
const runsFor = (rounds: number) => Math.ceil(rounds / 4);

/** A round that takes somewhat longer than the one before still ends in time. */
const reserve = 1.15;

/** Peers of which one more run counts the compiles, in the first round. */
const counted = ['tiered', 'warm'];

/** A process of this Node that does nothing: what every run in Node spends before it begins. */
const emptyNode: Command = { file: process.execPath, args: ['-e', ''] };

function resultsOf(subject: string, contestant: string, values: Values): Result[] {
  return Object.entries(values).map(([metric, value]) => {
    const unit = metric === 'peak memory' ? 'MB' : 'ms';
    return { suite, subject, metric, contestant, unit, samples: [value] };
  });
}

/** One program on all its peers, round by round. */
class ProgramContest {
  readonly program: Program;
  readonly #runners: Runner[];
  readonly #scratch: string;
  readonly #leftBehind = new LeftBehind();
  readonly #failed = new Set<Runner>();
  /** How long the last turn of each took. */
  readonly #turnMs = new Map<Runner, number>();
  #round = 0;

  constructor(program: Program, module: string, peers: readonly Peer[]) {
    this.program = program;
    this.#scratch = mkdtempSync(join(tmpdir(), 'wasabi-bench-'));
    this.#runners = peers.map((peer) => new Runner(peer, program, module, this.#scratch, this.#leftBehind));
  }

  /** How long another round will take: what only the first one has is over. */
  get nextRoundMs(): number {
    const next = this.#runners.filter((runner) => this.#takesTurn(runner));
    return next.reduce((sum, runner) => sum + (this.#turnMs.get(runner) ?? 0), 0);
  }

  /** Every contestant once, beginning with another one each round. */
  async round(): Promise<Measured> {
    const results: Result[] = [];
    const failures: Failure[] = [];
    const runs = new Map<Runner, Run>();
    const turns = this.#runners.map((runner) => () => this.#turn(runner, runs, failures));
    if (this.program.name === 'hello') {
      turns.push(async () => {
        results.push(...resultsOf('hello', 'node', observedValues(await observe(emptyNode), this.program)));
      });
    }
    for (let turn = 0; turn < turns.length; turn++) await turns[(turn + this.#round) % turns.length]!();
    this.#compareOutputs(runs, failures);
    for (const [{ peer }, { values }] of runs) results.push(...resultsOf(this.program.name, peer.name, values));
    if (this.#round++ === 0) results.push(...(await this.#countCompiles(failures)));
    return { results, failures };
  }

  close(): void {
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  #takesTurn(runner: Runner): boolean {
    const rare = this.program.once?.includes(runner.peer.name) ?? false;
    return !this.#failed.has(runner) && (this.#round === 0 || !rare);
  }

  async #turn(runner: Runner, runs: Map<Runner, Run>, failures: Failure[]): Promise<void> {
    if (!this.#takesTurn(runner)) return;
    const start = performance.now();
    try {
      runs.set(runner, await runner.run());
    } catch (error) {
      this.#fail(runner, (error as Error).message, failures);
    }
    this.#turnMs.set(runner, performance.now() - start);
  }

  /** Who failed once runs no more; what it showed before stays. */
  #fail(runner: Runner, message: string, failures: Failure[]): void {
    this.#failed.add(runner);
    failures.push({ suite, subject: this.program.name, contestant: runner.peer.name, message });
  }

  #compareOutputs(runs: Map<Runner, Run>, failures: Failure[]): void {
    const [reference] = runs;
    for (const [runner, { outputHash }] of runs) {
      if (outputHash === reference![1].outputHash) continue;
      runs.delete(runner);
      this.#fail(runner, `prints something else than ${reference![0].peer.name}`, failures);
    }
  }

  async #countCompiles(failures: Failure[]): Promise<Result[]> {
    const results: Result[] = [];
    for (const runner of this.#runners) {
      if (!counted.includes(runner.peer.name) || this.#failed.has(runner)) continue;
      try {
        results.push(...resultsOf(this.program.name, runner.peer.name, await runner.countCompiles()));
      } catch (error) {
        this.#fail(runner, (error as Error).message, failures);
      }
    }
    return results;
  }
}

/** A contest for each program that is there. */
async function open(
  programs: readonly Program[],
  peers: readonly Peer[],
): Promise<{ contests: ProgramContest[]; failures: Failure[] }> {
  const contests: ProgramContest[] = [];
  const failures: Failure[] = [];
  for (const program of programs) {
    try {
      contests.push(new ProgramContest(program, await program.module(), peers));
    } catch (error) {
      const { message } = error as Error;
      failures.push({ suite, subject: program.name, contestant: 'every peer', message });
    }
  }
  return { contests, failures };
}

async function* dealRounds(
  contests: readonly ProgramContest[],
  { rounds, deadlineMs, progress }: SuiteOptions,
): AsyncGenerator<Measured> {
  const fits = ({ nextRoundMs }: ProgramContest) =>
    deadlineMs === undefined || performance.now() + nextRoundMs * reserve <= deadlineMs;
  const most = deadlineMs === undefined ? runsFor(rounds) : rounds;
  for (let round = 0; round < most; round++) {
    // All have had their first round before time may run out.
    for (const contest of contests.filter((contest) => round === 0 || fits(contest))) {
      progress(`programs, round ${round + 1}: ${contest.program.name}`);
      yield await contest.round();
    }
  }
}

export const programsSuite: Suite = {
  name: suite,
  description: 'real programs as whole processes: first output, total, steady state, memory, processor time',
  async *run(options: SuiteOptions): AsyncGenerator<Measured> {
    const peers = options.peers.filter((peer) => takesPart(peer, suite));
    const { contests, failures } = await open(options.programs, peers);
    try {
      yield { results: [], failures };
      yield* dealRounds(contests, options);
    } finally {
      for (const contest of contests) contest.close();
    }
  },
};
