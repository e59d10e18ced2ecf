// Batch choice: breadth first from the root, bounded, without what others compile.
import t from 'tap';
import { type BatchSource, chooseBatch } from '../../../tiers/batch.ts';
import { Claims } from '../../../tiers/claims.ts';

/** 0 calls 1, 2, 3; 1 calls 4; 2 calls 5 and 0; the rest call nothing. Function i has 10·(i + 1) bytes. */
const graph: readonly (readonly number[])[] = [[1, 2, 3], [4], [5, 0], [], [], []];

function source(available: (index: number) => boolean = () => true): BatchSource {
  return { callees: (index) => graph[index] ?? [], bodyBytes: (index) => 10 * (index + 1), available };
}

t.test('breadth first', (t) => {
  t.strictSame(chooseBatch(0, source(), { bodyBytes: 1000, functions: 100 }), [0, 1, 2, 3, 4, 5]);
  t.strictSame(chooseBatch(2, source(), { bodyBytes: 1000, functions: 100 }), [2, 5, 0, 1, 3, 4]);
  t.end();
});

t.test('bounds', (t) => {
  t.strictSame(chooseBatch(0, source(), { bodyBytes: 1000, functions: 3 }), [0, 1, 2]);
  t.strictSame(chooseBatch(0, source(), { bodyBytes: 65, functions: 100 }), [0, 1, 2], 'function 3 would be too much');
  t.strictSame(chooseBatch(5, source(), { bodyBytes: 1, functions: 100 }), [5], 'the root always is in');
  t.end();
});

t.test('functions that somebody else has', (t) => {
  const free = source((index) => index !== 1);
  t.strictSame(chooseBatch(0, free, { bodyBytes: 1000, functions: 100 }), [0, 2, 3, 5]);
  t.end();
});

t.test('claims', (t) => {
  const claims = new Claims(3);
  t.ok(claims.isFree(1));
  claims.claim(1);
  t.notOk(claims.isFree(1));
  claims.finish(1);
  t.notOk(claims.isFree(1));
  claims.fail(2);
  t.notOk(claims.isFree(2), 'nobody tries again what failed');
  t.end();
});
