// The addon itself: layouts are checked, arguments are checked, code pages are never writable and executable at once.
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import * as layout from '../../src/core/instance-layout.ts';
import { nativeAddonPath } from '../../src/core/paths.ts';
import { TrapCode } from '../../src/core/trap.ts';
import { decodeModule } from '../../src/decode/decode-module.ts';
import { addon } from '../../src/runtime/addon.ts';
import { codeStatistics, createCompiledModule } from '../../src/runtime/binding.ts';
import { assemble } from '../../src/text/assemble.ts';
import { compileFunctions, install } from '../support/in-thread-engine.ts';
import { exportsOf } from '../support/programs.ts';

const { VmContext, FuncRef, ThreadContext, MemoryRecord, Table, Exception, Helper, globalSlotSize } = layout;
const tables: Record<string, Record<string, number>> = {
  VmContext,
  FuncRef,
  ThreadContext,
  MemoryRecord,
  Table,
  Exception,
  Helper,
  TrapCode,
  Global: { globalSlotSize },
};

t.test('a layout that differs is named', async (t) => {
  addon().checkLayout(tables);
  for (const [table, members] of Object.entries(tables)) {
    for (const member of Object.keys(members)) {
      const changed = { ...tables, [table]: { ...members, [member]: members[member]! + 8 } };
      t.throws(() => addon().checkLayout(changed), { message: new RegExp(`^instance layout: ${table}.${member} is`) });
    }
    t.throws(() => addon().checkLayout({ ...tables, [table]: { ...members, more: 1 } }), { message: /other members/ });
    const { [table]: _left, ...without } = tables;
    t.throws(() => addon().checkLayout(without), { message: `instance layout: no table ${table}` });
  }
});

t.test('wrong arguments are TypeErrors', async (t) => {
  const native = addon() as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of Object.keys(native)) {
    // These take no arguments, act on the process, or find theirs in the exchange area.
    const free =
      /^(exchangeBuffer|awaitLoading|codeStatistics|collectRetired|createCell|exceptionExterns|liveExceptions|insideWasm|invoke|take|wasi|interrupt|leave|stop|processorIdentity)/;
    if (free.test(name)) continue;
    t.throws(() => native[name]?.({}, {}, {}, {}), Error, name);
    t.throws(() => native[name]?.(), Error, name);
  }
  const table = addon().createTable(false, 1, 2, 0);
  t.throws(() => addon().memoryBase(table as never), { message: 'memory must be a native object of the right kind' });
  t.throws(() => addon().tableGet(table, 1), { message: 'index must be inside the table' });
});

t.test('code pages are never writable', async (t) => {
  const module = decodeModule(await assemble('(module (func (result i32) (i32.const 1)) (func (call 0) (drop)))'));
  const id = createCompiledModule({ functionCount: 2, importedFunctionCount: 0 });
  const before = codeStatistics().mappedBytes;
  for (let i = 0; i < 50; i++) {
    const { address } = install(id, compileFunctions(module, [i & 1]));
    const line = readFileSync('/proc/self/maps', 'utf8')
      .split('\n')
      .find((entry) => {
        const [from = 0, to = 0] = (entry.split(' ')[0] ?? '').split('-').map((text) => Number.parseInt(text, 16));
        return address >= from && address < to;
      });
    t.match(line, / r-xp /);
  }
  t.ok(codeStatistics().mappedBytes - before <= 256 * 1024, 'replaced code was given back');
});

t.test('a thread may load the addon first and end', async (t) => {
  // In a fresh process the worker's end would unload the addon, whose signal handlers stay installed.
  const source = `
    const { Worker, isMainThread } = require('node:worker_threads');
    require(${JSON.stringify(nativeAddonPath('runtime'))});`;
  for (let i = 0; i < 3; i++) {
    const worker = new Worker(source, { eval: true });
    t.equal(await new Promise((resolve) => worker.once('exit', resolve)), 0);
  }
  t.equal(codeStatistics().threads, 1);
});

t.test('lengths of memories that JavaScript grows', async (t) => {
  let grow: () => void = () => {};
  const exports = await exportsOf(
    `(module (import "env" "grow" (func $grow))
      (memory (export "memory") 1 5)
      (func (export "size") (result i32) (memory.size))
      (func (export "around") (result i32 i32) (memory.size) (call $grow) (memory.size))
      (func (export "fill") (param i32 i32) (call $grow) (memory.fill (local.get 0) (i32.const 7) (local.get 1)))
      (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))`,
    { env: { grow: () => grow() } },
  );
  const memory = exports.memory as unknown as { grow(pages: number): number; buffer: ArrayBuffer };
  grow = () => memory.grow(1);
  t.same(exports.around?.(), [1, 2]);
  t.equal(memory.grow(1), 2);
  t.equal(exports.size?.(), 3);
  exports.fill?.(3 * 65536, 65536);
  t.equal(new Uint8Array(memory.buffer)[4 * 65536 - 1], 7);
  grow = () => {};
  t.equal(exports.grow?.(1), 4);
  t.equal(memory.buffer.byteLength, 5 * 65536);
  t.equal(exports.grow?.(1), -1);
  t.equal(exports.grow?.(-1), -1);
  t.equal(exports.grow?.(0), 5);
});
