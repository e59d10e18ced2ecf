// One thread of the tests: instantiates the shared module over the shared memory, calls one export, reports its result.
import { parentPort, workerData } from 'node:worker_threads';
import { Instance, Memory, Module } from '../../src/index.ts';

export interface ThreadStart {
  readonly module: ReturnType<Module['share']>;
  readonly memory: ReturnType<Memory['share']>;
  readonly call: string;
  readonly args: readonly (number | bigint)[];
}

const { module, memory, call, args } = workerData as ThreadStart;
const instance = new Instance(Module.fromShared(module), { env: { memory: Memory.fromShared(memory) } });
parentPort!.postMessage((instance.exports[call] as (...args: readonly (number | bigint)[]) => unknown)(...args));
