// Validation of typed function references, recursion groups and tail calls, against the newest V8.
import { spawnSync } from 'node:child_process';
import t, { type Test } from 'tap';
import { assemble } from '../../../src/text/assemble.ts';
import { referenceNode } from '../../programs/compare.ts';
import { type InvalidCase, refusal } from './cases.ts';

const valid: readonly string[] = [
  '(type $f (func)) (func (param (ref $f)) (call_ref $f (local.get 0)))',
  '(type $f (func)) (func (param (ref null $f)) (call_ref $f (local.get 0)))',
  '(type $f (func)) (func (call_ref $f (ref.null nofunc)))',
  '(type $f (func)) (func $g (type $f)) (elem declare func $g) (func (result (ref $f)) (ref.func $g))',
  '(func (param (ref null func)) (result (ref func)) (ref.as_non_null (local.get 0)))',
  '(func (param (ref null func)) (result (ref func)) (block (return (br_on_null 0 (local.get 0)))) (unreachable))',
  '(func (param (ref null func)) (result (ref func)) (br_on_non_null 0 (local.get 0)) (unreachable))',
  '(func (param funcref) (local (ref func)) (local.set 1 (ref.as_non_null (local.get 0))) (drop (local.get 1)))',
  '(func (param funcref) (local (ref func)) (block (drop (local.tee 1 (ref.as_non_null (local.get 0)))) (drop (local.get 1))))',
  '(func (local (ref func)) (drop (unreachable)))',
  '(func (unreachable) (ref.as_non_null) (drop))',
  '(func (unreachable) (br_on_null 0) (drop))',
  '(func (result i32) (unreachable) (call_ref 0))',
  '(type $f (func)) (func $g (type $f)) (table 2 (ref $f) (ref.func $g))',
  '(func $g) (table 2 (ref func) (ref.func $g)) (elem (i32.const 0) func $g)',
  '(type $f (func)) (func $g (type $f)) (table 3 funcref) (elem (i32.const 0) (ref $f) (ref.func $g))',
  '(type $f (func)) (func $g (type $f)) (global (ref $f) (ref.func $g)) (global (ref null func) (global.get 0))',
  '(rec (type $a (func (param (ref $b)))) (type $b (func (param (ref $a)))))',
  '(type $a (sub (func))) (type $b (sub $a (func))) (func (param (ref $b)) (result (ref $a)) (local.get 0))',
  '(type $a (sub (func (param (ref func))))) (type $b (sub $a (func (param funcref))))',
  '(type $a (func)) (type $b (func)) (func (param (ref $b)) (result (ref $a)) (local.get 0))',
  '(func (result i32) (return_call 0))',
  '(type $a (sub (func))) (func (param (ref $a)) (result (ref func)) (return_call 1 (local.get 0))) (func (param (ref func)) (result (ref func)) (local.get 0))',
  '(type $f (func (result i32))) (table 1 funcref) (func (result i32) (return_call_indirect (type $f) (i32.const 0)))',
  '(type $f (func (result i32))) (func (param (ref null $f)) (result i32) (return_call_ref $f (local.get 0)) (i64.const 1) (drop))',
  '(func (param funcref) (result funcref) (select (result funcref) (local.get 0) (ref.null func) (i32.const 1)))',
];

const invalid: readonly InvalidCase[] = [
  [
    '(type $f (func)) (func (param funcref) (call_ref $f (local.get 0)))',
    'type mismatch: instruction requires [(ref null 0)] but stack has [funcref]',
  ],
  ['(type $f (func)) (func (param externref) (call_ref $f (local.get 0)))', 'type mismatch'],
  ['(func (call_ref 7 (ref.null nofunc)))', 'unknown type 7'],
  ['(func (param (ref null 4)))', 'unknown type 4'],
  ['(func (local (ref null 4)))', 'unknown type 4'],
  ['(func (block (result (ref 4)) (unreachable)) (drop))', 'unknown type 4'],
  ['(func (drop (ref.null 4)))', 'unknown type 4'],
  ['(func (select (result (ref 4)) (unreachable)) (drop))', 'unknown type 4'],
  ['(table 0 (ref null 4))', 'unknown type 4'],
  ['(global (ref null 4) (ref.null func))', 'unknown type 4'],
  ['(import "a" "b" (global (ref null 4)))', 'unknown type 4'],
  ['(import "a" "b" (table 1 (ref null 4)))', 'unknown type 4'],
  ['(elem (ref null 4))', 'unknown type 4'],
  ['(global funcref (ref.null 4))', 'unknown type 4'],
  ['(func (local (ref func)) (drop (local.get 0)))', 'uninitialized local 0'],
  [
    '(func (param funcref) (local (ref func)) (block (local.set 1 (ref.as_non_null (local.get 0)))) (drop (local.get 1)))',
    'uninitialized local 1',
  ],
  [
    `(func (param funcref i32) (local (ref func)) (if (local.get 1)
      (then (local.set 2 (ref.as_non_null (local.get 0)))) (else (drop (local.get 2)))))`,
    'uninitialized local 2',
  ],
  [
    '(func (param funcref) (result (ref func)) (local.get 0))',
    'type mismatch: instruction requires [(ref func)] but stack has [funcref]',
  ],
  [
    '(func (param i32) (drop (ref.as_non_null (local.get 0))))',
    'type mismatch: instruction requires [a reference] but stack has [i32]',
  ],
  ['(func (param funcref) (result i32) (br_on_non_null 0 (local.get 0)) (i32.const 1))', 'type mismatch'],
  ['(func (param funcref) (result i32) (br_on_null 0 (local.get 0)) (unreachable))', 'type mismatch'],
  ['(table 2 (ref func))', 'type mismatch: the table needs an initial value'],
  ['(table 2 (ref func) (ref.null func))', 'type mismatch'],
  ['(table 2 (ref func)  (ref.func $f)) (func $f) (elem (i32.const 0) funcref (ref.null func))', 'type mismatch'],
  ['(type $a (func (param (ref $b)))) (type $b (func))', 'unknown type 1'],
  ['(type $a (func)) (type $b (sub $a (func)))', 'sub type 1 has a final supertype'],
  ['(type $a (sub (func))) (type $b (sub $a (func (param i32))))', 'sub type 1 does not match its supertype'],
  ['(type $a (sub (func (param funcref)))) (type $b (sub $a (func (param (ref func)))))', 'sub type 1 does not match'],
  ['(rec (type $a (sub $b (func))) (type $b (sub (func))))', 'unknown type 1'],
  ['(type $a (func)) (type $b (sub (func))) (func (param (ref $b)) (result (ref $a)) (local.get 0))', 'type mismatch'],
  [
    '(func $f (result i64) (unreachable)) (func (result i32) (return_call $f))',
    'type mismatch: a tail call must return',
  ],
  ['(func $f) (func (result i32) (return_call $f))', 'type mismatch: a tail call must return'],
  ['(func $f (param i32)) (func (return_call $f))', 'type mismatch'],
  ['(func (return_call 9))', 'unknown function 9'],
  ['(table 1 externref) (func (return_call_indirect (i32.const 0)))', 'type mismatch: an indirect call needs'],
  ['(func (return_call_indirect (i32.const 0)))', 'unknown table 0'],
  ['(func (param funcref) (select (local.get 0) (local.get 0) (i32.const 1)) (drop))', 'type mismatch: select'],
];

/** Invalid by the specification, though V8 takes them. */
const invalidButForV8: readonly InvalidCase[] = [
  ['(func (param funcref) (br_on_non_null 0 (local.get 0)))', "type mismatch: br_on_non_null's label"],
  [
    '(func (unreachable) (ref.as_non_null) (i32.eqz) (drop))',
    'type mismatch: instruction requires [i32] but stack has [a reference]',
  ],
];

/** Whether the newest V8 takes each module. */
function newestV8Accepts(modules: readonly Uint8Array[]): boolean[] {
  const script = `const modules = JSON.parse(require('fs').readFileSync(0, 'utf8'));
    console.log(JSON.stringify(modules.map((text) => WebAssembly.validate(Buffer.from(text, 'base64')))));`;
  const input = JSON.stringify(modules.map((bytes) => Buffer.from(bytes).toString('base64')));
  const run = spawnSync(referenceNode, ['-e', script], { input, encoding: 'utf8', timeout: 60_000 });
  return JSON.parse(run.stdout) as boolean[];
}

const assembleAll = (texts: readonly string[]) => Promise.all(texts.map((text) => assemble(`(module ${text})`)));

t.test('valid modules', async (t) => {
  const modules = await assembleAll(valid);
  for (const [index, bytes] of modules.entries()) t.equal(refusal(bytes)?.message, undefined, valid[index] as string);
  t.same(newestV8Accepts(modules), Array(valid.length).fill(true), 'V8 takes all of them');
});

async function expectRefusals(t: Test, cases: readonly InvalidCase[]): Promise<Uint8Array[]> {
  const modules = await assembleAll(cases.map(([text]) => text));
  for (const [index, bytes] of modules.entries()) {
    const [text, phrase] = cases[index] as InvalidCase;
    const error = refusal(bytes);
    t.equal(error?.kind, 'invalid', text);
    t.ok(error?.reason.startsWith(phrase), `${phrase}: ${error?.message}`);
    t.ok((error?.offset ?? 0) > 0, 'has a byte offset');
  }
  return modules;
}

t.test('invalid modules', async (t) => {
  const modules = await expectRefusals(t, invalid);
  t.same(newestV8Accepts(modules), Array(invalid.length).fill(false), 'V8 takes none of them');
  await expectRefusals(t, invalidButForV8);
});

t.test('supertypes have a limit', async (t) => {
  const chain = (length: number) =>
    Array.from({ length }, (_, index) => `(type (sub ${index === 0 ? '' : index - 1} (func)))`).join(' ');
  t.equal(refusal(await assemble(`(module ${chain(64)})`)), undefined);
  t.match(refusal(await assemble(`(module ${chain(65)})`)), { kind: 'unsupported' });
  t.match(refusal(await assemble(`(module (rec ${chain(2000)}))`)), { kind: 'unsupported' });
});

t.test('what needs garbage collection is named', async (t) => {
  for (const text of [
    '(type (struct))',
    '(type (array i32))',
    '(rec (type (func)) (type (struct)))',
    '(func (param anyref))',
    '(func (drop (ref.null none)))',
    '(func (param (ref null eq)) (drop (ref.i31 (i32.const 1))))',
  ]) {
    const error = refusal(await assemble(`(module ${text})`));
    t.match(error, { kind: 'unsupported', reason: 'unsupported: garbage collection' }, text);
    t.ok((error?.offset ?? 0) > 0, 'has a byte offset');
  }
});
