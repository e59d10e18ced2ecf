// What is kept of functions whose profile did not fit: misfits, phases, and when a function is settled.
import t from 'tap';
import type { FunctionProfile } from '../../../profiles/profile-view.ts';
import { ProfileFits } from '../../../tiers/profile-fit.ts';

/** Counts of function 0: entries, and an indirect site that always had one target. */
function phase(entries: number, target: number): FunctionProfile {
  const targets = [{ functionIndex: target, count: entries / 10 }];
  return {
    functionIndex: 0,
    entries,
    loops: new Map([[5, 4 * entries]]),
    outcomes: new Map([[7, [entries, 0]]]),
    indirect: new Map([[9, { total: entries, foreign: 0, targets }]]),
  };
}

t.test('misfits add up by the budgets that were spent', async (t) => {
  const fits = new ProfileFits(100, 2);
  t.match(fits.spent(0), { count: 100, recounts: 0 });
  fits.allow(0, 250);
  t.match(fits.spent(0), { count: 350, recounts: 0 });
  fits.recount(0, undefined);
  t.match(fits.spent(0), { count: 100, recounts: 1 }, 'from the beginning for new code');
});

t.test('a phase replaces the one before, until all are merged with the same weight', async (t) => {
  const fits = new ProfileFits(100, 2);
  const [first, second, third] = [phase(1_000_000, 1), phase(2000, 2), phase(1000, 3)];
  t.equal(fits.lasting(0, first), first);
  fits.recount(0, first);
  t.ok(fits.isRecounted(0));
  t.notOk(fits.isSettled(0));
  t.equal(fits.lasting(0, second), second, 'the old phase does not dominate');
  fits.recount(0, second);
  t.ok(fits.isSettled(0));
  t.strictSame(fits.lasting(0, third), {
    functionIndex: 0,
    entries: 3000,
    loops: new Map([[5, 12_000]]),
    outcomes: new Map([[7, [3000, 0]]]),
    indirect: new Map([
      [
        9,
        {
          total: 3000,
          foreign: 0,
          targets: [1, 2, 3].map((functionIndex) => ({ functionIndex, count: 100 })),
        },
      ],
    ]),
  });
  t.equal(fits.all(0, third)?.entries, 1_003_000, 'nothing that was counted is lost');
  t.equal(fits.lasting(1, first), first, 'others are not concerned');
});

t.test('recounts of earlier processes count', async (t) => {
  const fits = new ProfileFits(100, 2);
  fits.restore(0, 1);
  t.notOk(fits.isRecounted(0), 'nothing was replaced here');
  t.match(fits.spent(0), { count: 100, recounts: 1 });
  fits.recount(0, undefined);
  t.ok(fits.isSettled(0));
});

t.test('phases without counts weigh nothing', async (t) => {
  const fits = new ProfileFits(100, 1);
  fits.recount(0, undefined);
  t.equal(fits.lasting(0, undefined), undefined);
  t.equal(fits.all(0, undefined), undefined);
  const counted = phase(500, 1);
  t.strictSame(fits.lasting(0, counted), counted);
});
