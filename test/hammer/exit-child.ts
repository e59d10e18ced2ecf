// One way for a program to end while compiles are running; the argument says which. Prints `leaving` when it is about to.
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import wabtLoader from 'wabt';
import { createEngine, type Engine, Instance, Module } from '../../src/index.ts';

/** A function that LLVM takes seconds to optimize. */
async function slowModule(): Promise<Uint8Array> {
  const wabt = await wabtLoader();
  const statement = (i: number) =>
    `(if (i32.and (local.get 0) (i32.const ${1 << (i % 16)}))
       (then (local.set 0 (i32.add (i32.mul (local.get 0) (i32.const ${2 * i + 3})) (i32.load (i32.and (local.get 0) (i32.const ${i * 4}))))))
       (else (i32.store (i32.and (local.get 0) (i32.const ${i * 4})) (i32.rotl (local.get 0) (i32.const ${i})))))`;
  const text = `(module (memory 1) (func (export "slow") (param i32) (result i32)
    ${Array.from({ length: 1500 }, (_, i) => statement(i)).join('\n')} (local.get 0)))`;
  return Uint8Array.from(wabt.parseWat('slow.wat', text).toBinary({}).buffer);
}

const eager = { entryBudget: 1, backgroundPrice: 0, maxOptimizedBodyBytes: 1e6 };

function leaving(): void {
  writeSync(1, `leaving ${Date.now()}\n`);
}

/** An engine that is in the middle of an optimizing compile, seconds from its end. */
async function busyEngine(): Promise<Engine> {
  const engine = createEngine({ tuning: eager });
  const slow = new Instance(new Module(await slowModule(), engine)).exports.slow as (n: number) => number;
  for (let i = 0; i < 5; i++) slow(i);
  // The baseline compile is over after a moment; the one that goes on is the optimizing one.
  for (let busySamples = 0; busySamples < 5; ) {
    await setTimeout(20);
    busySamples = engine.compiling ? busySamples + 1 : 0;
  }
  return engine;
}

/** A thread that waits for the first call of a slow function. */
function startWaitingThread(bytes: Uint8Array): Worker {
  return new Worker(new URL(import.meta.url), { workerData: { bytes }, argv: ['waiting'] });
}

const scenarios: Readonly<Record<string, () => Promise<void>>> = {
  natural: async () => {
    await busyEngine();
    leaving();
  },
  exit: async () => {
    await busyEngine();
    process.on('exit', (code) => writeSync(1, `listener ${code}\n`));
    leaving();
    process.exit(7);
  },
  crash: async () => {
    await busyEngine();
    throw new Error('the program crashed');
  },
  shutdown: async () => {
    const engine = await busyEngine();
    leaving();
    await engine.shutdown();
    await engine.shutdown();
  },
  idle: async () => {
    const engine = createEngine();
    const slow = new Instance(new Module(await slowModule(), engine)).exports.slow as (n: number) => number;
    slow(1);
    leaving();
  },
  terminate: async () => {
    const worker = startWaitingThread(await slowModule());
    await new Promise((resolve) => worker.once('message', resolve));
    await setTimeout(30);
    leaving();
    await worker.terminate();
  },
  threads: async () => {
    startWaitingThread(await slowModule());
    startWaitingThread(await slowModule());
    await setTimeout(300);
    leaving();
    process.exit(0);
  },
};

if (isMainThread) await scenarios[process.argv[2] ?? '']!();
else {
  const { bytes } = workerData as { readonly bytes: Uint8Array };
  const { parentPort } = await import('node:worker_threads');
  const engine = createEngine({ tier: 'optimized' });
  const slow = new Instance(new Module(bytes, engine)).exports.slow as (n: number) => number;
  parentPort!.postMessage('calling');
  slow(1);
}
