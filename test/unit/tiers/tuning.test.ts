// Settings: defaults, parsing from the command line, and clear errors.
import t from 'tap';
import { defaultTuning, parseTuning, resolveTuning } from '../../../tiers/tuning.ts';

t.test('defaults and overrides', (t) => {
  t.strictSame(resolveTuning(), defaultTuning);
  t.equal(resolveTuning({ entryBudget: 7 }).entryBudget, 7);
  t.end();
});

t.test('settings of the command line', (t) => {
  t.strictSame(parseTuning(['entryBudget=5', 'sync', 'inlineSiteShare=0.5', 'forceOsr=false']), {
    entryBudget: 5,
    sync: true,
    inlineSiteShare: 0.5,
    forceOsr: false,
  });
  t.throws(() => parseTuning(['nonsense=1']), { name: 'RangeError', message: /unknown tuning setting 'nonsense'/ });
  t.throws(() => parseTuning(['entryBudget=many']), /'entryBudget' must be a number/);
  t.throws(() => parseTuning(['entryBudget=']), /'entryBudget' must be a number/);
  t.throws(() => parseTuning(['entryBudget=true']), /'entryBudget' must be a number/);
  t.throws(() => parseTuning(['sync=1']), /'sync' must be true or false/);
  t.throws(() => resolveTuning({ loopBudget: 0 }), /at least 1/);
  t.throws(() => resolveTuning({ poolThreads: -1 }), RangeError);
  t.end();
});
