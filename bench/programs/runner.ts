// One program on one peer: every run is a process in a fresh place, and gives its values. A warm run finds what a cold one
// left. Knows nothing of rounds and of other peers.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineMetrics } from '../../src/engine.ts';
import { firstAtPace, spreadOf } from '../compare.ts';
import type { Peer } from '../peers/peer.ts';
import { commandOf, type RunPlace } from './commands.ts';
import { type Observation, observe } from './observe.ts';
import type { Program } from './programs.ts';

/** Value by metric. */
export type Values = Readonly<Record<string, number>>;

export interface Run {
  readonly values: Values;
  readonly outputHash: string;
}

/**
 * Of the times at which a run printed its lines: the median time of a round in the last third, and when two rounds in a
 * row were first within 10 % of it.
 */
export function pace(lineTimesMs: readonly number[]): Values {
  const times = lineTimesMs.map((time, index) => time - (lineTimesMs[index - 1] ?? 0));
  const steady = spreadOf(times.slice(-Math.ceil(times.length / 3))).median;
  const fast = firstAtPace(times, steady);
  return { 'steady state': steady, 'time to peak': fast <= 0 ? 0 : lineTimesMs[fast - 1]! };
}

/** What was seen of a run from outside. */
export function observedValues(observation: Observation, { rounds }: Pick<Program, 'rounds'>): Values {
  const { lineTimesMs, totalMs, peakMegabytes, processorMs, allProcessorMs } = observation;
  const byThread = Object.entries(processorMs).map(([thread, ms]) => [`processor time, ${thread}`, ms]);
  return {
    total: totalMs,
    ...(lineTimesMs.length > 0 && { 'first output': lineTimesMs[0]! }),
    ...(rounds > 0 && lineTimesMs.length === rounds ? pace(lineTimesMs) : {}),
    'processor time': allProcessorMs,
    ...Object.fromEntries(byThread),
    'peak memory': peakMegabytes,
  };
}

/** What only the engine knows: the time a program stood still for compiles, and what these took, all threads together. */
function compileValues(waitNs: number, compileNs: number): Values {
  return { 'blocking compile wait': waitNs / 1e6, 'compile time': compileNs / 1e6 };
}

function readMarks({ marksFile }: RunPlace): Values {
  const { wait_ns, compile_ns } = JSON.parse(readFileSync(marksFile, 'utf8'));
  return compileValues(wait_ns, compile_ns);
}

function readMetrics({ marksFile }: RunPlace): Values {
  const { counters }: EngineMetrics = JSON.parse(readFileSync(marksFile, 'utf8')).metrics;
  return compileValues(
    counters['firstCall:wait_ns'],
    counters['baseline:compile_ns'] + counters['optimized:compile_ns'],
  );
}

/** Folders with what cold runs of a program left behind, for those who run it a second time. */
export class LeftBehind {
  #folder: string | undefined;

  /** Takes over a folder; the one that nobody wanted is removed. */
  leave(folder: string): void {
    this.remove();
    this.#folder = folder;
  }

  /** Hands over the latest folder, which belongs to the caller from then on; undefined when there is none. */
  take(): string | undefined {
    const folder = this.#folder;
    this.#folder = undefined;
    return folder;
  }

  remove(): void {
    const folder = this.take();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

export class Runner {
  readonly peer: Peer;
  readonly #program: Program;
  readonly #module: string;
  readonly #scratch: string;
  readonly #leftBehind: LeftBehind;

  constructor(peer: Peer, program: Program, module: string, scratch: string, leftBehind: LeftBehind) {
    this.peer = peer;
    this.#program = program;
    this.#module = module;
    this.#scratch = scratch;
    this.#leftBehind = leftBehind;
  }

  /** Throws an Error when the program does not end well, or cannot run on this peer. */
  async run(): Promise<Run> {
    const place = await this.#place();
    try {
      const observation = await this.#observe(place);
      const values = observedValues(observation, this.#program);
      const marks = this.peer.engine === 'wasmtime' ? readMarks(place) : {};
      if (this.peer.name === 'tiered') this.#leftBehind.leave(place.cacheDirectory);
      return { values: { ...values, ...marks }, outputHash: observation.outputHash };
    } finally {
      if (this.peer.name !== 'tiered') rmSync(place.cacheDirectory, { recursive: true, force: true });
    }
  }

  /** One more run, of ours, that is not timed: it counts compiles. */
  async countCompiles(): Promise<Values> {
    const place = await this.#place();
    try {
      await this.#observe({ ...place, countCompiles: true });
      return readMetrics(place);
    } finally {
      rmSync(place.cacheDirectory, { recursive: true, force: true });
    }
  }

  /** Where the next run leaves its things: what a cold run left there, when it is a warm one. */
  async #place(): Promise<RunPlace> {
    const left = this.peer.name === 'warm' ? this.#leftBehind.take() : undefined;
    const cacheDirectory = left ?? mkdtempSync(join(this.#scratch, `${this.peer.name}-`));
    const place = { cacheDirectory, marksFile: join(cacheDirectory, 'marks.json') };
    if (this.peer.name === 'warm' && left === undefined) await this.#observe(place);
    return place;
  }

  async #observe(place: RunPlace): Promise<Observation> {
    return observe(await commandOf(this.peer, this.#program, this.#module, place));
  }
}
