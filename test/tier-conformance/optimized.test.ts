// The suite on the optimized tier alone: every result as V8's, and no function at another tier.
import t from 'tap';
import { compare, expectedObservations, runSuite } from './suite.ts';

const expected = expectedObservations();
const reports = runSuite('optimized', {});
t.equal(reports.length, expected.size, 'every program was run to its end');
compare(t, reports, expected);
for (const { program, tiers } of reports) t.strictSame(Object.keys(tiers), ['optimized'], `${program}: tiers`);
