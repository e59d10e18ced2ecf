// Places of parameters and results.
import t from 'tap';
import type { NumType } from '../../../src/core/module.ts';
import { classify, overflowOffset } from '../../../src/core/signature.ts';

const places = (params: readonly (NumType | 'externref')[]) =>
  classify({ params, results: [] }).params.map(({ where, slot }) => `${where}${slot}`);

t.strictSame(places(['i32', 'f64', 'externref', 'f32']), ['int0', 'fp0', 'int1', 'fp1'], 'each class counts its own');
t.strictSame(
  places(['i32', 'i64', 'i32', 'i64', 'i32', 'i64', 'f32', 'externref']),
  ['int0', 'int1', 'int2', 'int3', 'int4', 'overflow0', 'fp0', 'overflow1'],
  'the sixth integer overflows, a float after it does not',
);
const floats = Array.from({ length: 9 }, (): NumType => 'f64');
t.equal(places(floats).at(-1), 'overflow0', 'the ninth float overflows');

const results = classify({ params: [], results: ['f64', 'i32', 'f32'] });
t.strictSame(
  results.results.map(({ where, slot }) => `${where}${slot}`),
  ['return0', 'overflow0', 'overflow1'],
);
t.strictSame([results.overflowParams, results.overflowResults], [0, 2]);
t.equal(overflowOffset(1) - overflowOffset(0), 16);
