// Validation of everything but bodies.
import t from 'tap';
import { assemble } from '../../../src/text/assemble.ts';
import { i32, module, name, section, sized, vec } from '../decode/binary.ts';
import { expectError } from '../decode/expect.ts';
import { check, expectInvalid, expectValid } from './cases.ts';

const voidType = section(1, vec([0x60, 0, 0]));

t.test('type indices', async (t) => {
  const imported = module(section(2, vec([...name('m'), ...name('n'), 0, 3])));
  expectError(t, () => check(imported), { kind: 'invalid', reason: 'unknown type 3' });
  const defined = module(voidType, section(3, vec([1])), section(10, vec(sized([0, 0x0b]))));
  expectError(t, () => check(defined), { kind: 'invalid', reason: 'unknown type 1' });
});

t.test('limits', async (t) => {
  await expectValid(t, '(memory 0 65536)', '(memory 65536)', '(table 0 0xffffffff funcref)', '(table 3 3 externref)');
  await expectInvalid(t, [
    ['(memory 2 1)', 'size minimum must not be greater than maximum'],
    ['(memory 65537)', 'memory size must be at most 65536 pages (4GiB)'],
    ['(memory 0 65537)', 'memory size must be at most 65536 pages (4GiB)'],
    ['(import "m" "n" (memory 1 70000))', 'memory size must be at most 65536 pages (4GiB)'],
    ['(table 2 1 funcref)', 'size minimum must not be greater than maximum'],
    ['(import "m" "n" (table 2 1 funcref))', 'size minimum must not be greater than maximum'],
  ]);
});

t.test('several memories', async (t) => {
  const bytes = await assemble(`(module (memory 1) (memory 2) (data (memory 1) (i32.const 0) "x")
    (func (i32.store 1 (i32.load 0 (i32.const 0)) (memory.size 1)) (memory.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 1))))`);
  t.doesNotThrow(() => check(bytes));
  const beyond = await assemble('(module (memory 1) (memory 2) (func (drop (memory.size 2))))');
  expectError(t, () => check(beyond), { reason: 'unknown memory 2' });
});

t.test('constant expressions', async (t) => {
  await expectValid(
    t,
    '(import "m" "g" (global $g i64)) (global i64 (global.get $g))',
    '(global externref (ref.null extern))',
    '(global f32 (f32.const nan:0x200000))',
  );
  await expectInvalid(t, [
    ['(global i32 (i64.const 1))', 'type mismatch: expected i32, found i64'],
    ['(global i32)', 'type mismatch: expected i32, found nothing'],
    ['(global i32 (i32.const 1) (i32.const 2))', 'type mismatch'],
    ['(global i32 (i32.add (i32.const 1)))', 'type mismatch'],
    ['(global i32 (i32.eqz (i32.const 1)))', 'constant expression required'],
    ['(global i32 (global.get 0))', 'unknown global 0'],
    ['(global i32 (global.get 1)) (global i32 (i32.const 0))', 'unknown global 1'],
    ['(import "m" "g" (global (mut i32))) (global i32 (global.get 0))', 'constant expression required'],
    ['(global funcref (ref.func 0))', 'unknown function 0'],
    ['(global funcref (ref.null extern))', 'type mismatch'],
  ]);
});

t.test('constant expressions beyond WebAssembly 2.0', async (t) => {
  const texts = [
    '(global i32 (i32.add (i32.const 1) (i32.mul (i32.const 2) (i32.const 3))))',
    '(import "m" "g" (global $g i64)) (global i64 (i64.sub (global.get $g) (i64.const 1)))',
    '(global i32 (i32.const 1)) (global i32 (global.get 0))',
  ];
  for (const text of texts) {
    const bytes = await assemble(`(module ${text})`);
    t.doesNotThrow(() => check(bytes), text);
  }
});

t.test('exports', async (t) => {
  await expectValid(t, '(func (export "a") (export "b"))', '(memory (export "") 1)');
  await expectInvalid(t, [
    ['(func (export "a")) (global (export "a") i32 (i32.const 0))', 'duplicate export name "a"'],
    ['(export "a" (func 0))', 'unknown function 0'],
    ['(export "a" (table 1))', 'unknown table 1'],
    ['(export "a" (memory 0))', 'unknown memory 0'],
    ['(export "a" (global 2))', 'unknown global 2'],
  ]);
});

t.test('start', async (t) => {
  await expectValid(t, '(func $f) (start $f)');
  await expectInvalid(t, [
    ['(start 1) (func)', 'unknown function 1'],
    ['(func (param i32)) (start 0)', 'start function'],
    ['(func (result i32) (i32.const 0)) (start 0)', 'start function'],
  ]);
});

t.test('element segments', async (t) => {
  await expectValid(
    t,
    '(table 1 funcref) (func) (elem (i32.const 0) 0 0)',
    '(table 1 externref) (elem (i32.const 0) externref (ref.null extern))',
    '(import "m" "g" (global i32)) (table 1 funcref) (elem (global.get 0) funcref (ref.null func))',
    '(elem func)',
  );
  await expectInvalid(t, [
    ['(func) (elem (i32.const 0) 0)', 'unknown table 0'],
    ['(table 1 funcref) (elem (i32.const 0) 5)', 'unknown function 5'],
    ['(table 1 funcref) (elem (i64.const 0) func)', 'type mismatch'],
    ['(table 1 externref) (func) (elem (i32.const 0) func 0)', 'type mismatch'],
    ['(table 1 funcref) (elem (i32.const 0) externref (ref.null extern))', 'type mismatch'],
    ['(elem funcref (ref.null extern))', 'type mismatch'],
    ['(elem declare func 3)', 'unknown function 3'],
  ]);
});

t.test('data segments', async (t) => {
  await expectValid(t, '(memory 1) (data (i32.const 0) "abc") (data "passive")');
  await expectInvalid(t, [
    ['(data (i32.const 0) "x")', 'unknown memory 0'],
    ['(memory 1) (data (i64.const 0) "x")', 'type mismatch'],
    ['(memory 1) (data (nop) "x")', 'constant expression required'],
  ]);
  const second = module(section(5, vec([0, 1])), section(11, vec([2, 1, 0x41, 0, 0x0b, 0])));
  expectError(t, () => check(second), { kind: 'invalid', reason: 'unknown memory 1' });
});

t.test('an error in a declaration names its offset', async (t) => {
  const bytes = module(section(6, vec([i32, 0, 0x41, 0, 0x0b], [i32, 0, 0x42, 0, 0x0b])));
  expectError(t, () => check(bytes), { offset: 16, reason: /^type mismatch/ });
});
