// An engine's side of its controller: starts the thread, posts modules, asks questions. Needs no turn of the calling
// thread's event loop for any of it. Knows nothing of instances.
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { nativeAddonPath, workerPath } from '../src/core/paths.ts';
import { type CompiledModuleId, codeStatistics, setControllerStarter, setThresholds } from '../src/runtime/binding.ts';
import { beginLoading } from '../src/runtime/library-loading.ts';
import { Activity } from './activity.ts';
import { type CodeListingKind, startCodeListing } from './code-listing.ts';
import { nowNs } from './compile-task.ts';
import type { EngineMetrics } from './metrics.ts';
import { exitPromptly, forgetActivity } from './prompt-exit.ts';
import type { Answer, ControllerMessage, ControllerStart, ModuleMessage, Question } from './protocol.ts';
import { Recorder } from './recorder.ts';
import type { TierMode } from './tier.ts';
import { compileThreadLimits, type Tuning } from './tuning.ts';

/** A question waits at most this long: far beyond any first-call batch, so a longer wait means a broken thread. */
const answerTimeoutMs = 30_000;

/** Packs a module for the controller's thread, which takes a while for a large one. */
export type ModuleMessageMaker = () => ModuleMessage;

export interface TierClientOptions {
  readonly mode: TierMode;
  readonly tuning: Tuning;
  readonly logEvents: boolean;
  /** See `ControllerStart`. */
  readonly codeListing?: CodeListingKind;
  readonly ownsProcess: boolean;
}

export class TierClient {
  readonly activity = new Activity();
  readonly #start: Omit<ControllerStart, 'compiles'>;
  /** What serving a module takes, by number, as long as nothing had to be compiled. */
  readonly #unserved = new Map<number, ModuleMessageMaker>();
  #worker: Worker | undefined;
  #closed = false;

  /** Throws the system's error when the file of a code listing cannot be made. */
  constructor(options: TierClientOptions) {
    if (options.codeListing) startCodeListing(options.codeListing);
    this.#start = { ...options, startNs: nowNs(), before: codeStatistics(), activity: this.activity.cells };
  }

  /**
   * Starts the controller thread if it is not running; returns at once. It does not keep the process alive. `compiles`
   * as in `ControllerStart`.
   */
  open(compiles = true): Worker {
    if (this.#closed) throw new Error('the engine is shut down');
    if (this.#worker) return this.#worker;
    // LLVM is there by the time the thread runs.
    if (compiles) beginLoading(nativeAddonPath('llvm-bindings'));
    const worker = new Worker(workerPath('controller-worker.cjs'), {
      workerData: { ...this.#start, compiles } satisfies ControllerStart,
      name: 'wasabi-controller',
      resourceLimits: compileThreadLimits(this.#start.tuning),
    });
    worker.unref();
    this.#worker = worker;
    exitPromptly(this.activity);
    return worker;
  }

  /** To be called before a module has code: when its counters shall trip. */
  setThresholds(id: CompiledModuleId): void {
    const { entryBudget, loopBudget, misfitBudget, budgetGrowth, maxBudget, sync } = this.#start.tuning;
    const off = this.#start.mode !== 'tiered';
    const budgets = off ? { entryBudget: maxBudget, loopBudget: maxBudget } : { entryBudget, loopBudget };
    setThresholds(id, { ...budgets, misfitBudget, budgetGrowth, maxBudget, sync: sync && !off });
  }

  /** Has the controller serve a module from now on. */
  addModule(make: ModuleMessageMaker): void {
    this.#post(make());
  }

  /** The same, but only once something of the module has to be compiled, or `serve` is called. */
  addModuleWhenWanted(number: number, id: CompiledModuleId, make: ModuleMessageMaker): void {
    this.#unserved.set(number, make);
    setControllerStarter(id, () => this.serve(number));
  }

  /** Ends the waiting that `addModuleWhenWanted` began. `compiles` as for `open`. */
  serve(number: number, compiles = true): void {
    const make = this.#unserved.get(number);
    if (!make) return;
    this.#unserved.delete(number);
    const message = make();
    setControllerStarter(message.id, undefined);
    this.open(compiles).postMessage(message);
  }

  releaseModule(number: number, id: CompiledModuleId): void {
    if (this.#unserved.delete(number)) setControllerStarter(id, undefined);
    else if (!this.#closed) this.#post({ kind: 'release', number });
  }

  /** Everything counted so far. */
  metrics(): EngineMetrics {
    if (this.#worker && !this.#closed) return this.#ask({ ask: 'metrics' }) as EngineMetrics;
    const { startNs, before } = this.#start;
    const statistics = codeStatistics();
    return new Recorder(startNs, before, () => 0).metrics({ statistics, hottest: [], leftAtBaseline: [] });
  }

  /** The encoded profile of a module. */
  profile(number: number): Uint8Array {
    this.serve(number, false);
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
    this.activity.close();
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
