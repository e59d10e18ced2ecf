// Walks along call sites and table entries: the window grows while the program follows, and closes when it goes elsewhere.
import t from 'tap';
import { CallSequence } from '../../../tiers/call-sequence.ts';

const many = Array.from({ length: 100 }, (_, i) => 100 + i);
const callees = (index: number) => (index === 0 ? many : index === 1 ? [300, 301] : []);
const tabled = Array.from({ length: 50 }, (_, i) => 500 + 2 * i);

t.test('the window doubles up to its limit', (t) => {
  const sequence = new CallSequence(callees, tabled, 4);
  sequence.compiled(0);
  t.strictSame(sequence.expected(100), [], 'one call is no walk');
  t.strictSame(sequence.expected(101), [102]);
  t.strictSame(sequence.expected(103), [104, 105]);
  t.strictSame(sequence.expected(106), [107, 108, 109, 110]);
  t.strictSame(sequence.expected(111), [112, 113, 114, 115]);
  t.strictSame(sequence.expected(198), [], 'a jump ends it');
  t.strictSame(sequence.expected(199), [], 'nothing follows the last');
  t.end();
});

t.test('another caller ends a walk', (t) => {
  const sequence = new CallSequence(callees, tabled, 4);
  sequence.compiled(0);
  sequence.compiled(1);
  sequence.expected(100);
  t.strictSame(sequence.expected(101), [102]);
  t.strictSame(sequence.expected(300), []);
  t.strictSame(sequence.expected(103), []);
  t.end();
});

t.test('table entries, backwards too', (t) => {
  const sequence = new CallSequence(callees, tabled, 4);
  t.strictSame(sequence.expected(540), []);
  t.strictSame(sequence.expected(538), [536]);
  t.strictSame(sequence.expected(534), [532, 530]);
  t.strictSame(sequence.expected(528), [526, 524, 522, 520]);
  t.strictSame(sequence.expected(530), [], 'turning round ends a walk');
  t.strictSame(sequence.expected(532), [534]);
  t.end();
});

t.test('functions that nobody is known to call', (t) => {
  const sequence = new CallSequence(callees, tabled, 4);
  t.strictSame(sequence.expected(100), []);
  t.strictSame(sequence.expected(101), []);
  t.end();
});
