// Runs a process and watches it from outside: when lines appear on its standard output, processor time by thread, and
// the largest resident size. Knows nothing of engines.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Command } from '../peers/engines.ts';

/** How often the kernel's accounts are read, milliseconds: what a thread does in its last such span is not seen. */
const accountsEveryMs = 15;
/** Longest that a process may run. */
const longestMs = 180_000;

export interface Observation {
  /** Since the start of the process. */
  readonly totalMs: number;
  /** Since the start; one for each line of standard output. */
  readonly lineTimesMs: readonly number[];
  readonly outputHash: string;
  readonly peakMegabytes: number;
  /** By thread: `main thread`, those of ours by their jobs, and `other threads` together; 0 where there is none. */
  readonly processorMs: Readonly<Record<string, number>>;
}

const mainThread = 'main thread';
const otherThreads = 'other threads';
/** What threads of ours call themselves, to what a report calls them. */
const jobs: readonly (readonly [RegExp, string])[] = [
  [/^controller$/, 'controller'],
  [/^compile-\d+$/, 'compile threads'],
];

function readAccount(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // The process or thread has ended.
  }
}

/** Reads the accounts of a process again and again; the last that was seen of each counts. */
class Accounts {
  readonly #folder: string;
  readonly #mainThread: string;
  readonly #processorNs = new Map<string, number>();
  readonly #jobs = new Map<string, string>();
  #peakKilobytes = 0;

  constructor(pid: number) {
    this.#folder = `/proc/${pid}`;
    this.#mainThread = String(pid);
  }

  read(): void {
    const status = readAccount(`${this.#folder}/status`);
    this.#peakKilobytes = Math.max(this.#peakKilobytes, Number(/VmHWM:\s+(\d+)/.exec(status ?? '')?.[1] ?? 0));
    for (const thread of this.#threads()) {
      const spent = readAccount(`${this.#folder}/task/${thread}/schedstat`)?.split(' ')[0];
      if (spent === undefined) continue;
      this.#processorNs.set(thread, Number(spent));
      if ((this.#jobs.get(thread) ?? otherThreads) === otherThreads) this.#jobs.set(thread, this.#jobOf(thread));
    }
  }

  #jobOf(thread: string): string {
    if (thread === this.#mainThread) return mainThread;
    const name = readAccount(`${this.#folder}/task/${thread}/comm`)?.trim() ?? '';
    return jobs.find(([pattern]) => pattern.test(name))?.[1] ?? otherThreads;
  }

  #threads(): string[] {
    try {
      return readdirSync(`${this.#folder}/task`);
    } catch {
      return [];
    }
  }

  get peakMegabytes(): number {
    return this.#peakKilobytes / 1024;
  }

  get processorMs(): Observation['processorMs'] {
    const spent = Object.fromEntries([mainThread, ...jobs.map(([, job]) => job), otherThreads].map((job) => [job, 0]));
    for (const [thread, ns] of this.#processorNs) spent[this.#jobs.get(thread)!]! += ns / 1e6;
    return spent;
  }
}

/** Runs a command to its end. Throws an Error with its last words unless it ends well. */
export function observe({ file, args, env = {} }: Command): Promise<Observation> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const since = () => performance.now() - started;
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    const accounts = new Accounts(child.pid ?? 0);
    const reading = setInterval(() => accounts.read(), accountsEveryMs);
    const ending = setTimeout(() => child.kill('SIGKILL'), longestMs);
    const hash = createHash('sha256');
    const lineTimesMs: number[] = [];
    let lastWords = '';
    child.stdout.on('data', (chunk: Buffer) => {
      hash.update(chunk);
      for (const byte of chunk) if (byte === 10) lineTimesMs.push(since());
    });
    child.stderr.on('data', (chunk: Buffer) => {
      lastWords = (lastWords + chunk).slice(-2000);
    });
    child.on('error', reject);
    child.on('exit', () => accounts.read());
    child.on('close', (code, signal) => {
      const totalMs = since();
      clearInterval(reading);
      clearTimeout(ending);
      if (code !== 0) {
        const line = lastWords.trim().split('\n').at(-1);
        reject(new Error(signal === null ? `ended with ${code}: ${line}` : `was ended by ${signal}`));
        return;
      }
      const { peakMegabytes, processorMs } = accounts;
      resolve({ totalMs, lineTimesMs, outputHash: hash.digest('hex'), peakMegabytes, processorMs });
    });
  });
}
