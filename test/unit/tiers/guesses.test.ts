// What is compiled before it is called: soonest first, newest callers first, nothing twice.
import t from 'tap';
import type { FuncIndex } from '../../../src/core/module.ts';
import type { BatchSource } from '../../../tiers/batch.ts';
import { Guesses } from '../../../tiers/guesses.ts';

const large = { bodyBytes: 1000, functions: 100 };

/** Function i has 10·(i + 1) bytes; those of `gone` are not to be had. */
function world(gone = new Set<number>()) {
  const source: BatchSource = {
    callees: () => [],
    bodyBytes: (index) => 10 * (index + 1),
    available: (index) => !gone.has(index),
  };
  const guesses = new Guesses(source);
  const take = (limits = large) => {
    const guess = guesses.take(limits);
    return guess && [guess.distance, ...guess.functions];
  };
  return { add: (functions: FuncIndex[], distance: number) => guesses.add(functions, distance), take, gone };
}

t.test('in the order of calls, the latest caller’s first, the nearest first', (t) => {
  const { add, take } = world();
  add([1, 2], 1);
  add([7], 3);
  add([3, 4], 1);
  add([5], 2);
  t.strictSame(take({ bodyBytes: 1000, functions: 3 }), [1, 3, 4, 1]);
  t.strictSame(take(), [1, 2]);
  t.strictSame(take(), [2, 5]);
  t.strictSame(take(), [3, 7]);
  t.equal(take(), undefined);
  t.end();
});

t.test('as many as fit, at least one', (t) => {
  const { add, take } = world();
  add([1, 2, 3], 1);
  t.strictSame(take({ bodyBytes: 50, functions: 9 }), [1, 1, 2]);
  t.strictSame(take({ bodyBytes: 1, functions: 9 }), [1, 3]);
  t.end();
});

t.test('nothing twice, nothing that somebody has', (t) => {
  const { add, take, gone } = world(new Set([2]));
  add([1, 2, 1, 3], 1);
  add([1], 2);
  gone.add(3);
  t.strictSame(take(), [1, 1]);
  gone.add(1);
  t.equal(take(), undefined);
  t.end();
});
