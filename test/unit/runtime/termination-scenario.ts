// A worker that never leaves wasm, or waits for what never comes, and is ended; termination.test.ts judges.
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { InThreadEngine } from '../../support/in-thread-engine.ts';
import { type AnyFunction, exportsOf } from '../../support/programs.ts';

const program = `(module
  (import "env" "started" (func $started))
  (memory 1 1 shared)
  (func (export "wait") (call $started) (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))
  (func (export "spin") (call $started) (loop (br 0)))
  (func (export "recurse") (call $started) (loop (call $inner) (br 0)))
  (func $inner (export "inner")))`;

async function work(how: string, started: Int32Array): Promise<void> {
  const tell = () => {
    Atomics.store(started, 0, 1);
    Atomics.notify(started, 0);
  };
  if (how === 'unanswered') tell();
  const { spin, recurse, wait, inner } = await exportsOf(
    program,
    { env: { started: tell } },
    new InThreadEngine(how === 'optimized' ? 'optimized' : 'baseline', how !== 'unanswered'),
  );
  const run = { spin, optimized: spin, calls: recurse, waits: wait, unanswered: inner }[how] as AnyFunction;
  run();
}

async function main(how: string, end: string): Promise<void> {
  const started = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { how, started } });
  while (Atomics.load(started, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, 300));
  if (end === 'exit') process.exit(3);
  console.log(`ended with ${await worker.terminate()}`);
}

if (isMainThread) await main(process.argv[2] ?? '', process.argv[3] ?? '');
else await work(workerData.how, workerData.started);
