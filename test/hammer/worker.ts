// One thread of the hammer: runs an instance of the shared module again and again, and counts wrong results.
import { parentPort, workerData } from 'node:worker_threads';
import { Instance, Module } from '../../src/index.ts';
import type { HammerStart } from './swap.test.ts';

const { token, stop, seed, rounds, expected } = workerData as HammerStart;
const instance = new Instance(Module.fromShared(token));
const run = instance.exports.run as (seed: number, rounds: number) => number;
let calls = 0;
let wrong = 0;
do {
  if (run(seed, rounds) !== expected) wrong++;
  calls++;
} while (Atomics.load(stop, 0) === 0);
parentPort!.postMessage({ calls, wrong });
