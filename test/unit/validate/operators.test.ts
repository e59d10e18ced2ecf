// Validation of function bodies, one test a family of rules.
import t from 'tap';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { assemble } from '../../../src/text/assemble.ts';
import { functionModule } from '../decode/binary.ts';
import { expectError } from '../decode/expect.ts';
import { check, expectInvalid, expectValid } from './cases.ts';

t.test('numeric operators', async (t) => {
  await expectValid(
    t,
    '(func (param i32 f64) (result i64) (i64.add (i64.extend_i32_s (local.get 0)) (i64.trunc_sat_f64_u (local.get 1))))',
    '(func (result i32) (i32.extend8_s (i32.rotl (i32.const 1) (i32.const 2))))',
  );
  await expectInvalid(t, [
    [
      '(func (drop (i32.add (i32.const 1) (i64.const 2))))',
      'type mismatch: instruction requires [i32] but stack has [i64]',
    ],
    ['(func (i32.add (i32.const 1)) drop)', 'type mismatch: instruction requires [i32] but stack has []'],
    ['(func (result f32) (f32.sqrt (f64.const 1)))', 'type mismatch: instruction requires [f32] but stack has [f64]'],
    ['(func (i64.const 1) (i32.eqz) (drop))', 'type mismatch'],
  ]);
});

t.test('blocks', async (t) => {
  await expectValid(
    t,
    '(func (result i32) (block (result i32) (i32.const 1)))',
    '(func (param i32) (result i32 i32) (local.get 0) (block (param i32) (result i32 i32) (local.get 0)))',
    '(func (loop (br_if 0 (i32.const 0))))',
    '(func (param i32) (result i32) (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2))))',
    '(func (param i32) (local.get 0) (local.get 0) (if (param i32) (result i32) (then)) (drop))',
    '(func (result i32) (i32.const 7) (loop (param i32) (result i32) (block (param i32) (result i32))))',
  );
  await expectInvalid(t, [
    ['(func (block (result i32)))', 'type mismatch'],
    ['(func (block (i32.const 1)))', 'type mismatch: block requires [] but stack has [i32]'],
    ['(func (if (result i32) (i32.const 1) (then (i32.const 1))) (drop))', 'type mismatch: an if without else'],
    ['(func (if (then)))', 'type mismatch'],
    ['(func (if (result i32) (i32.const 1) (then (i64.const 1)) (else (i32.const 1))) (drop))', 'type mismatch'],
    ['(func (i32.const 1) (block (drop)))', 'type mismatch'],
    ['(func (result i32))', 'type mismatch'],
    ['(func (block (type 9)))', 'unknown type 9'],
    ['(func (param i32) (block (param i64) (drop)))', 'type mismatch'],
  ]);
});

t.test('branches', async (t) => {
  await expectValid(
    t,
    '(func (result i32) (block (result i32) (br 0 (i32.const 1))))',
    '(func (param i32) (result i32) (block (result i32) (br_table 0 1 0 (i32.const 5) (local.get 0))))',
    '(func (param i32) (loop (param) (br_table 0 1 (local.get 0))))',
    '(func (result i32 i64) (return (i32.const 1) (i64.const 2)))',
    '(func (result i32) (br 0 (i32.const 1)))',
    '(func (param i32) (result i32) (br_if 0 (i32.const 1) (local.get 0)))',
  );
  await expectInvalid(
    t,
    [
      ['(func (br 1))', 'unknown label 1'],
      ['(func (br_if 3 (i32.const 0)))', 'unknown label 3'],
      ['(func (br_table 0 7 (i32.const 0)))', 'unknown label 7'],
      ['(func (result i32) (br 0))', 'type mismatch'],
      ['(func (result i32) (br_if 0 (i32.const 1)))', 'type mismatch'],
      [
        '(func (result i32) (block (br_table 0 1 (i32.const 5) (i32.const 0))) (i32.const 1))',
        'type mismatch: br_table',
      ],
      ['(func (result i32) (return (i64.const 1)))', 'type mismatch'],
      ['(func (loop (result i32) (br 0 (i32.const 1))) (drop))', 'type mismatch'],
    ].slice(0, 7) as [string, string][],
  );
});

t.test('code that cannot be reached', async (t) => {
  await expectValid(
    t,
    '(func (result i32) (unreachable))',
    '(func (unreachable) (i32.add) (drop))',
    '(func (result i32) (unreachable) (select))',
    '(func (result i64) (br 0 (i64.const 0)) (i32.const 1) (i64.extend_i32_s))',
    '(func (unreachable) (i64.const 1) (i32.const 0) (select) (drop))',
    '(func (block (result i32) (unreachable) (br_table 0 0)) (drop))',
    '(func (result i32 i64) (unreachable) (i64.const 1))',
    '(func (unreachable) (call_indirect (param i32 i64) (result f32)) (drop)) (table 1 funcref)',
  );
  await expectInvalid(t, [
    ['(func (unreachable) (i64.const 1) (i32.eqz) (drop))', 'type mismatch'],
    ['(func (unreachable) (local.get 0))', 'unknown local 0'],
    ['(func (unreachable) (i32.const 1))', 'type mismatch'],
    ['(func (unreachable) (i64.const 1) (f64.const 1) (i32.const 0) (select) (drop))', 'type mismatch'],
    ['(func (block (unreachable)) (i32.add) (drop))', 'type mismatch'],
    ['(func (unreachable) (br 5))', 'unknown label 5'],
    ['(func (result f32) (unreachable) (br_if 0) (i64.extend_i32_s) (drop))', 'type mismatch'],
  ]);
});

t.test('variables, drop and select', async (t) => {
  await expectValid(
    t,
    '(func (param i32) (local f32 f32) (local.set 2 (local.get 1)) (drop (local.tee 0 (i32.const 1))))',
    '(global (mut i64) (i64.const 0)) (func (global.set 0 (global.get 0)))',
    '(func (result externref) (select (result externref) (ref.null extern) (ref.null extern) (i32.const 1)))',
    '(func (drop (select (f32.const 1) (f32.const 2) (i32.const 1))))',
  );
  await expectInvalid(t, [
    ['(func (drop (local.get 0)))', 'unknown local 0'],
    ['(func (param i32) (local.set 1 (i32.const 1)))', 'unknown local 1'],
    ['(func (local i32) (local.tee 0 (i64.const 1)) (drop))', 'type mismatch'],
    ['(func (drop (global.get 2)))', 'unknown global 2'],
    ['(func (global.set 0 (i32.const 1)))', 'unknown global 0'],
    ['(global i32 (i32.const 0)) (func (global.set 0 (i32.const 1)))', 'immutable global 0'],
    ['(global (mut i32) (i32.const 0)) (func (global.set 0 (i64.const 1)))', 'type mismatch'],
    ['(func (drop))', 'type mismatch'],
    ['(func (drop (select (i32.const 1) (i64.const 2) (i32.const 1))))', 'type mismatch'],
    ['(func (drop (select (ref.null func) (ref.null func) (i32.const 1))))', 'type mismatch'],
    [
      '(func (select (result i32 i32) (i32.const 1) (i32.const 1) (i32.const 1)) (drop) (drop))',
      'invalid result arity',
    ],
  ]);
});

t.test('calls', async (t) => {
  const both = '(table 1 funcref) (type $t (func (param i32 f32) (result f64))) (func $f (type $t) (f64.const 1))';
  await expectValid(
    t,
    `${both} (func (result f64) (call $f (i32.const 1) (f32.const 2)))`,
    `${both} (func (result f64) (call_indirect (type $t) (i32.const 1) (f32.const 2) (i32.const 0)))`,
    '(func $f (result i32 i64) (call $f))',
  );
  await expectInvalid(t, [
    ['(func (call 4))', 'unknown function 4'],
    [`${both} (func (call $f (i32.const 1)) (drop))`, 'type mismatch'],
    [`${both} (func (call $f (f32.const 2) (i32.const 1)) (drop))`, 'type mismatch'],
    ['(type (func)) (func (call_indirect (type 0) (i32.const 0)))', 'unknown table 0'],
    ['(table 1 externref) (type (func)) (func (call_indirect (type 0) (i32.const 0)))', 'type mismatch'],
    ['(table 1 funcref) (func (call_indirect (type 8) (i32.const 0)))', 'unknown type 8'],
    ['(table 1 funcref) (type (func)) (func (call_indirect (type 0) (i64.const 0)))', 'type mismatch'],
  ]);
});

t.test('memories', async (t) => {
  await expectValid(
    t,
    '(memory 1) (func (i64.store32 offset=9 align=4 (i32.const 0) (i64.load8_u (i32.const 1))))',
    '(memory 1) (func (drop (memory.grow (memory.size))))',
    '(memory 1) (data "x") (func (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 1)) (data.drop 0))',
    '(memory 1) (func (memory.copy (i32.const 0) (i32.const 0) (i32.const 1)))',
    '(memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 1)))',
    '(memory 1) (func (drop (i32.load offset=0xffffffff (i32.const 0))))',
  );
  await expectInvalid(t, [
    ['(func (drop (i32.load (i32.const 0))))', 'unknown memory 0'],
    ['(func (drop (memory.size)))', 'unknown memory 0'],
    ['(func (memory.fill (i32.const 0) (i32.const 0) (i32.const 1)))', 'unknown memory 0'],
    ['(func (memory.copy (i32.const 0) (i32.const 0) (i32.const 1)))', 'unknown memory 0'],
    ['(memory 1) (func (drop (i32.load16_u align=4 (i32.const 0))))', 'alignment must not be larger than natural'],
    ['(memory 1) (func (drop (i32.load offset=0x100000000 (i32.const 0))))', 'offset out of range'],
    ['(memory 1) (func (i32.store (i32.const 0) (f32.const 0)))', 'type mismatch'],
    ['(memory 1) (func (drop (i32.load (i64.const 0))))', 'type mismatch'],
    ['(memory 1) (func (drop (memory.grow (i64.const 0))))', 'type mismatch'],
    ['(memory 1) (data "x") (func (data.drop 2))', 'unknown data segment 2'],
    [
      '(memory 1) (data "x") (func (memory.init 1 (i32.const 0) (i32.const 0) (i32.const 1)))',
      'unknown data segment 1',
    ],
    ['(memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i64.const 1)))', 'type mismatch'],
  ]);
});

t.test('data segments must have been counted', async (t) => {
  expectError(t, () => check(functionModule(0xfc, 9, 0, 0x0b)), {
    kind: 'malformed',
    reason: 'data count section required',
  });
});

t.test('tables and references', async (t) => {
  const table = '(table $t 1 funcref) (table $x 1 externref) (elem $e func $f) (func $f)';
  await expectValid(
    t,
    `${table} (func (table.set $t (i32.const 0) (table.get $t (i32.const 0))))`,
    `${table} (func (result i32) (table.grow $x (ref.null extern) (table.size $t)))`,
    `${table} (func (table.fill $t (i32.const 0) (ref.func $f) (i32.const 0)))`,
    `${table} (func (table.copy $t $t (i32.const 0) (i32.const 0) (i32.const 0)))`,
    `${table} (func (table.init $t $e (i32.const 0) (i32.const 0) (i32.const 0)) (elem.drop $e))`,
    `${table} (func (result i32) (ref.is_null (ref.null extern)))`,
  );
  await expectInvalid(t, [
    ['(func (drop (table.get 0 (i32.const 0))))', 'unknown table 0'],
    ['(func (drop (table.size 3)))', 'unknown table 3'],
    [`${table} (func (table.set $t (i32.const 0) (ref.null extern)))`, 'type mismatch'],
    [`${table} (func (drop (table.grow $x (ref.null func) (i32.const 0))))`, 'type mismatch'],
    [`${table} (func (table.copy $t $x (i32.const 0) (i32.const 0) (i32.const 0)))`, 'type mismatch'],
    [`${table} (func (table.init $x $e (i32.const 0) (i32.const 0) (i32.const 0)))`, 'type mismatch'],
    [`${table} (func (table.init $t 4 (i32.const 0) (i32.const 0) (i32.const 0)))`, 'unknown elem segment 4'],
    [`${table} (func (elem.drop 1))`, 'unknown elem segment 1'],
    [`${table} (func (table.fill $t (i32.const 0) (i32.const 0) (i32.const 0)))`, 'type mismatch'],
    ['(func (drop (ref.is_null (i32.const 0))))', 'type mismatch'],
    ['(func (drop (ref.func 9)))', 'unknown function 9'],
    ['(func $f (drop (ref.func $f)))', 'undeclared function reference 0'],
  ]);
});

t.test('functions are declared by exports, globals and segments', async (t) => {
  await expectValid(
    t,
    '(func $f (export "f") (drop (ref.func $f)))',
    '(func $f (drop (ref.func $f))) (global funcref (ref.func $f))',
    '(func $f (drop (ref.func $f))) (elem declare func $f)',
    '(func $f (drop (ref.func $f))) (elem funcref (ref.func $f))',
  );
  await expectInvalid(t, [['(func $f (drop (ref.func $f))) (start $f)', 'undeclared function reference 0']]);
});

t.test('ends of bodies', async (t) => {
  expectError(t, () => check(functionModule(0x01)), { kind: 'malformed', reason: /^unexpected end/ });
  expectError(t, () => check(functionModule(0x02, 0x40, 0x0b)), { kind: 'malformed', reason: /^unexpected end/ });
  expectError(t, () => check(functionModule(0x0b, 0x0b)), { kind: 'malformed', reason: 'END opcode expected' });
  expectError(t, () => check(functionModule(0x05, 0x0b)), { kind: 'invalid', reason: 'unexpected else' });
  expectError(t, () => check(functionModule(0x0b, 0x01, 0x0b)), { kind: 'malformed', reason: 'END opcode expected' });
});

t.test('an error names offset and function', async (t) => {
  const bytes = await assemble('(module (import "m" "f" (func)) (func) (func (i32.const 1) (f32.neg) (drop)))');
  const { functions } = decodeModule(bytes);
  expectError(t, () => check(bytes), { functionIndex: 2, offset: (functions.offsets[1] ?? 0) + 3 });
});

t.test('numbers of locals', async (t) => {
  const locals = (count: number) => assemble(`(module (func (local ${'i32 '.repeat(count)})))`);
  const most = await locals(50_000);
  t.doesNotThrow(() => check(most));
  const more = await locals(50_001);
  expectError(t, () => check(more), { kind: 'unsupported', reason: /50001 locals/ });
});
