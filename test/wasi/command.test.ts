// Class WASI with programs: commands and reactors, exit statuses, traps, and what is refused.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { WASI } from '../../src/abi/wasi/wasi.ts';
import { Instance } from '../../src/js-api/instance.ts';
import { Module } from '../../src/js-api/module.ts';
import { RuntimeError } from '../../src/runtime/errors.ts';
import { assemble } from '../../src/text/assemble.ts';
import { InThreadEngine } from '../support/in-thread-engine.ts';
import { type Scope, scratchDirectory } from './guest.ts';

const preview1 = 'wasi_snapshot_preview1';
const exitImport = `(import "${preview1}" "proc_exit" (func $exit (param i32)))`;
const writeImport = `(import "${preview1}" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))`;

async function instantiate(text: string, wasi: WASI): Promise<Instance> {
  return new Instance(new Module(await assemble(text), new InThreadEngine()), wasi.getImportObject());
}

async function start(text: string, wasi = new WASI({ version: 'preview1' })): Promise<number> {
  return wasi.start(await instantiate(text, wasi));
}

/** A guest whose output goes to a file, and what it wrote. */
function capture(test: Scope): { wasi: WASI; output: () => string } {
  const path = join(scratchDirectory(test), 'output');
  const fd = openSync(path, 'w');
  const wasi = new WASI({ version: 'preview1', stdout: fd });
  closeSync(fd);
  return { wasi, output: () => readFileSync(path, 'utf8') };
}

t.test('a command writes and ends', async (t) => {
  const { wasi, output } = capture(t);
  const text = `(module ${writeImport} (memory (export "memory") 1) (data (i32.const 16) "hello\\n")
    (data (i32.const 0) "\\10\\00\\00\\00\\06\\00\\00\\00")
    (func (export "_start") (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))`;
  t.equal(await start(text, wasi), 0);
  t.equal(output(), 'hello\n');
});

t.test('exit statuses', async (t) => {
  for (const status of [0, 1, 127, 300]) {
    const text = `(module ${exitImport} (memory (export "memory") 1)
      (func $deep (param i32) (if (local.get 0) (then (call $deep (i32.sub (local.get 0) (i32.const 1))))
        (else (call $exit (i32.const ${status})))) unreachable)
      (func (export "_start") (call $deep (i32.const 100))))`;
    t.equal(await start(text), status, `${status}, from a hundred frames down`);
  }
});

t.test('a trap is thrown', async (t) => {
  const text = `(module (memory (export "memory") 1) (func (export "_start") unreachable))`;
  await t.rejects(start(text), RuntimeError);
});

t.test('without a memory every pointer is out of bounds', async (t) => {
  const text = `(module ${writeImport} ${exitImport}
    (func (export "_start") (call $exit (call $write (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0)))))`;
  t.equal(await start(text), 21);
});

t.test('a memory that grew is seen', async (t) => {
  const { wasi, output } = capture(t);
  const text = `(module ${writeImport} ${exitImport} (memory (export "memory") 1)
    (func (export "_start")
      (drop (memory.grow (i32.const 3)))
      (i32.store (i32.const 200000) (i32.const 200016))
      (i32.store (i32.const 200004) (i32.const 2))
      (i32.store16 (i32.const 200016) (i32.const 0x6b6f))
      (call $exit (call $write (i32.const 1) (i32.const 200000) (i32.const 1) (i32.const 200008)))))`;
  t.equal(await start(text, wasi), 0);
  t.equal(output(), 'ok');
});

t.test('a reactor is initialized, then called', async (t) => {
  const text = `(module (import "${preview1}" "random_get" (func $random (param i32 i32) (result i32)))
    (memory (export "memory") 1) (global $ready (mut i32) (i32.const 0))
    (func (export "_initialize") (global.set $ready (i32.const 7)))
    (func (export "ready") (result i32) (global.get $ready))
    (func (export "random") (result i32) (call $random (i32.const 0) (i32.const 8))))`;
  const wasi = new WASI({ version: 'preview1' });
  const instance = await instantiate(text, wasi);
  wasi.initialize(instance);
  t.equal((instance.exports.ready as () => number)(), 7);
  t.equal((instance.exports.random as () => number)(), 0);
  t.throws(() => wasi.initialize(instance), /already started/);
  t.throws(() => wasi.start(instance), /_start must be a function/);
});

t.test('what is refused', async (t) => {
  const wasi = () => new WASI({ version: 'preview1' });
  const command = '(module (memory (export "memory") 1) (func (export "_start")))';
  const both = '(module (memory (export "memory") 1) (func (export "_start")) (func (export "_initialize")))';
  await t.rejects(start('(module (memory (export "memory") 1))'), /_start must be a function: this is no WASI command/);
  await t.rejects(start('(module (global (export "_start") i32 (i32.const 0)))'), /_start must be a function/);
  await t.rejects(start(both), /_initialize must be undefined/);
  const reactor = wasi();
  for (const none of [undefined, null, {}, { exports: 1 }]) {
    t.throws(() => reactor.start(none as never), /instance must be a WebAssembly.Instance: it has no exports/);
    t.throws(() => reactor.initialize(none as never), /instance must be a WebAssembly.Instance/);
    t.throws(() => reactor.finalizeBindings(none as never), /instance must be a WebAssembly.Instance/);
  }
  t.throws(() => reactor.initialize({ exports: { _start: () => 0 } }), /_start must be undefined/);
  t.throws(() => reactor.finalizeBindings({ exports: { memory: {} } }), /exports.memory must be a WebAssembly.Memory/);
  const twice = wasi();
  const instance = await instantiate(command, twice);
  t.equal(twice.start(instance), 0);
  t.throws(() => twice.start(instance), { message: /already started/, code: 'ERR_WASI_ALREADY_STARTED' });
  t.throws(
    () => new WASI({ version: 'preview1', preopens: { '/': '/missing/directory' } }),
    /cannot open folder `\/missing\/directory`: no such/,
  );
  t.throws(
    () => new WASI({ version: 'preview1', preopens: { '/': '/etc/passwd' } }),
    /cannot open folder `\/etc\/passwd`: not a directory/,
  );
  t.throws(() => new WASI({ version: 'preview1', stdin: 999 }), /stdin.*999.*bad file descriptor/);
});

t.test('without returnOnExit the process ends', (t) => {
  const { status, stderr } = spawnSync(process.execPath, [join(process.argv[1] as string, '../exit-process.js'), '42']);
  t.equal(status, 42, String(stderr));
  t.end();
});
