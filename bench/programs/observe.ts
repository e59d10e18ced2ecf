// Runs a process and watches it from outside: when lines appear on its standard output, processor time by thread, and
// the largest resident size. Knows nothing of engines.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Accounts, endedProcessorMs, type ProcessorMs } from '../peers/accounts.ts';
import type { Command } from '../peers/engines.ts';

/** How often the kernel's accounts are read, milliseconds: what a thread does in its last such span is not seen. */
const accountsEveryMs = 15;
/** Longest that a process may run: what takes longer has failed, and leaves time to the others. */
const longestMs = 180_000;

export interface Observation {
  /** Since the start of the process. */
  readonly totalMs: number;
  /** Since the start; one for each line of standard output. */
  readonly lineTimesMs: readonly number[];
  readonly outputHash: string;
  readonly peakMegabytes: number;
  readonly processorMs: ProcessorMs;
  /** Of all threads, to their ends. */
  readonly allProcessorMs: number;
}

/** Node prints its version below an error that nobody caught, and a stack. */
function failure(code: number | null, signal: string | null, lastWords: string): Error {
  if (signal !== null) return new Error(`was ended by ${signal}`);
  const lines = lastWords.trim().split('\n');
  return new Error(`ended with ${code}: ${lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1)}`);
}

/**
 * Runs a command to its end; nothing else that this process started may end meanwhile. Throws an Error with its last words
 * unless it ends well, and in time.
 */
export function observe({ file, args, env = {} }: Command, limitMs = longestMs): Promise<Observation> {
  return new Promise((resolve, reject) => {
    const endedBeforeMs = endedProcessorMs();
    const started = performance.now();
    const since = () => performance.now() - started;
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    const accounts = new Accounts(child.pid ?? 0);
    const reading = setInterval(() => accounts.read(), accountsEveryMs);
    let late = false;
    const ending = setTimeout(() => {
      late = child.kill('SIGKILL');
    }, limitMs);
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
        reject(late ? new Error(`did not end within ${limitMs / 1000} s`) : failure(code, signal, lastWords));
        return;
      }
      const { peakMegabytes, processorMs } = accounts;
      // The one misses what was spent last, the other is coarse; nothing runs in no time at all.
      const allProcessorMs = Math.max(accounts.allProcessorMs, endedProcessorMs() - endedBeforeMs, 1);
      resolve({ totalMs, lineTimesMs, outputHash: hash.digest('hex'), peakMegabytes, processorMs, allProcessorMs });
    });
  });
}
