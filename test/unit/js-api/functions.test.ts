// The asynchronous functions of the namespace, validation, and modules handed to other threads.
import { Worker, workerData } from 'node:worker_threads';
import t from 'tap';
import { provideDefaultEngine } from '../../../src/js-api/default-engine.ts';
import { Instance } from '../../../src/js-api/instance.ts';
import { Module, type ModuleToken } from '../../../src/js-api/module.ts';
import { compile, instantiate, validate } from '../../../src/js-api/namespace.ts';
import { CompileError, LinkError, RuntimeError } from '../../../src/runtime/errors.ts';
import { assemble } from '../../../src/text/assemble.ts';
import { InThreadEngine } from '../../support/in-thread-engine.ts';
import type { AnyFunction } from '../../support/programs.ts';

provideDefaultEngine(() => new InThreadEngine());

const answer = (instance: Instance) => (instance.exports.answer as AnyFunction)();

async function inThread(token: ModuleToken): Promise<unknown> {
  const worker = new Worker(new URL(import.meta.url), { workerData: token });
  return new Promise((resolve, reject) => {
    // tap, loaded there too, posts messages of its own.
    worker.on('message', (message) => typeof message === 'number' && resolve(message)).once('error', reject);
  });
}

async function main(): Promise<void> {
  const bytes = await assemble(`(module (import "env" "n" (global $n i32))
    (func (export "answer") (result i32) (i32.mul (global.get $n) (i32.const 2))))`);
  const imports = { env: { n: 21 } };

  t.test('validate', async (t) => {
    t.equal(validate(bytes), true);
    t.equal(validate(bytes.slice().buffer), true);
    t.equal(validate(bytes.subarray(0, 20)), false);
    t.equal(validate(new Uint8Array()), false);
    t.throws(() => validate('bytes' as unknown as Uint8Array), TypeError);
  });

  t.test('compile and instantiate', async (t) => {
    const module = await compile(bytes);
    t.ok(module instanceof Module);
    t.equal(answer(await instantiate(module, imports)), 42);
    const both = await instantiate(bytes, imports);
    t.ok(both.module instanceof Module);
    t.equal(answer(both.instance), 42);
    t.ok(both.instance instanceof Instance);
  });

  t.test('rejections', async (t) => {
    await t.rejects(compile(bytes.subarray(0, 30)), CompileError);
    await t.rejects(instantiate(bytes.subarray(0, 30)), CompileError);
    await t.rejects(instantiate(bytes), TypeError);
    await t.rejects(instantiate(bytes, { env: {} }), LinkError);
    await t.rejects(compile(5 as unknown as Uint8Array), TypeError);
    const starts = await assemble('(module (func $s (unreachable)) (start $s))');
    await t.rejects(instantiate(starts), RuntimeError);
    const segment = await assemble('(module (memory 1) (data (i32.const 65536) "x"))');
    await t.rejects(instantiate(segment), { name: 'RuntimeError', message: /^out of bounds memory access/ });
  });

  t.test('another thread uses the same module and code', async (t) => {
    const module = new Module(bytes);
    t.equal(await inThread(module.share()), 42);
    t.equal(answer(new Instance(module, imports)), 42);
  });
}

if (workerData) {
  const { parentPort } = await import('node:worker_threads');
  const module = Module.fromShared(workerData, new InThreadEngine());
  parentPort?.postMessage(answer(new Instance(module, { env: { n: 21 } })));
} else await main();
