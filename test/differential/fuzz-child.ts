// A fuzzing process as its parent sees it: requests with a time limit, deaths as answers.
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { packageRoot } from '../../src/core/paths.ts';
import type { ProcessStart, Request } from './protocol.ts';

/** Writes a corpus for processes that make no modules. */
export function emptyCorpus(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'wasabi-corpus-'));
  const path = join(folder, 'corpus');
  writeFileSync(path, serialize([]));
  return { path, remove: () => rmSync(folder, { recursive: true }) };
}

/**
 * Instances and binaryen's memory count against V8's limit of the old space, which starts small: without a larger one, a
 * quarter of all time goes to collections that find little.
 */
const collectorSwitches = ['--expose-gc', '--initial-old-space-size=512', '--min-semi-space-size=32'];

/** A process that ended or hung, and the seed it was at. */
export interface Death {
  readonly died: string;
  readonly seed: number;
}

export class FuzzChild {
  readonly #entry: string;
  readonly #corpusPath: string;
  readonly #node: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'wasabi-fuzz-child-'));
  #child: ChildProcess | undefined;

  /** `node` is the Node to run, whose V8 is the oracle; `entry` the built process. */
  constructor(corpusPath: string, node: string, entry = join(packageRoot, 'build/test/differential/fuzz-process.js')) {
    this.#corpusPath = corpusPath;
    this.#node = node;
    this.#entry = entry;
  }

  /** One request at a time. */
  ask<Answer extends object>(request: Request, limitMs: number): Promise<Answer | Death> {
    this.#child ??= this.#start();
    const child = this.#child;
    return new Promise((resolve) => {
      const finish = (answer: Answer | Death) => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(answer);
      };
      const giveUp = (died: string) => {
        this.#child = undefined;
        child.kill('SIGKILL');
        finish({ died, seed: this.#seed() });
      };
      const timer = setTimeout(() => giveUp(`no answer within ${limitMs / 1000} s`), limitMs);
      child.on('message', (answer) => finish(answer as Answer));
      child.on('exit', (code, signal) => giveUp(`ended by ${signal ?? `exit code ${code}`}`));
      child.on('error', (error) => giveUp(error.message));
      child.send(request);
    });
  }

  stop(): void {
    this.#child?.removeAllListeners().kill('SIGKILL');
    this.#child = undefined;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** -1 before the first case. */
  #seed(): number {
    const path = join(this.#folder, 'state');
    return existsSync(path) ? Number(readFileSync(path, 'utf8') || -1) : -1;
  }

  #start(): ChildProcess {
    const start: ProcessStart = { corpusPath: this.#corpusPath, folder: this.#folder };
    return fork(this.#entry, [JSON.stringify(start)], {
      execPath: this.#node,
      execArgv: collectorSwitches,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }
}
