// Calls between JavaScript and compiled code, and between instances: values, order of conversion, exceptions, identity.
import t from 'tap';
import { Global } from '../../../src/js-api/global.ts';
import { Instance } from '../../../src/js-api/instance.ts';
import { Table } from '../../../src/js-api/table.ts';
import { InThreadEngine } from '../../support/in-thread-engine.ts';
import { type AnyFunction, exportsOf, moduleFrom } from '../../support/programs.ts';

const many = Array.from({ length: 9 }, (_, index) => index + 1);

for (const tier of ['baseline', 'optimized'] as const) {
  const engine = () => new InThreadEngine(tier);

  t.test(`${tier}: values of every type both ways`, async (t) => {
    const seen: unknown[] = [];
    const exports = await exportsOf(
      `(module
        (import "env" "f" (func $f (param i32 i64 f32 f64 externref) (result i64)))
        (func (export "call") (param i32 i64 f32 f64 externref) (result i64)
          (call $f (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4))))`,
      {
        env: {
          f: (...args: unknown[]) => {
            seen.push(...args);
            return -1n;
          },
        },
      },
      engine(),
    );
    const object = {};
    t.equal(exports.call?.(2 ** 32 + 5, 2n ** 64n - 3n, 0.1, '2.5', object), -1n);
    t.strictSame(seen, [5, -3n, Math.fround(0.1), 2.5, object]);
    t.equal(seen[4], object, 'the same object comes back');
    t.throws(() => exports.call?.(1, 2), TypeError, 'a number is no i64');
    t.throws(() => exports.call?.(1n), TypeError, 'a BigInt is no i32');
  });

  t.test(`${tier}: more parameters and results than registers`, async (t) => {
    const type = `(param ${many.map(() => 'i32 f64').join(' ')}) (result i32 f64 i64 i32)`;
    const gets = many.map((_, index) => `(local.get ${2 * index})`);
    const floats = many.map((_, index) => `(local.get ${2 * index + 1})`);
    const sum = (type: string, parts: string[]) => parts.reduce((a, b) => `(${type}.add ${a} ${b})`);
    const host: unknown[][] = [];
    const exports = await exportsOf(
      `(module
        (import "env" "f" (func $f ${type}))
        (func $g (export "g") ${type}
          ${sum('i32', gets)} ${sum('f64', floats)} (i64.const 7) (local.get 16))
        (func (export "viaOwn") ${type} (call $g ${gets.map((get, i) => get + floats[i]).join(' ')}))
        (func (export "viaHost") ${type} (call $f ${gets.map((get, i) => get + floats[i]).join(' ')})))`,
      {
        env: {
          f: (...args: unknown[]) => {
            host.push(args);
            return new Set([1, 2.5, 3n, 4]);
          },
        },
      },
      engine(),
    );
    const args = many.flatMap((n) => [n, n / 2]);
    t.strictSame(exports.g?.(...args), [45, 22.5, 7n, 9]);
    t.strictSame(exports.viaOwn?.(...args), [45, 22.5, 7n, 9]);
    t.strictSame(exports.viaHost?.(...args), [1, 2.5, 3n, 4]);
    t.strictSame(host, [args]);
  });

  t.test(`${tier}: host results are checked`, async (t) => {
    let result: unknown = [1];
    const exports = await exportsOf(
      `(module (import "env" "f" (func $f (result i32 i32))) (func (export "call") (result i32 i32) (call $f)))`,
      { env: { f: () => result } },
      engine(),
    );
    t.throws(() => exports.call?.(), { name: 'TypeError', message: 'multi-return length mismatch' });
    result = 5;
    t.throws(() => exports.call?.(), { name: 'TypeError', message: 'multi-return value must be iterable' });
    result = ['3', { valueOf: () => 4 }];
    t.strictSame(exports.call?.(), [3, 4]);
  });

  t.test(`${tier}: exceptions of host functions pass through wasm frames unchanged`, async (t) => {
    const thrown = { not: 'an error' };
    let inner: AnyFunction = () => {};
    const exports = await exportsOf(
      `(module (import "env" "f" (func $f (param i32) (result i32)))
        (func (export "call") (param i32) (result i32) (i32.add (call $f (local.get 0)) (i32.const 1))))`,
      { env: { f: (n: number) => inner(n) } },
      engine(),
    );
    inner = () => {
      throw thrown;
    };
    try {
      exports.call?.(1);
      t.fail('must throw');
    } catch (error) {
      t.equal(error, thrown);
    }
    inner = (n) => ((n as number) === 0 ? 10 : exports.call?.((n as number) - 1));
    t.equal(exports.call?.(50), 61, 'guest and host take turns');
    inner = (n) => {
      if (n === 0) throw thrown;
      try {
        return exports.call?.((n as number) - 1);
      } catch {
        return 100;
      }
    };
    t.equal(exports.call?.(3), 103, 'a host frame may catch what passed through an inner wasm frame');
  });

  t.test(`${tier}: a conversion may call wasm itself`, async (t) => {
    const exports = await exportsOf(
      `(module (func $sub (export "sub") (param i32 i32) (result i32) (i32.sub (local.get 0) (local.get 1))))`,
      {},
      engine(),
    );
    const sneaky = { valueOf: () => exports.sub?.(1000, 1) };
    t.equal(exports.sub?.(7, sneaky), 7 - 999);
  });

  t.test(`${tier}: instances call each other and share tables, memories and globals`, async (t) => {
    const table = new Table({ element: 'anyfunc', initial: 2 });
    const counter = new Global({ value: 'i32', mutable: true }, 5);
    const provider = new Instance(
      await moduleFrom(
        `(module
          (import "env" "counter" (global $counter (mut i32)))
          (import "env" "table" (table 2 funcref))
          (memory (export "memory") 1)
          (func $bump (export "bump") (result i32)
            (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
            (i32.store (i32.const 8) (global.get $counter)) (global.get $counter))
          (elem (i32.const 1) $bump))`,
        engine(),
      ),
      { env: { counter, table } },
    ).exports as Record<string, AnyFunction>;
    const user = new Instance(
      await moduleFrom(
        `(module
          (import "p" "bump" (func $bump (result i32)))
          (import "p" "memory" (memory 1))
          (import "env" "table" (table 2 funcref))
          (type $t (func (result i32)))
          (export "again" (func $bump))
          (func (export "direct") (result i32) (i32.mul (call $bump) (i32.const 100)))
          (func (export "indirect") (result i32) (call_indirect (type $t) (i32.const 1)))
          (func (export "read") (result i32) (i32.load (i32.const 8))))`,
        engine(),
      ),
      { p: provider, env: { table } },
    ).exports as Record<string, AnyFunction>;
    t.equal(user.direct?.(), 600);
    t.equal(user.indirect?.(), 7);
    t.equal(user.read?.(), 7);
    t.equal(counter.value, 7);
    t.equal(user.again, provider.bump, 'an imported function is exported as itself');
    t.equal(table.get(1), provider.bump, 'and has one JavaScript function');
    t.equal(table.get(0), null);
    t.equal((table.get(1) as AnyFunction)(), 8);
  });

  t.test(`${tier}: references`, async (t) => {
    const hostFunction = (n: number) => n * 3;
    const exports = await exportsOf(
      `(module
        (import "env" "h" (func $h (param i32) (result i32)))
        (table $t (export "table") 3 funcref)
        (table $x (export "externs") 1 externref)
        (type $unary (func (param i32) (result i32)))
        (elem (table $t) (i32.const 0) func $h $own)
        (func $own (export "own") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
        (func (export "ref") (result funcref) (ref.func $own))
        (func (export "put") (param funcref) (table.set $t (i32.const 2) (local.get 0)))
        (func (export "keep") (param externref) (result externref)
          (table.set $x (i32.const 0) (local.get 0)) (table.get $x (i32.const 0)))
        (func (export "run") (param i32 i32) (result i32)
          (call_indirect $t (type $unary) (local.get 1) (local.get 0))))`,
      { env: { h: hostFunction } },
      engine(),
    );
    t.equal(exports.run?.(0, 7), 21, 'a host function through a table');
    t.equal(exports.run?.(1, 7), 8);
    t.equal(exports.ref?.(), exports.own);
    exports.put?.(exports.own);
    t.equal(exports.run?.(2, 9), 10);
    exports.put?.(null);
    t.throws(() => exports.run?.(2, 9), { message: 'uninitialized element' });
    t.throws(() => exports.put?.(hostFunction), TypeError);
    const table = exports.table as unknown as Table;
    t.equal((table.get(0) as AnyFunction)(5), 15, 'a host function out of a table can be called');
    for (const value of [undefined, null, -0, 0, 'text', Symbol.for('s'), exports]) {
      t.ok(Object.is(exports.keep?.(value), value), String(typeof value));
    }
  });
}
