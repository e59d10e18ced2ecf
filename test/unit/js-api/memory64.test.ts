// Memories and tables with 64-bit addresses: descriptors, buffers, addresses beyond 4 GiB, exact bounds, growth.
import t, { type Test } from 'tap';
import { Instance } from '../../../src/js-api/instance.ts';
import { Memory, type MemoryDescriptor } from '../../../src/js-api/memory.ts';
import { Table } from '../../../src/js-api/table.ts';
import { InThreadEngine } from '../../support/in-thread-engine.ts';
import { type AnyFunction, exportsOf, moduleFrom } from '../../support/programs.ts';

const pageBytes = 65536;
const farPages = 65537n;
const farEnd = Number(farPages) * pageBytes;

/** Loads and stores of every width, by name; near and far offsets. */
const widths = { i32_8: 1, i32_16: 2, i32: 4, i64: 8, f32: 4, f64: 8, v128: 16 } as const;

function accessText(name: string, offset: string): string {
  const type = name.slice(0, name.startsWith('v') ? 4 : 3);
  const narrow = /_(\d+)$/.exec(name)?.[1] ?? '';
  const load = narrow ? `${type}.load${narrow}_u` : `${type}.load`;
  const at = offset === '0' ? '' : ` offset=${offset}`;
  const value = `(${type}.load${narrow ? `${narrow}_u` : ''} (i64.const 0))`;
  return `(func (export "load_${name}_${offset}") (param i64) (drop (${load}${at} (local.get 0))))
    (func (export "store_${name}_${offset}") (param i64) (${type}.store${narrow}${at} (local.get 0) ${value}))`;
}

const offsets = ['0', '24', '65528', '0x100000000', '0xfffffffffffffff0'];
const program = `(module
  (memory $m (export "memory") i64 ${farPages} 65540)
  (memory $small 1)
  (data (memory $m) (i64.const 0x10000fff0) "far away")
  (data $passive "passive")
  ${Object.keys(widths)
    .flatMap((name) => offsets.map((offset) => accessText(name, offset)))
    .join('\n')}
  (func (export "get") (param i64) (result i32) (i32.load8_u (local.get 0)))
  (func (export "set") (param i64 i32) (i32.store8 (local.get 0) (local.get 1)))
  (func (export "size") (result i64) (memory.size))
  (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0)))
  (func (export "fill") (param i64 i32 i64) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
  (func (export "move") (param i64 i64 i64) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
  (func (export "toSmall") (param i32 i64 i32) (memory.copy $small $m (local.get 0) (local.get 1) (local.get 2)))
  (func (export "fromSmall") (param i64 i32 i32) (memory.copy $m $small (local.get 0) (local.get 1) (local.get 2)))
  (func (export "getSmall") (param i32) (result i32) (i32.load8_u $small (local.get 0)))
  (func (export "init") (param i64 i32 i32) (memory.init $passive (local.get 0) (local.get 1) (local.get 2)))
  (func (export "sum") (param i64 i64) (result i64) (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (i64.load8_u (local.get 0))))
      (br_if $next (i64.lt_u (local.tee 0 (i64.add (local.get 0) (i64.const 1))) (local.get 1))))
    (local.get $sum)))`;

const outOfBounds = { name: 'RuntimeError', message: /^out of bounds memory access/ };
type Exports = Record<string, AnyFunction>;

function checkBounds(t: Test, exports: Exports, end: bigint): void {
  for (const [name, width] of Object.entries(widths)) {
    for (const offset of offsets) {
      const last = end - BigInt(width) - BigInt(offset);
      for (const kind of ['load', 'store']) {
        const access = exports[`${kind}_${name}_${offset}`] as AnyFunction;
        const label = `${kind} ${name} at ${offset}`;
        if (last >= 0n) {
          t.doesNotThrow(() => access(last), label);
          t.throws(() => access(last + 1n), outOfBounds, `${label}: one further`);
        } else t.throws(() => access(0n), outOfBounds, label);
        for (const far of [end, 2n ** 63n, -1n, -BigInt(offset), -BigInt(offset) - 1n]) {
          if (far !== 0n) t.throws(() => access(far), outOfBounds, `${label}: ${far}`);
        }
      }
    }
  }
}

for (const tier of ['baseline', 'optimized'] as const) {
  t.test(`beyond 4 GiB, ${tier}`, async (t) => {
    const exports = (await exportsOf(program, {}, new InThreadEngine(tier))) as Exports;
    const { get, set, size, grow, fill, move, toSmall, fromSmall, getSmall, init, sum } = exports as {
      [name: string]: AnyFunction;
    };
    const memory = (exports as unknown as { memory: Memory }).memory;
    const textAt = (at: bigint) => Array.from({ length: 8 }, (_, i) => get!(at + BigInt(i)));
    const text = [...'far away'].map((letter) => letter.charCodeAt(0));
    t.strictSame(textAt(0x10000fff0n), text, 'a far data segment');
    set!(BigInt(farEnd) - 1n, 77);
    t.equal(get!(BigInt(farEnd) - 1n), 77);
    move!(0xfffffff8n, 0x10000fff0n, 8n);
    t.strictSame(textAt(0xfffffff8n), text, 'across 4 GiB');
    toSmall!(10, 0x10000fff0n, 8);
    fromSmall!(0n, 10, 8);
    t.strictSame(
      [get!(0n), getSmall!(17)],
      ['f', 'y'].map((letter) => letter.charCodeAt(0)),
    );
    init!(0x100000000n, 1, 3);
    t.equal(sum!(0x100000000n, 0x100000003n), BigInt([...'ass'].reduce((all, c) => all + c.charCodeAt(0), 0)));
    t.throws(() => sum!(BigInt(farEnd) - 3n, BigInt(farEnd) + 9n), outOfBounds, 'a loop that leaves the memory');
    for (const call of [
      () => fill!(BigInt(farEnd) - 1n, 1, 2n),
      () => fill!(0n, 1, -1n),
      () => move!(0n, BigInt(farEnd) - 1n, 2n),
      () => move!(-1n, 0n, 1n),
      () => toSmall!(65535, 0n, 2),
      () => init!(BigInt(farEnd) - 2n, 0, 3),
    ]) {
      t.throws(call, outOfBounds);
    }
    checkBounds(t, exports, BigInt(farEnd));
    t.strictSame([size!(), grow!(0n), grow!(2n), size!()], [farPages, farPages, farPages, farPages + 2n]);
    t.strictSame([grow!(2n), grow!(-1n), grow!(2n ** 63n)], [-1n, -1n, -1n], 'past the maximum');
    checkBounds(t, exports, BigInt(farEnd + 2 * pageBytes));
    t.equal(memory.grow(1n), farPages + 2n);
    t.throws(() => memory.grow(1n), RangeError);
    t.throws(() => memory.buffer, { name: 'RangeError' }, 'larger than a buffer of Node 20 can be');
  });
}

t.test('descriptors', async (t) => {
  const make = (descriptor: object) => () => new Memory(descriptor as MemoryDescriptor);
  t.throws(make({ address: 'i64', initial: 1 }), TypeError, 'sizes are BigInts');
  t.throws(make({ address: 'i32', initial: 1n }), TypeError);
  t.throws(make({ address: 'i128', initial: 1 }), TypeError);
  t.throws(make({ address: 'i64', initial: -1n }), TypeError);
  t.throws(make({ address: 'i64', initial: 2n ** 64n }), TypeError);
  t.throws(make({ address: 'i64', initial: 2n, maximum: 1n }), RangeError);
  t.throws(make({ address: 'i64', initial: 262145n }), RangeError, 'more than 16 GiB');
  t.throws(make({ address: 'i64', initial: 1n, shared: true }), TypeError, 'shared needs a maximum');
  const memory = new Memory({ address: 'i64', initial: 1n, maximum: 2n ** 48n });
  t.equal(memory.grow(3n), 1n);
  t.throws(() => memory.grow(2 as never), TypeError);
  t.throws(() => memory.grow(2n ** 48n), RangeError);
  t.equal(new Memory({ address: 'i32', initial: 1 }).grow(0), 1);
});

t.test('buffers', async (t) => {
  const { memory, grow, set } = (await exportsOf(
    `(module (memory (export "memory") i64 1 9)
      (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0)))
      (func (export "set") (param i64 i32) (i32.store8 (local.get 0) (local.get 1))))`,
  )) as unknown as { memory: Memory; grow: AnyFunction; set: AnyFunction };
  const first = memory.buffer as ArrayBuffer;
  t.equal(memory.buffer, first, 'the same until it grows');
  set(65535n, 7);
  t.equal(new Uint8Array(first)[65535], 7);
  grow(2n);
  t.equal(first.byteLength, 0, 'growing detaches it');
  const second = memory.buffer as ArrayBuffer;
  t.equal(second.byteLength, 3 * pageBytes);
  t.equal(new Uint8Array(second)[65535], 7);
  t.equal(memory.grow(0n), 3n);
  t.equal(second.byteLength, 0, 'by nothing too');
});

t.test('a module that declares more than there can be', async (t) => {
  const module = await moduleFrom('(module (memory i64 0x1000000000000))');
  t.throws(() => new Instance(module), RangeError);
  const shared = await moduleFrom('(module (memory i64 0x20000 0x20000 shared))');
  t.throws(() => new Instance(shared), RangeError);
});

t.test('imports must agree on addresses, sharing and page size', async (t) => {
  const wants = async (type: string, memory: Memory) => {
    const module = await moduleFrom(`(module (import "env" "m" (memory ${type})))`);
    return () => new Instance(module, { env: { m: memory } });
  };
  const wide = new Memory({ address: 'i64', initial: 1n, maximum: 2n });
  t.doesNotThrow(await wants('i64 1', wide));
  t.throws(await wants('1', wide), { name: 'LinkError', message: /address type/ });
  t.throws(await wants('i64 2', wide), { name: 'LinkError' });
  t.throws(await wants('i64 1 2 shared', wide), { name: 'LinkError', message: /shared state/ });
  t.throws(await wants('i64 1 (pagesize 1)', wide), { name: 'LinkError', message: /page size/ });
  t.throws(await wants('i64 1', new Memory({ initial: 1 })), { name: 'LinkError' });
});

t.test('pages of one byte end where they say', async (t) => {
  for (const tier of ['baseline', 'optimized'] as const) {
    const { get, grow, memory } = await exportsOf(
      `(module (memory (export "memory") 10 5000 (pagesize 1))
        (func (export "get") (param i32) (result i32) (i32.load16_u offset=2 (local.get 0)))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))`,
      {},
      new InThreadEngine(tier),
    );
    t.equal(get!(6), 0);
    for (const at of [7, 8, 10, 4096, -1, -2]) t.throws(() => get!(at), outOfBounds, `${tier}: ${at}`);
    t.strictSame([grow!(4090), get!(4096), grow!(1000)], [10, 0, -1]);
    t.throws(() => get!(4097), outOfBounds);
    t.equal((memory as unknown as Memory).buffer.byteLength, 4100);
  }
});

t.test('tables', async (t) => {
  const table = new Table({ element: 'externref', address: 'i64', initial: 2n, maximum: 4n }, 'x');
  t.strictSame([table.length, table.get(1n), table.grow(1n, 'y'), table.length, table.get(2n)], [2n, 'x', 2n, 3n, 'y']);
  t.throws(() => table.get(3n), RangeError);
  t.throws(() => table.get(2n ** 63n), RangeError);
  t.throws(() => table.get(0 as never), TypeError);
  t.throws(() => table.grow(2n ** 40n), RangeError);
  t.throws(() => new Table({ element: 'anyfunc', address: 'i64', initial: 1 }), TypeError);
  const module = await moduleFrom(`(module (import "env" "t" (table i64 2 4 externref))
    (func (export "size") (result i64) (table.size 0))
    (func (export "get") (param i64) (result externref) (table.get 0 (local.get 0))))`);
  const { size, get } = new Instance(module, { env: { t: table } }).exports as Exports;
  t.strictSame([size!(), get!(2n)], [3n, 'y']);
  t.throws(() => get!(2n ** 32n), { message: /out of bounds table access/ });
  t.throws(() => new Instance(module, { env: { t: new Table({ element: 'externref', initial: 2, maximum: 4 }) } }), {
    name: 'LinkError',
  });
});
