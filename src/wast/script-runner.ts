// Runs scripts in a child process, one after another, with a time limit each; a crash or a hang costs one script and
// starts another process for the rest. Knows no file.
import { type ChildProcess, fork } from 'node:child_process';
import { workerPath } from '../core/paths.ts';
import type { EngineOptions } from '../engine.ts';
import type { ScriptAnswer } from './script-process.ts';

export class ScriptRunner {
  readonly #options: EngineOptions;
  readonly #limitMs: number;
  #child: ChildProcess | undefined;

  /** Each script gets an engine of its own with `options`, and `limitMs` milliseconds. */
  constructor(options: EngineOptions, limitMs: number) {
    this.#options = options;
    this.#limitMs = limitMs;
  }

  /** Runs one script. A process that dies or does not answer in time is an answer too. One call at a time. */
  run(source: string): Promise<ScriptAnswer> {
    this.#child ??= this.#start();
    const child = this.#child;
    return new Promise((resolve) => {
      const finish = (answer: ScriptAnswer) => {
        clearTimeout(timer);
        child.removeAllListeners('message').removeAllListeners('exit').removeAllListeners('error');
        resolve(answer);
      };
      const giveUp = (message: string) => {
        this.#child = undefined;
        child.kill('SIGKILL');
        finish({ kind: 'broken', message });
      };
      const timer = setTimeout(() => giveUp(`no end within ${this.#limitMs / 1000} s`), this.#limitMs);
      child.on('message', (answer) => finish(answer as ScriptAnswer));
      child.on('exit', (code, signal) => giveUp(`its process ended: ${signal ?? `exit code ${code}`}`));
      child.on('error', (error) => giveUp(`its process cannot be spoken to: ${error.message}`));
      child.send({ source });
    });
  }

  stop(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #start(): ChildProcess {
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
    return fork(workerPath('script-process.js'), [JSON.stringify(this.#options)], { stdio: [...stdio] });
  }
}
