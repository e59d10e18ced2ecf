// What is dear to find out is remembered for a while.
import t from 'tap';
import { Recent } from '../../../tiers/recent.ts';

/** Answers are numbered; finding one takes some milliseconds of the clock. */
function world(price = 1) {
  let [now, found] = [0, 0];
  const find = (key: string) => {
    now += price;
    return `${key}${++found}`;
  };
  const recent = new Recent(find, () => now);
  const pass = (ms: number) => {
    now += ms;
  };
  return { recent, pass };
}

t.test('for a time in proportion to the price', (t) => {
  const { recent, pass } = world();
  t.equal(recent.get('a'), 'a1');
  pass(48);
  t.equal(recent.get('a'), 'a1');
  t.equal(recent.get('b'), 'b2', 'each key on its own');
  pass(2);
  t.equal(recent.get('a'), 'a3');
  t.end();
});

t.test('however long it took, not for long', (t) => {
  const { recent, pass } = world(40);
  t.equal(recent.get('a'), 'a1');
  pass(99);
  t.equal(recent.get('a'), 'a1');
  pass(1);
  t.equal(recent.get('a'), 'a2');
  t.end();
});

t.test('until it is told that it is not true any more', (t) => {
  const { recent } = world();
  t.equal(recent.get('a'), 'a1');
  recent.forget('b');
  t.equal(recent.get('a'), 'a1');
  recent.forget('a');
  t.equal(recent.get('a'), 'a2');
  t.end();
});
