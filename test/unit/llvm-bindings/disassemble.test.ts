// Machine code as text: known instructions, jumps by their target, bytes that are none.
import t from 'tap';
import { disassemble } from '../../../src/llvm-bindings/index.ts';

const textsOf = (...bytes: number[]) => disassemble(Uint8Array.from(bytes), 0, bytes.length).map(({ text }) => text);

t.test('instructions with their offsets', async (t) => {
  const code = Uint8Array.of(0x90, 0x55, 0x48, 0x89, 0xe5, 0x5d, 0xc3, 0x90);
  t.same(disassemble(code, 1, 6), [
    { offset: 1, text: 'push rbp' },
    { offset: 2, text: 'mov rbp, rsp' },
    { offset: 5, text: 'pop rbp' },
    { offset: 6, text: 'ret' },
  ]);
  t.same(disassemble(code, 8, 0), []);
});

t.test('what is no instruction', async (t) => {
  t.same(textsOf(0x06, 0xc3), ['.byte 0x06', 'ret']);
  t.same(textsOf(0x48), ['.byte 0x48'], 'cut off');
});

t.test('ranges are checked', async (t) => {
  const code = new Uint8Array(4);
  for (const [offset, size] of [
    [-1, 1],
    [0, 5],
    [5, 0],
    [Number.NaN, 1],
  ] as const) {
    t.throws(() => disassemble(code, offset, size), RangeError);
  }
});
