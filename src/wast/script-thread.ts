// A script's `thread` command: its commands run on a worker thread with an engine of their own, over the shared memories
// of the instances that the script names. Sees only what crosses threads: memories and binaries.
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { workerPath } from '../core/paths.ts';
import type { EngineOptions } from '../engine.ts';
import { Memory, type MemoryToken } from '../js-api/memory.ts';
import type { ScriptReport } from './run-script.ts';
import type { Command } from './script.ts';
import type { Exports } from './script-engine.ts';

/** The memories among an instance's exports. */
export type SharedExports = Readonly<Record<string, MemoryToken>>;

/** What the worker gets (`workerData`). */
export interface ScriptThreadStart {
  readonly options: EngineOptions;
  readonly shared: Readonly<Record<string, SharedExports>>;
  readonly commands: readonly Command[];
  /** Becomes 1 when the report has been posted to `port`. */
  readonly done: Int32Array;
  readonly port: MessagePort;
}

/** A report, or why there is none. */
export type ScriptThreadEnd = { readonly report: ScriptReport } | { readonly broken: string };

/** A thread that runs; `wait` blocks until it ended. */
export interface ScriptThread {
  wait(): ScriptThreadEnd;
}

/** Starts commands on another thread, with instances by their names. */
export type StartThread = (instances: Readonly<Record<string, Exports>>, commands: readonly Command[]) => ScriptThread;

/** Longest wait for a thread. */
const limitMs = 60_000;

function sharedExports(exports: Exports): SharedExports {
  const memories = Object.entries(exports).filter((entry): entry is [string, Memory] => entry[1] instanceof Memory);
  return Object.fromEntries(memories.map(([name, memory]) => [name, memory.share()]));
}

/** Starts threads whose engines have these options. */
export function threadStarter(options: EngineOptions): StartThread {
  return (instances, commands) => {
    const done = new Int32Array(new SharedArrayBuffer(4));
    const { port1, port2 } = new MessageChannel();
    const shared = Object.fromEntries(
      Object.entries(instances).map(([name, exports]) => [name, sharedExports(exports)]),
    );
    const workerData: ScriptThreadStart = { options, shared, commands, done, port: port2 };
    new Worker(workerPath('script-thread-worker.js'), { workerData, transferList: [port2] }).unref();
    return {
      wait() {
        Atomics.wait(done, 0, 0, limitMs);
        const end = receiveMessageOnPort(port1)?.message as ScriptThreadEnd | undefined;
        port1.close();
        return end ?? { broken: `no end within ${limitMs / 1000} s` };
      },
    };
  };
}
