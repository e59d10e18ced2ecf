// The kernel's accounts of a process: processor time by thread, and the largest resident size.
import { readdirSync, readFileSync } from 'node:fs';

/** By thread: `main thread`, those of ours by their jobs, and `other threads` together; 0 where there is none. */
export type ProcessorMs = Readonly<Record<string, number>>;

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

/** Ticks of the kernel's coarse accounts, milliseconds. */
const tickMs = 10;

/** Processor time of all processes that this one started and that have ended, in steps of ten milliseconds. */
export function endedProcessorMs(): number {
  const [, fields = ''] = (readAccount('/proc/self/stat') ?? '').split(') ');
  const [user = 0, system = 0] = fields.split(' ').slice(13, 15).map(Number);
  return (user + system) * tickMs;
}

/** Reads the accounts of a process again and again; the last that was seen of each counts. */
export class Accounts {
  readonly #folder: string;
  readonly #mainThread: string;
  readonly #processorNs = new Map<string, number>();
  readonly #jobs = new Map<string, string>();
  #peakKilobytes = 0;

  constructor(pid = 0) {
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
      // A thread has the name of the one that started it until it names itself.
      this.#jobs.set(thread, this.#jobOf(thread));
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

  /** Of all threads. */
  get allProcessorMs(): number {
    return Object.values(this.processorMs).reduce((sum, ms) => sum + ms, 0);
  }

  get processorMs(): ProcessorMs {
    const spent = Object.fromEntries([mainThread, ...jobs.map(([, job]) => job), otherThreads].map((job) => [job, 0]));
    for (const [thread, ns] of this.#processorNs) spent[this.#jobs.get(thread)!]! += ns / 1e6;
    return spent;
  }
}
