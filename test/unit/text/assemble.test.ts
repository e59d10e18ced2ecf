// Text to binary: what is text, and what a mistake in it reads like.
import t from 'tap';
import { assemble, isText } from '../../../src/text/assemble.ts';

t.test('text is told from binary by its first character', async (t) => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  t.ok(isText(bytes('(module)')));
  t.ok(isText(bytes('\n  ;; comment\n(module)')));
  t.ok(isText(bytes('\ufeff(module)')), 'after a byte order mark');
  t.notOk(isText(bytes('\0asm\x01\0\0\0')));
  t.notOk(isText(bytes('')));
  t.notOk(isText(bytes('hello')));
});

t.test('a module is assembled', async (t) => {
  const bytes = await assemble('(module (func (export "f")))');
  t.same([...bytes.subarray(0, 8)], [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
});

t.test('a mistake is told with its place', async (t) => {
  const mistake = assemble('(module\n  (func (result i32) i32.cons 1))');
  await t.rejects(mistake, { name: 'WasmError', kind: 'malformed', message: /unknown operator.*line 2, column 22/ });
  await t.rejects(assemble('(module "'), { kind: 'malformed', message: /line 1/ });
  await t.rejects(assemble('(module (func (br $none)))'), { kind: 'malformed', message: /unknown label.*line 1/ });
});
