// `npm run fuzz`: random and mutated modules on V8 and on every tier, with code replaced while they run, in processes of
// their own. Prints its seed, what was covered and what differed; writes reduced differences to test/regress.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { isAccepted } from '../../src/core/features.ts';
import { opcodeById, opcodes } from '../../src/core/opcodes.ts';
import { packageRoot } from '../../src/core/paths.ts';
import { referenceNode } from '../programs/compare.ts';
import { largestBytes } from './case.ts';
import { readCorpus } from './corpus.ts';
import { type Death, FuzzChild } from './fuzz-child.ts';
import type { Difference, ModuleAnswer, Tally } from './protocol.ts';
import { reduceModule } from './reduce.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** Ends after so many seconds, or seeds, whichever comes first. */
  readonly seconds: number;
  readonly modules: number;
  readonly jobs: number;
  /** The Nodes that processes run on, in turn; default: the newest and this one. */
  readonly nodes?: readonly string[];
  /** Folder for reduced modules; absent: nothing is written. */
  readonly writeTo?: string;
  /** Ends with the first difference. */
  readonly stopAtFirst?: boolean;
  /** The built process, where not the usual one. */
  readonly entry?: string;
}

export interface FuzzReport {
  readonly seeds: number;
  readonly elapsedMs: number;
  readonly tally: Omit<Tally, 'differences' | 'opcodes'>;
  readonly opcodes: ReadonlySet<number>;
  /** What differed, crashed or hung, a line each. */
  readonly findings: readonly string[];
}

const block = 40;
const blockLimitMs = 180_000;
const moduleLimitMs = 20_000;
/** Reducing takes seconds, and the first differences are most often the same again. */
const mostReduced = 5;

class FuzzRun {
  readonly #options: FuzzOptions;
  readonly #corpusPath: string;
  readonly #deadline: number;
  #next: number;
  readonly opcodes = new Set<number>();
  readonly findings: string[] = [];
  readonly tally = {
    same: 0,
    swapped: 0,
    swaps: 0,
    osrEntries: 0,
    observations: 0,
    skipped: {} as Record<string, number>,
  };
  #reduced = 0;

  constructor(options: FuzzOptions, corpusPath: string) {
    this.#options = options;
    this.#corpusPath = corpusPath;
    this.#deadline = performance.now() + options.seconds * 1000;
    this.#next = options.seed;
  }

  get seeds(): number {
    return this.#next - this.#options.seed;
  }

  /** One process after the other on the same Node, until time or seeds are used up. */
  async work(node: string): Promise<void> {
    const child = new FuzzChild(this.#corpusPath, node, this.#options.entry);
    const end = this.#options.seed + this.#options.modules;
    const done = () => this.#options.stopAtFirst === true && this.findings.length > 0;
    while (performance.now() < this.#deadline && this.#next < end && !done()) {
      const first = this.#next;
      const count = Math.min(block, end - first);
      this.#next += count;
      await this.#runBlock(child, node, first, count);
    }
    child.stop();
  }

  async #runBlock(child: FuzzChild, node: string, first: number, count: number): Promise<void> {
    const answer = await child.ask<Tally>({ kind: 'seeds', first, count }, blockLimitMs);
    if ('died' in answer) {
      this.findings.push(`seed ${answer.seed}: ${answer.died} (${node})`);
      const rest = first + count - (answer.seed + 1);
      if (answer.seed >= first && rest > 0) await this.#runBlock(child, node, answer.seed + 1, rest);
      return;
    }
    this.#add(answer);
    for (const found of answer.differences) await this.#report(found, node);
  }

  #add({ opcodes: seen, skipped, same, swapped, swaps, osrEntries, observations }: Tally): void {
    for (const id of seen) this.opcodes.add(id);
    for (const [reason, count] of Object.entries(skipped)) {
      this.tally.skipped[reason] = (this.tally.skipped[reason] ?? 0) + count;
    }
    this.tally.same += same;
    this.tally.swapped += swapped;
    this.tally.swaps += swaps;
    this.tally.osrEntries += osrEntries;
    this.tally.observations += observations;
  }

  async #report({ seed, plan, difference, module }: Difference, node: string): Promise<void> {
    const { writeTo } = this.#options;
    let where = '';
    if (writeTo !== undefined && this.#reduced++ < mostReduced) {
      const path = join(writeTo, `fuzz-${seed}.wasm`);
      writeFileSync(path, await this.#reduce(Buffer.from(module, 'base64'), seed, node));
      where = `; reduced to ${path}`;
    }
    this.findings.push(`seed ${seed}, ${plan}: ${difference}${where} (${node})`);
  }

  async #reduce(bytes: Uint8Array, seed: number, node: string): Promise<Uint8Array> {
    const child = new FuzzChild(this.#corpusPath, node, this.#options.entry);
    const folder = mkdtempSync(join(tmpdir(), 'wasabi-reduce-'));
    const path = join(folder, 'module.wasm');
    try {
      return await reduceModule(bytes, async (candidate) => {
        writeFileSync(path, candidate);
        const answer = await child.ask<ModuleAnswer>({ kind: 'module', path, seed }, moduleLimitMs);
        return 'died' in (answer as Death) || (answer as ModuleAnswer).difference !== undefined;
      });
    } finally {
      child.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** Fuzzes: the newest Node's V8 knows more features, this Node's memories have guard regions. */
export async function fuzz(
  options: FuzzOptions,
  progress: (report: FuzzReport) => void = () => undefined,
): Promise<FuzzReport> {
  const folder = mkdtempSync(join(tmpdir(), 'wasabi-fuzz-'));
  const corpusPath = join(folder, 'corpus');
  try {
    writeFileSync(corpusPath, serialize(await readCorpus(largestBytes)));
    const run = new FuzzRun(options, corpusPath);
    const began = performance.now();
    const report = (): FuzzReport => {
      const { seeds, tally, opcodes: seen, findings } = run;
      return { seeds, tally, opcodes: seen, findings, elapsedMs: performance.now() - began };
    };
    const ticks = setInterval(() => progress(report()), 10_000);
    const nodes = options.nodes ?? [referenceNode, process.execPath];
    await Promise.all(Array.from({ length: options.jobs }, (_, job) => run.work(nodes[job % nodes.length]!)));
    clearInterval(ticks);
    return report();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opcodes of the features that are accepted, and how many of them ran; with the names of the others. */
export function opcodeCoverage(seen: ReadonlySet<number>): { covered: number; total: number; missing: string[] } {
  const ids = opcodes.flatMap((row) => (row && isAccepted(row.feature) ? [row.id] : []));
  const missing = ids.filter((id) => !seen.has(id)).map((id) => opcodeById(id).mnemonic);
  return { covered: ids.length - missing.length, total: ids.length, missing };
}

/** A few lines for people. */
export function formatReport({ seeds, elapsedMs, tally, opcodes: seen, findings }: FuzzReport): string {
  const { covered, total, missing } = opcodeCoverage(seen);
  const skipped = Object.entries(tally.skipped).sort(([, a], [, b]) => b - a);
  const perHour = Math.round((tally.same / elapsedMs) * 3_600_000);
  return [
    `${seeds} seeds in ${(elapsedMs / 1000).toFixed(0)} s: ${tally.same} modules the same on V8 and every tier, ${perHour} an hour`,
    `${tally.swapped} of them with swaps or transfers: ${tally.swaps} swaps, ${tally.osrEntries} OSR entries, ${tally.observations} outcomes compared`,
    `${covered} of ${total} opcodes${missing.length > 0 ? `; not ${missing.slice(0, 40).join(', ')}` : ''}`,
    ...skipped.map(([reason, count]) => `skipped ${count}: ${reason}`),
    `${findings.length} differences`,
    ...findings,
  ].join('\n');
}

/** Where reduced modules go. */
export const regressFolder = join(packageRoot, 'test/regress');
