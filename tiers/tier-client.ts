// An engine's side of its controller: starts the thread, posts modules, asks questions. Needs no turn of the calling
// thread's event loop for any of it. Knows nothing of instances.
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { workerPath } from '../src/core/paths.ts';
import { type CompiledModuleId, codeStatistics } from '../src/runtime/binding.ts';
import { Activity } from './activity.ts';
import { nowNs } from './compile-task.ts';
import { type EngineMetrics, emptyMetrics } from './metrics.ts';
import { exitPromptly, forgetActivity } from './prompt-exit.ts';
import type { Answer, ControllerMessage, ControllerStart, Question } from './protocol.ts';
import type { SharedModule } from './shared-module.ts';
import type { TierMode } from './tier.ts';
import type { Tuning } from './tuning.ts';

/** A question waits at most this long: far beyond any first-call batch, so a longer wait means a broken thread. */
const answerTimeoutMs = 30_000;

export interface TierClientOptions {
  readonly mode: TierMode;
  readonly tuning: Tuning;
  readonly logEvents: boolean;
}

export class TierClient {
  readonly activity = new Activity();
  readonly #start: ControllerStart;
  #worker: Worker | undefined;
  #closed = false;

  constructor(options: TierClientOptions) {
    this.#start = { ...options, startNs: nowNs(), before: codeStatistics(), activity: this.activity.cells };
  }

  /** Starts the controller thread if it is not running; returns at once. It does not keep the process alive. */
  open(): Worker {
    if (this.#closed) throw new Error('the engine is shut down');
    if (this.#worker) return this.#worker;
    const worker = new Worker(workerPath('controller-worker'), {
      workerData: this.#start,
      name: 'wasabi-controller',
      resourceLimits: { stackSizeMb: this.#start.tuning.compileStackMb },
    });
    worker.unref();
    this.#worker = worker;
    exitPromptly(this.activity);
    return worker;
  }

  /** Has the controller serve a module from now on; `profile` is one of an earlier run, encoded. */
  addModule(number: number, id: CompiledModuleId, module: SharedModule, profile?: Uint8Array): void {
    this.#post({ kind: 'module', number, id, module, ...(profile ? { profile } : {}) });
  }

  releaseModule(number: number): void {
    if (!this.#closed) this.#post({ kind: 'release', number });
  }

  /** Everything counted so far; zeros when nothing was ever compiled. */
  metrics(): EngineMetrics {
    return this.#worker && !this.#closed ? (this.#ask({ ask: 'metrics' }) as EngineMetrics) : emptyMetrics();
  }

  /** The encoded profile of a module. */
  profile(number: number): Uint8Array {
    return this.#ask({ ask: 'profile', number }) as Uint8Array;
  }

  /** Ends the controller and its pool; resolves when their threads are gone. Safe to call twice. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (!worker || this.#closed) {
      this.#closed = true;
      return;
    }
    this.#closed = true;
    worker.ref();
    const gone = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage({ kind: 'shutdown' } satisfies ControllerMessage);
    await gone;
    forgetActivity(this.activity);
  }

  #post(message: ControllerMessage): void {
    this.open().postMessage(message);
  }

  #ask(question: Question): unknown {
    const done = new Int32Array(new SharedArrayBuffer(4));
    const { port1, port2 } = new MessageChannel();
    const message: ControllerMessage = { kind: 'ask', question, done, port: port2 };
    this.open().postMessage(message, [port2]);
    const woken = Atomics.wait(done, 0, 0, answerTimeoutMs);
    const answer = receiveMessageOnPort(port1)?.message as Answer | undefined;
    port1.close();
    if (woken === 'timed-out' || !answer) throw new Error('the tier controller does not answer');
    if (!answer.ok) throw new Error(answer.message);
    return answer.value;
  }
}
