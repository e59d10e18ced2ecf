// What becomes of `word += constant` in unoptimized code, and what must stay as it is.
import t from 'tap';
import type { FunctionBuilder, Value } from '../../../src/llvm-bindings/index.ts';
import { access, disassemble, linkObject, liveModules, types } from '../../../src/llvm-bindings/index.ts';
import { buildFunction } from './build-function.ts';

const { i32, ptr } = types;
const plain = access({ align: 4 });

/** Instructions of a function (ptr, ptr) → i32 at O0, but for the frame's. */
function instructions(body: (f: FunctionBuilder) => Value): string[] {
  const module = buildFunction(i32, [ptr, ptr], ({ f }) => body(f));
  const { code, entries } = linkObject(module.emitObject({ optLevel: 0 }));
  module.dispose();
  const { offset, sizeBytes } = entries[0]!;
  return disassemble(code, offset, sizeBytes).map(({ text }) => text);
}

/** Adds to the word that a pointer names; gives the sum. */
function add(f: FunctionBuilder, address: Value, n: number, how = plain): Value {
  const sum = f.binary('add', f.load(i32, address, how), f.constInt(i32, n));
  f.store(sum, address, how);
  return sum;
}

/** Ends the block by a condition; either way returns a number. */
function choose(f: FunctionBuilder, condition: Value): Value {
  const [yes, no] = [f.block(), f.block()];
  f.condBr(condition, yes, no);
  f.position(yes);
  f.ret(f.constInt(i32, 11));
  f.position(no);
  return f.constInt(i32, 22);
}

const joined = /^add dword ptr \[.*\], /;
const has = (texts: readonly string[], pattern: RegExp): boolean => texts.some((text) => pattern.test(text));

t.test('one instruction', async (t) => {
  const texts = instructions((f) => {
    add(f, f.gepConst(f.param(0), 8), 1);
    add(f, f.gepConst(f.param(1), 16), 100_000);
    return f.constInt(i32, 0);
  });
  t.same(
    texts.filter((text) => /dword/.test(text)),
    ['add dword ptr [rdi + 8], 1', 'add dword ptr [rsi + 16], 100000'],
  );
});

for (const predicate of ['eq', 'ne'] as const) {
  t.test(`a jump on a sum that is ${predicate} 0`, async (t) => {
    const texts = instructions((f) => choose(f, f.icmp(predicate, add(f, f.param(0), 1), f.constInt(i32, 0))));
    t.ok(has(texts, joined) && !has(texts, /^cmp/), texts.join('\n'));
    t.match(texts[texts.findIndex((text) => joined.test(text)) + 1], /^jn?e /);
  });
}

const unchanged: readonly [string, (f: FunctionBuilder) => Value][] = [
  ['the sum is used', (f) => add(f, f.param(0), 1)],
  [
    'the sum is compared, and used where control goes',
    (f) => {
      const sum = add(f, f.param(0), 1);
      choose(f, f.icmp('eq', sum, f.constInt(i32, 0)));
      return sum;
    },
  ],
  [
    'flags say something else of an addition than of a comparison',
    (f) => choose(f, f.icmp('slt', add(f, f.param(0), 1), f.constInt(i32, 0))),
  ],
  ['compared with another number', (f) => choose(f, f.icmp('eq', add(f, f.param(0), 1), f.constInt(i32, 5)))],
  [
    'two places',
    (f) => {
      f.store(f.binary('add', f.load(i32, f.param(0), plain), f.constInt(i32, 1)), f.param(1), plain);
      return f.constInt(i32, 0);
    },
  ],
  [
    'the word is used',
    (f) => {
      const word = f.load(i32, f.param(0), plain);
      f.store(f.binary('add', word, f.constInt(i32, 1)), f.param(0), plain);
      return word;
    },
  ],
  [
    'volatile',
    (f) => {
      add(f, f.param(0), 1, access({ align: 4, volatile: true }));
      return f.constInt(i32, 0);
    },
  ],
];
for (const [name, body] of unchanged) {
  t.test(`as it is: ${name}`, async (t) => {
    const texts = instructions(body);
    t.ok(!has(texts, joined) && has(texts, /^add e/), texts.join('\n'));
  });
}

t.equal(liveModules(), 0);
