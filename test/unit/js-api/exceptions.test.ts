// Exceptions between wasm and JavaScript: `Tag`, `Exception`, `JSTag`; objects keep their identity through wasm; dead
// exceptions are collected; traps are not caught. On baseline, optimized and swapped code.
import t, { type Test } from 'tap';
import { createEngine, type EngineOptions, eagerTuning } from '../../../src/engine.ts';
import { Exception } from '../../../src/js-api/exception.ts';
import { Instance } from '../../../src/js-api/instance.ts';
import { Module } from '../../../src/js-api/module.ts';
import { jsTagObject, Tag } from '../../../src/js-api/tag.ts';
import { addon } from '../../../src/runtime/addon.ts';
import { LinkError, RuntimeError } from '../../../src/runtime/errors.ts';
import { assemble } from '../../../src/text/assemble.ts';
import type { AnyExports } from '../../support/programs.ts';

const tiers: Readonly<Record<string, EngineOptions>> = {
  baseline: { tier: 'baseline' },
  optimized: { tier: 'optimized' },
  osr: { tier: 'tiered', tuning: { ...eagerTuning, forceOsr: true } },
};

const program = `(module
  (import "env" "js" (tag $js (param externref)))
  (import "env" "tag" (tag $tag (param i32 i64 f64 externref)))
  (import "env" "call" (func $call (param i32) (result i32)))
  (tag $own (export "own") (param i32))
  (tag $many (param v128 i64 i32 f32 f64 i32 i32 i32 i32 i32))
  (table $kept (export "kept") 4 exnref)
  (global $last (mut exnref) (ref.null exn))
  (func (export "throw") (param i32 i64 f64 externref)
    (throw $tag (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  (func (export "throwOwn") (param i32) (throw $own (local.get 0)))
  (func (export "catchJs") (param i32) (result externref)
    (block $caught (result externref)
      (try_table (catch $js $caught) (drop (call $call (local.get 0))))
      (ref.null extern)))
  (func (export "pass") (param i32) (result i32)
    (block $caught (result exnref)
      (try_table (result i32) (catch_all_ref $caught) (call $call (local.get 0)))
      (return))
    (global.set $last)
    (throw_ref (global.get $last)))
  (func (export "catchAll") (param i32) (result i32)
    (block $caught
      (try_table (result i32) (catch_all $caught) (call $call (local.get 0)))
      (return))
    (i32.const -1))
  (func (export "catchTag") (param i32) (result i32 i64 f64 externref)
    (block $caught (result i32 i64 f64 externref)
      (try_table (catch $tag $caught) (drop (call $call (local.get 0))))
      (unreachable)))
  (func (export "again") (throw_ref (global.get $last)))
  (func $deep (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (call $deep (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
      (else (throw $own (i32.const 5)))))
  (func (export "loop") (param $n i32) (result i32) (local $sum i32) (local $before i32)
    (loop $next
      (local.set $before (i32.add (local.get $before) (i32.const 1)))
      (block $caught (result i32)
        (try_table (catch $own $caught)
          (local.set $sum (i32.add (local.get $sum) (local.get $before)))
          (drop (call $deep (i32.and (local.get $n) (i32.const 7)))))
        (unreachable))
      (local.set $sum (i32.add (local.get $sum)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))
  (func (export "keep") (param i32)
    (block $caught (result i32 exnref)
      (try_table (catch_ref $own $caught) (throw $own (local.get 0)))
      (unreachable))
    (global.set $last)
    (drop)
    (table.set $kept (i32.const 1) (global.get $last)))
  (func (export "readKept") (result i32)
    (block $caught (result i32)
      (try_table (catch $own $caught) (throw_ref (table.get $kept (i32.const 1))))
      (unreachable)))
  (func (export "loopInside") (param $n i32) (result i32) (local $sum i32)
    (block $caught (result i32)
      (try_table (catch $own $caught)
        (loop $next
          (local.set $sum (i32.add (local.get $sum) (local.get $n)))
          (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (drop (call $deep (i32.const 3))))
      (unreachable))
    (i32.add (local.get $sum)))
  (func (export "wide") (result i32) (local $sum i32)
    (block $caught (result v128 i64 i32 f32 f64 i32 i32 i32 i32 i32)
      (try_table (catch $many $caught)
        (throw $many (v128.const i32x4 1 2 3 4) (i64.const 5) (i32.const 6) (f32.const 7) (f64.const 8) (i32.const 9)
          (i32.const 10) (i32.const 11) (i32.const 12) (i32.const 13)))
      (unreachable))
    (i32.add) (i32.add) (i32.add) (i32.add)
    (local.set $sum)
    (local.set $sum (i32.add (i32.trunc_f64_s) (local.get $sum)))
    (local.set $sum (i32.add (i32.trunc_f32_s) (local.get $sum)))
    (local.set $sum (i32.add (local.get $sum)))
    (local.set $sum (i32.add (i32.wrap_i64) (local.get $sum)))
    (i32.add (i32x4.extract_lane 3) (local.get $sum)))
  (func (export "trap") (result i32)
    (block $caught (try_table (catch_all $caught) (unreachable)))
    (i32.const 1)))`;

interface Host {
  call: (code: number) => number;
}

function caught(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

async function checkTier(t: Test, options: EngineOptions): Promise<void> {
  const engine = createEngine(options);
  const module = new Module(await assemble(program), engine);
  const tag = new Tag({ parameters: ['i32', 'i64', 'f64', 'externref'] });
  const host: Host = { call: (code) => code };
  const env = { js: jsTagObject(), tag, call: (code: number) => host.call(code) };
  const instantiate = () => new Instance(module, { env }).exports as AnyExports;
  const [first, second] = [instantiate(), instantiate()];

  await t.test('payloads', async (t) => {
    const value = { some: 'object' };
    const error = caught(() => first.throw?.(7, -(2n ** 40n), Number.NaN, value)) as Exception;
    t.ok(error instanceof Exception && !(error instanceof Error));
    t.ok(error.is(tag));
    t.same(
      [0, 1, 2].map((index) => error.getArg(tag, index)),
      [7, -(2n ** 40n), Number.NaN],
    );
    t.equal(error.getArg(tag, 3), value);
    t.equal(error.stack, undefined);
    t.notOk(error.is(first.own as unknown as Tag));
    t.throws(() => error.getArg(first.own as unknown as Tag, 0), TypeError);
    t.throws(() => error.getArg(tag, 4), RangeError);
    t.equal(first.wide?.(), 1 * 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 13);
    t.notOk(
      (caught(() => first.throwOwn?.(1)) as Exception).is(second.own as unknown as Tag),
      'each instance has its tag',
    );
  });

  await t.test('what JavaScript throws passes through wasm as itself', async (t) => {
    for (const value of [new Error('own'), 'text', undefined, null, 5n, new Exception(tag, [1, 2n, 3, null])]) {
      host.call = () => {
        throw value;
      };
      t.equal(
        caught(() => first.pass?.(0)),
        value,
      );
      t.equal(
        caught(() => first.again?.()),
        value,
        'again, from a global',
      );
      t.equal(first.catchAll?.(0), -1);
      if (!(value instanceof Exception)) t.equal(first.catchJs?.(0), value);
    }
    host.call = () => {
      throw new Exception(tag, [1, 2n, 3.5, 'four']);
    };
    t.same(first.catchTag?.(0), [1, 2n, 3.5, 'four']);
    host.call = () => 'x' as unknown as number;
    t.equal(first.pass?.(0), 0);
  });

  await t.test('through frames, instances and host functions', async (t) => {
    host.call = (depth) => (depth === 0 ? second.throwOwn?.(3) : first.pass?.(depth - 1)) as number;
    const error = caught(() => first.pass?.(20)) as Exception;
    t.equal(error.getArg(second.own as unknown as Tag, 0), 3);
    t.equal(first.catchAll?.(20), -1);
    t.equal(first.loop?.(1000), 1000 * 5 + (1000 * 1001) / 2, 'assignments before the throw hold');
    t.equal(first.loopInside?.(100), 5050 + 5);
  });

  await t.test('traps are not caught', async (t) => {
    t.throws(() => first.trap?.(), RuntimeError);
    host.call = () => second.trap?.() as number;
    t.throws(() => first.catchAll?.(0), { message: 'unreachable' }, 'nor behind JavaScript');
    host.call = () => {
      throw new RuntimeError('made by hand');
    };
    t.equal(first.catchAll?.(0), -1);
    host.call = () => first.pass?.(0) as number;
    t.throws(() => first.catchAll?.(0), /call stack exhausted/);
    host.call = (code) => code;
    t.equal(first.pass?.(4), 4);
  });

  await t.test('dead exceptions are collected, kept ones are not', async (t) => {
    let total = 0;
    for (let i = 0; i < 70_000; i++) {
      const error = caught(() => first.throwOwn?.(i)) as Exception;
      total += error.getArg(first.own as unknown as Tag, 0) as number;
    }
    t.equal(total, (70_000 * 69_999) / 2, 'also those that JavaScript catches');
    first.keep?.(77);
    t.equal(first.loop?.(300_000), (300_000 * 5 + (300_000 * 300_001) / 2) | 0);
    t.ok(addon().liveExceptions() < 50_000, `${addon().liveExceptions()} are left`);
    t.equal(first.readKept?.(), 77);
    addon().exceptionExterns();
    t.ok(addon().liveExceptions() < 1000);
    t.equal(first.readKept?.(), 77);
  });
  await engine.shutdown();
}

for (const [name, options] of Object.entries(tiers)) {
  t.test(name, { timeout: 120_000 }, async (t) => checkTier(t, options));
}

t.test('constructors', async (t) => {
  const tag = new Tag({ parameters: ['i32'] });
  t.equal(String(tag), '[object WebAssembly.Tag]');
  t.equal(jsTagObject(), jsTagObject());
  for (const wrong of [undefined, {}, { parameters: 5 }, { parameters: ['no type'] }]) {
    t.throws(() => new Tag(wrong as unknown as { parameters: string[] }), TypeError);
  }
  const traced = new Exception(tag, [1], { traceStack: true });
  t.match(traced.stack, /exceptions\.test/);
  t.equal(String(traced), '[object WebAssembly.Exception]');
  t.throws(() => new Exception(tag, []), TypeError);
  t.throws(() => new Exception({} as Tag, []), TypeError);
  t.throws(() => new Exception(jsTagObject(), [1]), TypeError);
  t.throws(() => new Exception(tag, 1 as unknown as number[]), TypeError);
});

t.test('imports', async (t) => {
  const engine = createEngine({ tier: 'baseline' });
  const module = new Module(await assemble('(module (import "m" "t" (tag (param i32))))'), engine);
  t.same(Module.imports(module), [{ module: 'm', name: 't', kind: 'tag' }]);
  t.ok(new Instance(module, { m: { t: new Tag({ parameters: ['i32'] }) } }));
  t.throws(() => new Instance(module, { m: { t: new Tag({ parameters: ['i64'] }) } }), LinkError);
  t.throws(() => new Instance(module, { m: { t: {} } }), LinkError);
  await engine.shutdown();
});
