// Scenarios that would end the process if the runtime failed; stack.test.ts runs each in a process of its own.
import { Worker } from 'node:worker_threads';
import { RuntimeError } from '../../../src/runtime/errors.ts';
import { type AnyFunction, exportsOf } from '../../support/programs.ts';

const recursion = `(module
  (import "env" "back" (func $back (param i32) (result i32)))
  (func $deep (export "deep") (param i32) (result i32)
    (i32.add (call $deep (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
  (func (export "through") (param i32) (result i32)
    (i32.add (call $back (local.get 0)) (i32.const 1)))
  (func $deepThenBack (export "deepThenBack") (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0))
      (then (call $back (i32.const 0)))
      (else (i32.add (call $deepThenBack (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))))
  (func (export "twice") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
  (memory (export "memory") 1 40)
  (func $deepGrow (export "deepGrow") (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.add (memory.grow (i32.const 1)) (memory.size)))
      (else (i32.add (call $deepGrow (i32.sub (local.get 0) (i32.const 1))) (i32.const 0)))))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))`;

function report(run: () => unknown): void {
  try {
    console.log(`returned ${run()}`);
  } catch (error) {
    console.log(error instanceof RuntimeError ? `RuntimeError: ${error.message}` : `other: ${error}`);
  }
}

async function scenario(name: string): Promise<void> {
  let through: AnyFunction = () => 0;
  const {
    deep,
    through: entry,
    deepThenBack,
    deepGrow,
    twice,
    load,
  } = await exportsOf(recursion, {
    env: { back: (value: number) => through(value) },
  });
  through = name === 'guest-host' ? (entry as AnyFunction) : () => 5;
  if (name === 'guest') report(() => deep?.(0));
  if (name === 'guest-host') report(() => entry?.(0));
  if (name === 'host-below-v8-limit') {
    // Deeper than V8 lets JavaScript go, not deeper than the stack.
    report(() => deepThenBack?.(60_000));
  }
  if (name === 'grow-below-v8-limit') {
    for (let round = 0; round < 10; round++) report(() => deepGrow?.(60_000));
  }
  if (name === 'repeated') for (let round = 0; round < 20; round++) report(() => deep?.(0));
  if (name === 'fault-after') {
    report(() => deep?.(0));
    report(() => load?.(-4));
  }
  report(() => twice?.(21));
}

async function inWorker(name: string): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { argv: [name] });
  await new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
}

const [name = '', where = ''] = process.argv.slice(2);
if (where === 'worker') await inWorker(name);
else await scenario(name);
