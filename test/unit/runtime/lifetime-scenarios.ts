// Makes and drops instances, tables, modules and threads, then reports what is left; lifetime.test.ts judges.
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { Exception } from '../../../src/js-api/exception.ts';
import { Global } from '../../../src/js-api/global.ts';
import { Instance } from '../../../src/js-api/instance.ts';
import { Memory } from '../../../src/js-api/memory.ts';
import { Module } from '../../../src/js-api/module.ts';
import { Table } from '../../../src/js-api/table.ts';
import type { Tag } from '../../../src/js-api/tag.ts';
import { codeStatistics } from '../../../src/runtime/binding.ts';
import { InThreadEngine } from '../../support/in-thread-engine.ts';
import { type AnyFunction, moduleFrom } from '../../support/programs.ts';

const program = `(module
  (import "env" "log" (func $log (param externref)))
  (memory (export "memory") 1 4)
  (table (export "table") 8 funcref) (elem (i32.const 0) $f)
  (global (export "g") (mut i32) (i32.const 0))
  (func $f (export "f") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  (func (export "call") (param externref) (call $log (local.get 0))))`;

const give = `(module (table (import "env" "t") 4 funcref)
  (func $f (result i32) (i32.const 77)) (elem (table 0) (i32.const 1) func $f) (export "f" (func $f)))`;

const thrower = `(module (tag $t (export "t") (param funcref)) (func $f (result i32) (i32.const 77))
  (elem declare func $f) (func (export "throw") (throw $t (ref.func $f))))`;

const collect = (globalThis as unknown as { gc: () => void }).gc;

/** Finalizers run between turns of the event loop. */
async function settle(): Promise<void> {
  for (let round = 0; round < 6; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function left() {
  const { instances, compiledModules, mappedBytes } = codeStatistics();
  return { instances, compiledModules, mappedBytes };
}

/** The usual cycle: an import that refers to the instance's own exports. */
async function instances(): Promise<void> {
  const module = await moduleFrom(program);
  const make = () => {
    const holder: { exports?: unknown } = {};
    const log = () => holder.exports;
    holder.exports = new Instance(module, { env: { log } }).exports;
    const { call, f } = holder.exports as Record<string, AnyFunction>;
    call?.('text');
    f?.(1);
  };
  for (let i = 0; i < 50; i++) make();
  await settle();
  const before = process.memoryUsage.rss();
  for (let i = 0; i < 2000; i++) {
    make();
    if (i % 100 === 99) await settle();
  }
  await settle();
  console.log(JSON.stringify({ ...left(), grownBytes: process.memoryUsage.rss() - before }));
}

async function modules(): Promise<void> {
  for (let i = 0; i < 60; i++) {
    const module = await moduleFrom(program);
    new Instance(module, { env: { log: () => {} } });
    if (i % 20 === 19) await settle();
  }
  await settle();
  console.log(JSON.stringify(left()));
}

/** A function in a table outlives every other trace of its instance. */
async function tables(): Promise<void> {
  const table = new Table({ element: 'anyfunc', initial: 4 });
  const cell = new Global({ value: 'anyfunc', mutable: true }, null);
  const module = await moduleFrom(give);
  const fill = () => {
    const { f } = new Instance(module, { env: { t: table } }).exports as Record<string, AnyFunction>;
    const other = new Instance(module, { env: { t: new Table({ element: 'anyfunc', initial: 4 }) } });
    cell.value = (other.exports as Record<string, AnyFunction>).f;
    return typeof f;
  };
  fill();
  await settle();
  const kept = left().instances;
  const results = [(table.get(1) as AnyFunction)(), (cell.value as AnyFunction)()];
  console.log(JSON.stringify({ kept, results }));
}

/** Payloads with functions keep instances, but not for longer than there are exceptions. */
async function exceptions(): Promise<void> {
  const module = await moduleFrom(thrower);
  const thrown = () => {
    const exports = new Instance(module).exports as { readonly t: Tag; readonly throw: AnyFunction };
    try {
      exports.throw();
    } catch (error) {
      if (error instanceof Exception) return { tag: exports.t, exception: error };
    }
    throw new Error('nothing was thrown');
  };
  const { tag, exception } = thrown();
  for (let i = 0; i < 8000; i++) {
    thrown();
    if (i % 1000 === 999) await settle();
  }
  await settle();
  console.log(JSON.stringify({ ...left(), result: (exception.getArg(tag, 0) as AnyFunction)() }));
}

/** Exported functions alone keep their instance. */
async function functions(): Promise<void> {
  const module = await moduleFrom(program);
  const kept = (() => {
    const { f } = new Instance(module, { env: { log: () => {} } }).exports as Record<string, AnyFunction>;
    return f;
  })();
  await settle();
  console.log(JSON.stringify({ ...left(), result: kept?.(1) }));
}

/** Address space mapped in pieces of a gibibyte and more, in GiB. */
function reservedGiB(): number {
  return readFileSync('/proc/self/maps', 'utf8')
    .split('\n')
    .map((line) => /^([0-9a-f]+)-([0-9a-f]+)/.exec(line))
    .map((range) => (range ? (Number(`0x${range[2]}`) - Number(`0x${range[1]}`)) / 2 ** 30 : 0))
    .filter((size) => size >= 1)
    .reduce((sum, size) => sum + Math.floor(size), 0);
}

/** Memories of all kinds, with and without buffers that outlive them. */
async function memories(): Promise<void> {
  const before = reservedGiB();
  const buffers: unknown[] = [];
  const make = () => {
    const wide = new Memory({ address: 'i64', initial: 1n });
    buffers.push(wide.buffer);
    new Memory({ address: 'i64', initial: 1n }).grow(9n);
    new Memory({ address: 'i64', initial: 1n, maximum: 65536n, shared: true }).grow(9n);
    new Memory({ initial: 1 }).grow(2);
  };
  for (let i = 0; i < 8; i++) make();
  const made = reservedGiB() - before;
  await settle();
  const held = reservedGiB() - before;
  const bytes = buffers.map((buffer) => new Uint8Array(buffer as ArrayBuffer)[65535]);
  buffers.length = 0;
  await settle();
  console.log(JSON.stringify({ made, held, bytes, left: reservedGiB() - before }));
}

async function threads(): Promise<void> {
  const module = await moduleFrom(program);
  const token = module.share();
  const round = async () => {
    const worker = new Worker(new URL(import.meta.url), { argv: ['thread'], workerData: token });
    await new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
  };
  for (let i = 0; i < 3; i++) await round();
  await settle();
  const before = process.memoryUsage.rss();
  for (let i = 0; i < 20; i++) await round();
  await settle();
  console.log(
    JSON.stringify({ ...left(), threads: codeStatistics().threads, grownBytes: process.memoryUsage.rss() - before }),
  );
}

async function thread(): Promise<void> {
  const { workerData } = await import('node:worker_threads');
  const module = Module.fromShared(workerData, new InThreadEngine());
  const made = Array.from({ length: 10 }, () => new Instance(module, { env: { log: () => {} } }));
  for (const { exports } of made) (exports as Record<string, AnyFunction>).f?.(1);
}

const scenarios = { instances, modules, tables, exceptions, functions, memories, threads, thread } as Record<
  string,
  () => Promise<void>
>;
await scenarios[process.argv[2] ?? '']?.();
