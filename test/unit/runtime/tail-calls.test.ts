// Tail calls at length: 100 million of them, between instances, through host functions, and what a trap shows.
import t from 'tap';
import { Table } from '../../../src/js-api/table.ts';
import { RuntimeError } from '../../../src/runtime/errors.ts';
import { InThreadEngine } from '../../support/in-thread-engine.ts';
import { exportsOf } from '../../support/programs.ts';

const counting = `(module
  (type $wide (func (param f64 i32 i64) (result i64)))
  (table 1 funcref) (elem (i32.const 0) $other)
  (func $count (export "count") (param i32 i64) (result i64)
    (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call_indirect (type $wide) (f64.const 2) (i32.sub (local.get 0) (i32.const 1)) (local.get 1) (i32.const 0)))
  (func $other (type $wide)
    (return_call $count (local.get 1) (i64.add (local.get 2) (i64.trunc_f64_s (local.get 0))))))`;

/** Calls the other instance's function in a table that both share, in another signature than its own. */
const half = (own: number, other: number, type: string, callee: string, arguments_: string, counter: number) => `(module
  (type $step (func (param i32 i64) (result i64)))
  (type $leap (func (param f64 f64 i64 i32) (result i64)))
  (import "env" "table" (table 2 funcref))
  (elem (i32.const ${own}) $f)
  (func $f (export "f") (type ${type})
    (if (i32.eqz (local.get ${counter})) (then (return (i64.const ${own}))))
    (return_call_indirect (type ${callee}) ${arguments_} (i32.const ${other}))))`;

for (const tier of ['baseline', 'optimized'] as const) {
  const engine = () => new InThreadEngine(tier);
  const rounds = tier === 'optimized' ? 50_000_000 : 5_000_000;

  t.test(`${tier}: ${2 * rounds} tail calls between signatures`, async (t) => {
    const exports = await exportsOf(counting, {}, engine());
    t.equal(exports.count?.(rounds, 1n), BigInt(2 * rounds + 1));
  });

  t.test(`${tier}: tail calls between instances`, async (t) => {
    const shared = engine();
    const table = new Table({ element: 'anyfunc', initial: 2 });
    const decrement = '(i32.sub (local.get 0) (i32.const 1))';
    const first = half(0, 1, '$step', '$leap', `(f64.const 1) (f64.const 2) (local.get 1) ${decrement}`, 0);
    const second = half(1, 0, '$leap', '$step', '(i32.sub (local.get 3) (i32.const 1)) (local.get 2)', 3);
    const exports = await exportsOf(first, { env: { table } }, shared);
    await exportsOf(second, { env: { table } }, shared);
    t.equal(exports.f?.(rounds, 0n), 0n, 'the last call was in the first instance');
    t.equal(exports.f?.(rounds + 1, 0n), 1n, 'or in the second');
  });

  t.test(`${tier}: host functions and imports as tail callees`, async (t) => {
    const seen: unknown[] = [];
    const host = (...args: unknown[]) => {
      seen.push(args);
      if (args[0] === -1) throw new Error('from the host');
      return [Number(args[0]) + 1, 5n];
    };
    const type = '(param i32 f32 i64) (result i32 i64)';
    const text = `(module (import "env" "host" (func $host ${type}))
      (type $t (func ${type})) (elem declare func $host)
      (func (export "direct") (param i64) (result i32 i64)
        (return_call $host (i32.wrap_i64 (local.get 0)) (f32.const 0.5) (local.get 0)))
      (func (export "reference") (param i32) (result i32 i64)
        (return_call_ref $t (local.get 0) (f32.const 1.5) (i64.const 3) (ref.func $host))))`;
    const exports = await exportsOf(text, { env: { host } }, engine());
    t.strictSame(exports.direct?.(7n), [8, 5n]);
    t.strictSame(exports.reference?.(9), [10, 5n]);
    t.throws(() => exports.direct?.(-1n), { message: 'from the host' });
    t.strictSame(seen, [
      [7, 0.5, 7n],
      [9, 1.5, 3n],
      [-1, 0.5, -1n],
    ]);
    const again = await exportsOf(text, { env: { host: exports.direct } }, engine()).catch((error: Error) => error);
    t.match(again, { name: 'LinkError' }, 'of another type');
  });

  t.test(`${tier}: a trap names who runs, not who was replaced`, async (t) => {
    const exports = await exportsOf(
      `(module
        (func $last (param i32) (result i32) (unreachable))
        (func $middle (param f64 i32) (result i32) (return_call $last (local.get 1)))
        (func $outer (export "outer") (param i32) (result i32)
          (i32.add (i32.const 1) (call $middle (f64.const 0) (local.get 0)))))`,
      {},
      engine(),
    );
    try {
      exports.outer?.(1);
      t.fail('did not trap');
    } catch (error) {
      const { wasmFrames } = error as RuntimeError;
      const names = wasmFrames.map(({ functionName }) => functionName);
      t.ok(error instanceof RuntimeError);
      // Optimized code may have inlined one into the other.
      t.strictSame(names, tier === 'baseline' ? ['last', 'outer'] : names);
      t.notOk(names.includes('middle') && names.includes('last'), 'the replaced frame is gone');
    }
  });
}
