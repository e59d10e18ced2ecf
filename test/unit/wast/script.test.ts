// Script text to commands.
import t from 'tap';
import { readNodes } from '../../../src/wast/s-expression.ts';
import { parseScript } from '../../../src/wast/script.ts';
import { parseExpectation } from '../../../src/wast/values.ts';

t.test('comments, annotations, strings', async (t) => {
  const [list, ...more] = readNodes('(; a (; nested ;) ;) (a "\\68i\\u{e9}\\n" (@note anything) b;;end\n)');
  t.equal(more.length, 0);
  if (list?.kind !== 'list') throw new Error('expected a list');
  t.same(
    list.items.map((item) => (item.kind === 'string' ? Buffer.from(item.bytes).toString() : item.kind)),
    ['atom', 'hié\n', 'atom'],
  );
  t.throws(() => readNodes('\n(a'), { line: 2, message: 'line 2: unclosed parenthesis' });
});

t.test('commands carry their lines', async (t) => {
  const commands = parseScript(`(module $m (func (export "f")))
    (register "M" $m)
    (assert_return (invoke $m "f" (i32.const -1)) (f32.const nan:canonical))
    ;; a comment
    (assert_malformed (module quote "(func" ")") "unexpected")
    (assert_trap (module binary "\\00asm" "\\01\\00\\00\\00") "out of bounds")`);
  t.same(
    commands.map(({ kind, line }) => [kind, line]),
    [
      ['module', 1],
      ['register', 2],
      ['assert_return', 3],
      ['assert_malformed', 5],
      ['assert_uninstantiable', 6],
    ],
  );
  t.match(commands[0], { name: '$m', source: { kind: 'text', text: '(module $m (func (export "f")))' } });
  t.match(commands[2], { action: { module: '$m', field: 'f', args: [{ type: 'i32', bits: 0xffff_ffffn }] } });
  t.match(commands[3], { source: { kind: 'quote', text: '(module (func)\n)' } });
  const last = commands[4];
  if (last?.kind !== 'assert_uninstantiable' || last.source.kind !== 'binary') throw new Error('expected a binary');
  t.same([...last.source.bytes], [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
});

t.test('definitions and instances', async (t) => {
  t.match(parseScript('(module definition $d (memory 1)) (module instance $i $d)'), [
    { kind: 'definition', name: '$d', source: { text: '(module $d (memory 1))' } },
    { kind: 'instance', name: '$i', definition: '$d' },
  ]);
});

t.test('a file of fields is one module', async (t) => {
  t.match(parseScript('(func) (memory 0)'), [{ kind: 'module', source: { kind: 'text' } }]);
});

t.test('vectors and alternatives', async (t) => {
  const constant = (text: string) => parseExpectation(readNodes(text)[0]!);
  t.same(constant('(v128.const i16x8 0 1 2 3 4 5 6 -1)'), {
    kind: 'vector',
    lane: 'i16',
    patterns: [0n, 1n, 2n, 3n, 4n, 5n, 6n, 0xffffn],
  });
  t.match(constant('(either (i32.const 1) (i32.const 2))'), { kind: 'either', options: [{}, {}] });
});

t.test('what is no command is named with its line', async (t) => {
  t.throws(() => parseScript('(module)\n(assert_nothing (module))'), { message: /^line 2: assert_nothing/ });
});
