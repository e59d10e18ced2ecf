// Values that a loop updates in the same way become lanes, in whatever order the loop carries them.
import t from 'tap';
import { LlvmModule, type Target } from '../../../src/llvm-bindings/index.ts';

type Quarter = readonly [number, number, number, number];

const columns: readonly Quarter[] = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
];
const diagonals: readonly Quarter[] = [
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];

/** A loop of ChaCha20's double rounds over sixteen words in memory; its phis come in the given order. */
function cipherText(order: readonly number[]): string {
  const lines: string[] = [];
  const latest = order.map((_, word) => `%x${word}`);
  const compute = (expression: string): string => {
    lines.push(`%t${lines.length} = ${expression}`);
    return `%t${lines.length - 1}`;
  };
  const mix = (sum: number, summand: number, rotated: number, amount: number): void => {
    latest[sum] = compute(`add i32 ${latest[sum]}, ${latest[summand]}`);
    const mixed = compute(`xor i32 ${latest[rotated]}, ${latest[sum]}`);
    latest[rotated] = compute(`call i32 @llvm.fshl.i32(i32 ${mixed}, i32 ${mixed}, i32 ${amount})`);
  };
  for (const [a, b, c, d] of [...columns, ...diagonals]) {
    mix(a, b, d, 16);
    mix(c, d, b, 12);
    mix(a, b, d, 8);
    mix(c, d, b, 7);
  }
  const each = (text: (word: number) => string): string => order.map((_, word) => text(word)).join('\n');
  return `
define void @rounds(ptr %words, i32 %n) {
entry:
  ${each(
    (word) => `%a${word} = getelementptr i8, ptr %words, i64 ${word * 4}
  %i${word} = load volatile i32, ptr %a${word}, align 1`,
  )}
  br label %loop
loop:
  ${order.map((word) => `%x${word} = phi i32 [ %i${word}, %entry ], [ ${latest[word]}, %loop ]`).join('\n')}
  %left = phi i32 [ %n, %entry ], [ %next, %loop ]
  ${lines.join('\n')}
  %next = add i32 %left, -1
  %more = icmp ne i32 %next, 0
  br i1 %more, label %loop, label %done
done:
  ${each((word) => `store volatile i32 ${latest[word]}, ptr %a${word}, align 1`)}
  ret void
}
declare i32 @llvm.fshl.i32(i32, i32, i32)`;
}

function optimized(text: string, target: Target): string {
  const module = LlvmModule.fromText(text);
  module.optimize('O3', { verifyEach: true, target });
  const result = module.toText();
  module.dispose();
  return result;
}

const mixedUp = [12, 4, 0, 8, 15, 5, 3, 11, 14, 6, 2, 10, 13, 7, 1, 9];
const vectorPhi = /phi <4 x i32>/g;

for (const cpu of ['x86-64-v2', 'x86-64-v3', 'x86-64-v4']) {
  t.test(`rows of a cipher, ${cpu}`, async (t) => {
    const text = optimized(cipherText(mixedUp), { cpu, features: '' });
    t.equal(text.match(vectorPhi)?.length, 4, 'each row is one vector');
    t.notMatch(text, /call i32 @llvm.fshl.i32/, 'all rotations are of vectors');
  });
}

/** A loop that carries as many values as there are expressions for their next ones, with a call to keep them apart. */
function loopText(updates: readonly string[]): string {
  return `
define void @walk(i32 %n) {
entry:
  br label %loop
loop:
  ${updates.map((_, i) => `%x${i} = phi i32 [ ${i}, %entry ], [ %y${i}, %loop ]`).join('\n')}
  ${updates.map((update, i) => `%y${i} = ${update.replace('$', `%x${i}`)}`).join('\n')}
  %more = call i1 @use(${updates.map((_, i) => `i32 %y${i}`).join(', ')})
  br i1 %more, label %loop, label %done
done:
  ret void
}
declare i1 @use(${updates.map(() => 'i32').join(', ')})`;
}

/** Which of the expressions the phis of the optimized loop belong to, by their first values. */
function orderOf(updates: readonly string[]): number[] {
  const text = optimized(loopText(updates), { cpu: 'x86-64', features: '' });
  return [...text.matchAll(/phi i32 \[ (\d+), %entry \]/g)].map(([, first]) => Number(first));
}

t.test('order of phis', async (t) => {
  const [a, b, c] = ['xor i32 $, %n', 'mul i32 $, %n', 'mul i32 %n, $'];
  t.same(orderOf([a, b, a, b, a, b, a, b]), [0, 2, 4, 6, 1, 3, 5, 7], 'by the shape of what they become');
  t.same(orderOf([a, b, a, c, a, b, a, c]), [0, 2, 4, 6, 1, 3, 5, 7], 'operands of a product may change places');
  t.same(orderOf([a, b, a, b, b, a, b]), [1, 3, 4, 6, 0, 2, 5], 'groups of fewer than four follow as they were');
  t.same(orderOf([a, b, a, b, a, b]), [0, 1, 2, 3, 4, 5], 'and alone change nothing');
});
