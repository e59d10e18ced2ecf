// Percentiles, ratios and interleaving of the bench.
import t, { type Test } from 'tap';
import { geometricMean, interleave, ratioOf, spreadOf } from '../../../bench/compare.ts';

function close(t: Test, actual: number, expected: number): void {
  t.ok(Math.abs(actual - expected) <= expected * 0.002, `${actual} is about ${expected}`);
}

t.test('percentiles keep three digits', async (t) => {
  const spread = spreadOf(Array.from({ length: 100 }, (_, index) => index + 1));
  t.equal(spread.samples, 100);
  close(t, spread.median, 50);
  close(t, spread.p25, 25);
  close(t, spread.p75, 75);
  close(t, spread.maximum, 100);
});

t.test('ratios are taken round by round', async (t) => {
  const slowRound = [10, 10, 1000];
  close(t, ratioOf([5, 5, 500], slowRound).maximum, 0.5);
  t.equal(ratioOf([5, 5], slowRound).samples, 2);
  close(t, geometricMean([0.5, 2]), 1);
});

t.test('contestants take turns, and each begins once', async (t) => {
  const order: string[] = [];
  const samples = await interleave(3, [() => order.push('a'), () => order.push('b'), async () => order.push('c')]);
  t.equal(order.join(''), 'abcbcacab');
  t.same(
    samples.map((list) => list.length),
    [3, 3, 3],
  );
});
