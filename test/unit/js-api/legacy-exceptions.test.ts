// Legacy exceptions where loops stand in bodies and handlers, so that continuations begin there: every tier answers as V8.
import t from 'tap';
import { createEngine, type EngineOptions, eagerTuning } from '../../../src/engine.ts';
import { Instance } from '../../../src/js-api/instance.ts';
import { Module } from '../../../src/js-api/module.ts';
import { assembleLegacy } from '../../../src/wast/legacy-text.ts';

const program = `(module
  (tag $a (param i32))
  (tag $b (param i64))
  (func $raise (param i32)
    (if (i32.eq (local.get 0) (i32.const 1)) (then (throw $a (i32.const 11))))
    (if (i32.eq (local.get 0) (i32.const 2)) (then (throw $b (i64.const 22)))))
  (func (export "body") (param $n i32) (result i32) (local $sum i32)
    (try (result i32)
      (do
        (loop $next
          (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 3)) (local.get $n)))
          (call $raise (i32.eq (local.get $n) (i32.const 5)))
          (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (i32.const 0))
      (catch $b (i32.wrap_i64))
      (catch $a (i32.add (local.get $sum)))))
  (func (export "handler") (param $n i32) (result i32) (local $sum i32)
    (try (result i32)
      (do
        (try
          (do (call $raise (i32.const 1)))
          (catch $a
            (local.set $sum)
            (loop $next
              (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 5)) (local.get $n)))
              (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (rethrow 0))
          (catch_all (local.set $sum (i32.const -9))))
        (i32.const 1))
      (catch $a (i32.xor (local.get $sum)))))
  (func (export "outer") (param $n i32) (result i32) (local $i i32) (local $sum i32)
    (loop $next
      (try
        (do
          (local.set $i (i32.const 30))
          (loop $inner
            (local.set $sum (i32.add (local.get $sum) (local.get $i)))
            (br_if $inner (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
          (call $raise (i32.and (local.get $n) (i32.const 3))))
        (catch $a (local.set $sum (i32.add (local.get $sum))))
        (catch_all
          (local.set $i (i32.const 7))
          (loop $inner
            (local.set $sum (i32.xor (local.get $sum) (local.get $i)))
            (br_if $inner (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))
  (func (export "delegated") (param $n i32) (result i32) (local $sum i32)
    (try $outer (result i32)
      (do
        (try (result i32)
          (do
            (try
              (do
                (loop $next
                  (local.set $sum (i32.add (local.get $sum) (local.get $n)))
                  (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (call $raise (i32.const 2)))
              (delegate $outer))
            (i32.const 1))
          (catch_all (i32.const 2))))
      (catch $b (i32.add (i32.wrap_i64) (local.get $sum))))))`;

const calls = ['body', 'handler', 'outer', 'delegated'];
const tiers: Readonly<Record<string, EngineOptions>> = {
  baseline: { tier: 'baseline' },
  optimized: { tier: 'optimized' },
  tiered: { tier: 'tiered', tuning: eagerTuning },
  osr: { tier: 'tiered', tuning: { ...eagerTuning, forceOsr: true } },
};

type Answers = Record<string, (n: number) => number>;

t.test('legacy exceptions', { timeout: 120_000 }, async (t) => {
  const bytes = (await assembleLegacy(program)) as Uint8Array;
  const platform = (globalThis as unknown as { WebAssembly: { Module: typeof Module; Instance: typeof Instance } })
    .WebAssembly;
  const expected = new platform.Instance(new platform.Module(bytes)).exports as Answers;
  for (const [name, options] of Object.entries(tiers)) {
    const engine = createEngine(options);
    const exports = new Instance(new Module(bytes, engine)).exports as Answers;
    for (const call of calls) {
      for (const n of [9, 300, 300]) t.equal(exports[call]?.(n), expected[call]?.(n), `${name}: ${call}(${n})`);
    }
    if (name === 'osr') t.ok(engine.metrics().counters['osr:entries_count'] >= calls.length, 'loops were left');
    await engine.shutdown();
  }
});
