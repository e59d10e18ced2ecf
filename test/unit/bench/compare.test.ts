// Percentiles, ratios and interleaving of the bench, and its tables.
import t, { type Test } from 'tap';
import { geometricMean, interleave, ratioOf, spreadOf } from '../../../bench/compare.ts';
import { figure, formatReport, table } from '../../../bench/report.ts';

function close(t: Test, actual: number, expected: number): void {
  t.ok(Math.abs(actual - expected) <= expected * 0.002, `${actual} is about ${expected}`);
}

t.test('percentiles keep three digits', async (t) => {
  const spread = spreadOf(Array.from({ length: 100 }, (_, index) => index + 1));
  t.equal(spread.samples, 100);
  close(t, spread.median, 50);
  close(t, spread.p10, 10);
  close(t, spread.p90, 90);
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

t.test('tables', async (t) => {
  t.equal(
    table([
      ['a', 'b'],
      ['long', '12'],
    ]),
    'a      b\nlong  12',
  );
  t.equal(figure(1234.5), '1235');
  t.equal(figure(0.01234), '0.0123');
  const spread = spreadOf([1]);
  const report = formatReport({
    results: [{ suite: 's', subject: 'x', contestant: 'y', unit: 'ms', spread, ratios: { z: spread } }],
    summaries: [{ suite: 's', name: 'mean', value: 1 }],
    failures: [{ suite: 's', subject: 'x', contestant: 'w', message: 'broke' }],
  });
  t.match(report, /× z/);
  t.match(report, /1\.00 \[1\.00–1\.00\]/);
  t.match(report, /not measured: s x w: broke/);
});
