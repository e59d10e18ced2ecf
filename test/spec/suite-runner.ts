// Runs the suite's files in a child process, one after another, with a time limit each; a crash or a hang costs one file
// and starts another process for the rest.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';
import type { Mode } from './modes.ts';
import type { ScriptAnswer } from './suite-process.ts';

const entry = join(packageRoot, 'build/test/spec/suite-process.js');
const limitMs = 120_000;

export class SuiteRunner {
  readonly #mode: Mode;
  #child: ChildProcess | undefined;

  constructor(mode: Mode) {
    this.#mode = mode;
  }

  /** Runs one script. A process that dies or does not answer in time is an answer too. */
  run(path: string): Promise<ScriptAnswer> {
    this.#child ??= fork(entry, [this.#mode], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const child = this.#child;
    return new Promise((resolve) => {
      const finish = (answer: ScriptAnswer) => {
        clearTimeout(timer);
        child.removeAllListeners('message').removeAllListeners('exit');
        resolve(answer);
      };
      const giveUp = (message: string) => {
        this.#child = undefined;
        child.kill('SIGKILL');
        finish({ kind: 'broken', message });
      };
      const timer = setTimeout(() => giveUp(`no answer within ${limitMs / 1000} s`), limitMs);
      child.on('message', (answer) => finish(answer as ScriptAnswer));
      child.on('exit', (code, signal) => giveUp(`the process ended: ${signal ?? code}`));
      child.send({ path });
    });
  }

  stop(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}
