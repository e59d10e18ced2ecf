// Vectors at the edge of JavaScript (JS Interface 5.6): they cross between instances, by call and by global, never into
// JavaScript, where a call fails before anything is converted or run.
import t from 'tap';
import { Global } from '../../../src/js-api/global.ts';
import { Instance } from '../../../src/js-api/instance.ts';
import { invokeWithBits, readGlobalBits } from '../../../src/js-api/raw-values.ts';
import { InThreadEngine } from '../../support/in-thread-engine.ts';
import { type AnyExports, moduleFrom } from '../../support/programs.ts';

const owner = await moduleFrom(`(module
  (global (export "mutable") (mut v128) (v128.const i64x2 1 2))
  (global (export "fixed") v128 (v128.const i32x4 10 20 30 40))
  (func (export "swap") (param v128 v128) (result v128 v128) (local.get 1) (local.get 0))
  (func (export "take") (param i32 v128))
  (func (export "give") (result v128) (v128.const i64x2 3 4)))`);
const user = await moduleFrom(`(module
  (import "owner" "mutable" (global $mutable (mut v128)))
  (import "owner" "fixed" (global $fixed v128))
  (import "owner" "swap" (func $swap (param v128 v128) (result v128 v128)))
  (global $copy v128 (global.get $fixed))
  (func (export "subtract") (result v128)
    (i32x4.sub (call $swap (v128.const i32x4 1 2 3 4) (global.get $copy))))
  (func (export "set") (param i64) (global.set $mutable (i64x2.splat (local.get 0)))))`);

const incompatible = { name: 'TypeError', message: 'type incompatibility when transforming from/to JS' };

t.test('between instances', async (t) => {
  const exported = new Instance(owner).exports as AnyExports;
  const { subtract, set } = new Instance(user, { owner: exported }).exports as AnyExports;
  t.same(invokeWithBits(subtract, []), [{ type: 'v128', low: 0x1200000009n, high: 0x240000001bn }]);
  set!(-5n);
  const all = BigInt.asUintN(64, -5n);
  t.same(readGlobalBits(exported.mutable), { type: 'v128', low: all, high: all });
  t.same(readGlobalBits(exported.fixed), { type: 'v128', low: 0x140000000an, high: 0x280000001en });
});

/** The vectors rotate through eleven parameters, three more than there are registers, from one tail call to the next. */
const rotation = `(module
  (type $rotate (func (param i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128) (result i64 v128 v128)))
  (table funcref (elem $rotate))
  (func $rotate (type $rotate)
    (if (i32.eqz (local.get 0)) (then (return (i64.const 7) (local.get 1) (local.get 11))))
    (return_call_indirect (type $rotate)
      (i32.sub (local.get 0) (i32.const 1)) (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6)
      (local.get 7) (local.get 8) (local.get 9) (local.get 10) (local.get 11) (local.get 1) (i32.const 0)))
  (func (export "rotate") (param i32) (result i64 v128 v128)
    (return_call $rotate (local.get 0) (i32x4.splat (i32.const 1)) (i32x4.splat (i32.const 2))
      (i32x4.splat (i32.const 3)) (i32x4.splat (i32.const 4)) (i32x4.splat (i32.const 5)) (i32x4.splat (i32.const 6))
      (i32x4.splat (i32.const 7)) (i32x4.splat (i32.const 8)) (i32x4.splat (i32.const 9)) (i32x4.splat (i32.const 10))
      (i32x4.splat (i32.const 11)))))`;

for (const tier of ['baseline', 'optimized'] as const) {
  t.test(`through tail calls, ${tier}`, async (t) => {
    const { rotate } = new Instance(await moduleFrom(rotation, new InThreadEngine(tier))).exports as AnyExports;
    const lanes = (n: bigint) => ({ type: 'v128', low: (n << 32n) | n, high: (n << 32n) | n });
    for (const turns of [0n, 1n, 100_003n]) {
      const first = 1n + (turns % 11n);
      const found = invokeWithBits(rotate, [{ type: 'i32', low: turns, high: 0n }]);
      t.same(found, [{ type: 'i64', low: 7n, high: 0n }, lanes(first), lanes(first === 1n ? 11n : first - 1n)]);
    }
  });
}

t.test('JavaScript cannot call with them', async (t) => {
  const { take, give } = new Instance(owner).exports as AnyExports;
  const untouched = {
    valueOf: () => {
      throw new Error('converted');
    },
  };
  t.throws(() => take!(untouched, 0), incompatible);
  t.throws(() => give!(), incompatible);
  t.equal((take as { length: number }).length, 2);
});

t.test('nor be called with them', async (t) => {
  const host = await moduleFrom(`(module
    (import "env" "take" (func $take (param v128)))
    (import "env" "give" (func $give (result v128)))
    (func (export "take") (call $take (v128.const i64x2 1 2)))
    (func (export "give") (drop (call $give))))`);
  let calls = 0;
  const count = () => calls++;
  const { take, give } = new Instance(host, { env: { take: count, give: count } }).exports as AnyExports;
  t.throws(() => take!(), incompatible);
  t.throws(() => give!(), incompatible);
  t.equal(calls, 0);
});

t.test('globals give and take none', async (t) => {
  const { mutable, fixed } = new Instance(owner).exports as unknown as Record<string, { value: unknown }>;
  t.throws(() => mutable!.value, { name: 'TypeError' });
  t.throws(() => fixed!.value, { name: 'TypeError' });
  t.throws(
    () => {
      mutable!.value = 0;
    },
    { name: 'TypeError' },
  );
  t.throws(() => new Global({ value: 'v128' }), { name: 'TypeError' });
  const imports = { owner: { mutable, fixed: 0, swap: () => [] } };
  t.throws(() => new Instance(user, imports as never), { name: 'LinkError' });
});
