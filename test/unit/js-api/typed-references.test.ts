// Exported functions, tables and globals of typed references: what JavaScript may put into them, and which exports fit
// which imports (JS Interface 5.6; spec 3.4, matching). Types are equal across modules by structure.
import t from 'tap';
import type { ImportObject } from '../../../src/js-api/imports.ts';
import { LinkError } from '../../../src/runtime/errors.ts';
import { InThreadEngine } from '../../support/in-thread-engine.ts';
import { type AnyExports, exportsOf } from '../../support/programs.ts';

interface TableObject {
  get(index: number): unknown;
  set(index: number, value?: unknown): void;
  grow(delta: number, value?: unknown): number;
}

const engine = new InThreadEngine();
const load = (text: string, imports: ImportObject = {}) => exportsOf(`(module ${text})`, imports, engine);

const functions = await load(`
  (type $plain (func (param i32) (result i32)))
  (type $base (sub (func (param i32) (result i32))))
  (type $derived (sub $base (func (param i32) (result i32))))
  (func (export "plain") (type $plain) (local.get 0))
  (func (export "base") (type $base) (i32.const 1))
  (func (export "derived") (type $derived) (i32.const 2))
  (func (export "other") (result i64) (i64.const 3))`);

const types = `
  (type $plain (func (param i32) (result i32)))
  (type $base (sub (func (param i32) (result i32))))`;
const receivers = `${types} (func $id (type $plain) (local.get 0))`;

t.test('parameters and results of exported functions', async (t) => {
  const exports = await load(`${receivers}
    (func (export "nullable") (param (ref null $plain)) (result i32)
      (block $null (return (call_ref $plain (i32.const 41) (br_on_null $null (local.get 0))))) (i32.const -1))
    (func (export "present") (param (ref $plain)) (result (ref $plain)) (local.get 0))
    (func (export "base") (param (ref $base)) (result i32) (call_ref $base (i32.const 0) (local.get 0)))
    (func (export "never") (param (ref null nofunc)) (result i32) (ref.is_null (local.get 0)))
    (func (export "extern") (param (ref extern)) (result (ref extern)) (local.get 0))
    (func (export "noextern") (param (ref null noextern)) (result i32) (ref.is_null (local.get 0)))`);
  t.equal(exports.nullable?.(functions.plain), 41);
  t.equal(exports.nullable?.(null), -1);
  t.equal(exports.present?.(functions.plain), functions.plain, 'the same function comes back');
  t.equal(exports.base?.(functions.base), 1);
  t.equal(exports.base?.(functions.derived), 2, 'a subtype');
  t.equal(exports.never?.(null), 1);
  t.equal(exports.extern?.(7), 7);
  t.equal(exports.noextern?.(null), 1);
  const refused: [string, unknown][] = [
    ['nullable', functions.other],
    ['nullable', functions.base],
    ['nullable', () => 1],
    ['nullable', undefined],
    ['present', null],
    ['base', functions.plain],
    ['never', functions.plain],
    ['extern', null],
    ['noextern', 1],
  ];
  for (const [name, value] of refused) {
    t.throws(() => exports[name]?.(value), TypeError, `${name} refuses ${String(value)}`);
  }
});

t.test('results of host functions', async (t) => {
  let result: unknown = functions.plain;
  const exports = await load(
    `${types} (import "env" "make" (func $make (result (ref $plain))))
    (func (export "run") (result i32) (call_ref $plain (i32.const 5) (call $make)))`,
    { env: { make: () => result } },
  );
  t.equal(exports.run?.(), 5);
  result = null;
  t.throws(() => exports.run?.(), TypeError);
  result = functions.base;
  t.throws(() => exports.run?.(), TypeError);
});

t.test('tables and globals', async (t) => {
  const exports = await load(`${receivers}
    (table (export "present") 2 10 (ref $plain) (ref.func $id))
    (table (export "nullable") 1 10 (ref null $plain))
    (global (export "present global") (mut (ref $plain)) (ref.func $id))
    (global (export "nullable global") (mut (ref null $base)) (ref.null $base))`);
  const present = exports.present as unknown as TableObject;
  const nullable = exports.nullable as unknown as TableObject;
  t.type(present.get(0), 'function');
  present.set(1, functions.plain);
  t.equal(present.get(1), functions.plain);
  t.throws(() => present.set(1), TypeError, 'no default value');
  t.throws(() => present.set(1, null), TypeError);
  t.throws(() => present.grow(1), TypeError);
  t.equal(present.grow(1, functions.plain), 2);
  t.equal(present.get(2), functions.plain);
  nullable.set(0, functions.plain);
  t.throws(() => nullable.set(0, functions.other), TypeError);
  nullable.set(0);
  t.equal(nullable.get(0), null);
  const global = (name: string) => exports[name] as unknown as { value: unknown };
  t.type(global('present global').value, 'function');
  t.throws(() => Object.assign(global('present global'), { value: null }), TypeError);
  global('nullable global').value = functions.derived;
  t.equal(global('nullable global').value, functions.derived);
  t.throws(() => Object.assign(global('nullable global'), { value: functions.plain }), TypeError);
});

t.test('imports match by subtyping', async (t) => {
  const provider: AnyExports = await load(`${receivers}
    (table (export "table") 1 1 (ref null $plain))
    (global (export "constant") (ref $plain) (ref.func $id))
    (global (export "variable") (mut (ref $plain)) (ref.func $id))`);
  const imports = { f: functions, p: provider };
  const fits = (text: string) => load(text, imports).then(() => true);
  const refuses = async (text: string) => t.rejects(load(text, imports), LinkError, text);
  const derived = `${types} (type $derived (sub $base (func (param i32) (result i32))))`;
  t.ok(await fits(`${types} (import "f" "base" (func (type $base)))`));
  t.ok(await fits(`${types} (import "f" "derived" (func (type $base)))`));
  await refuses(`${derived} (import "f" "base" (func (type $derived)))`);
  await refuses(`${types} (import "f" "plain" (func (type $base)))`);
  await refuses(`${types} (import "f" "base" (func (type $plain)))`);
  t.ok(await fits(`${types} (import "p" "table" (table 1 (ref null $plain)))`));
  await refuses('(import "p" "table" (table 1 funcref))');
  t.ok(await fits(`${types} (import "p" "constant" (global (ref null $plain)))`));
  t.ok(await fits('(import "p" "constant" (global funcref))'));
  await refuses('(import "p" "constant" (global externref))');
  t.ok(await fits(`${types} (import "p" "variable" (global (mut (ref $plain))))`));
  await refuses('(import "p" "variable" (global (mut funcref)))');
  t.ok(await fits(`${types} (import "f" "plain" (global (ref $plain)))`), 'a function as an immutable global');
  await refuses(`${types} (import "f" "other" (global (ref $plain)))`);
});

t.test('types of one recursion group are not those of another', async (t) => {
  const pair = '(rec (type $a (func)) (type $b (func (param i32))))';
  const exports = await load(`${pair} (func (export "a") (type $a)) (table (export "t") 1 funcref)
    (elem (i32.const 0) func 0)`);
  t.ok(await load(`${pair} (import "x" "a" (func (type $a)))`, { x: exports }));
  await t.rejects(load('(import "x" "a" (func))', { x: exports }), LinkError);
  const callers = await load(
    `${pair} (import "x" "t" (table 1 funcref))
    (func (export "same") (call_indirect (type $a) (i32.const 0)))
    (func (export "alone") (call_indirect (i32.const 0)))`,
    { x: exports },
  );
  t.equal(callers.same?.(), undefined);
  t.throws(() => callers.alone?.(), { message: 'indirect call type mismatch' });
});
