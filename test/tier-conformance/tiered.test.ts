// The suite with thresholds of 1: everything is replaced while it runs. Fails when nothing was.
import t from 'tap';
import { eagerTuning } from '../../src/index.ts';
import { compare, expectedObservations, runSuite } from './suite.ts';

const expected = expectedObservations();
const reports = runSuite('tiered', eagerTuning);
t.equal(reports.length, expected.size, 'every program was run to its end');
compare(t, reports, expected);
for (const { program, swaps, refused } of reports) {
  t.ok(swaps > 0, `${program}: ${swaps} swaps`);
  t.strictSame(refused, [], `${program}: every compile succeeded`);
}
