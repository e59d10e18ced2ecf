// The policy: prices against gains, units around hot functions, refusals.
import t from 'tap';
import type { FunctionProfile } from '../../../profiles/profile-view.ts';
import { profileView } from '../../../profiles/weights.ts';
import type { BodyFacts } from '../../../tiers/body-facts.ts';
import {
  compilePriceNs,
  compileRank,
  decide,
  decideMisfit,
  formUnit,
  isOutgrown,
  type PolicySource,
  timeSpentNs,
} from '../../../tiers/policy.ts';
import { resolveTuning } from '../../../tiers/tuning.ts';

const tuning = resolveTuning({
  baselineNsPerByte: 1,
  optimizeNsPerByte: 10,
  optimizeFixedNs: 1000,
  expectedSaving: 0.5,
  backgroundPrice: 1,
  entryBudget: 10,
  loopBudget: 20,
  maxBudget: 1_000_000,
  inlineTinyBytes: 5,
  inlineCalleeBytes: 100,
  inlineSiteShare: 0.5,
  guardedTargetShare: 0.3,
  maxOptimizedBodyBytes: 5000,
});

interface Sketch {
  readonly bytes: number;
  readonly callees?: readonly number[];
  readonly loops?: BodyFacts['loops'];
  readonly profile?: Partial<FunctionProfile>;
}

function source(sketches: readonly Sketch[], failures = 0): PolicySource {
  const profiles = sketches.flatMap(({ profile }, functionIndex): FunctionProfile[] =>
    profile
      ? [{ functionIndex, entries: 0, loops: new Map(), outcomes: new Map(), indirect: new Map(), ...profile }]
      : [],
  );
  return {
    profile: profileView(profiles),
    bodyBytes: (index) => sketches[index]!.bytes,
    body: (index) => {
      const { bytes, callees = [], loops = [] } = sketches[index]!;
      return { callees, loops, straightBytes: bytes - loops.reduce((sum, loop) => sum + loop.ownBytes, 0) };
    },
    isReplaced: () => false,
    executedBytes: () => 0,
    callsSinceAsked: () => ({ elapsedNs: 0, entries: 0 }),
    failures: () => failures,
  };
}

t.test('prices', (t) => {
  t.equal(compilePriceNs(100, tuning), 2000);
  const sketch = source([{ bytes: 100, loops: [{ offset: 7, ownBytes: 40 }] }]);
  const profile = { functionIndex: 0, entries: 2, loops: new Map([[7, 10]]), outcomes: new Map(), indirect: new Map() };
  t.equal(timeSpentNs(profile, sketch.body(0), tuning), 2 * 60 + 10 * 40);
  t.end();
});

t.test('what ran longer for its price goes first', (t) => {
  const profile = { entries: 10 };
  const sketches = source([{ bytes: 100, profile }, { bytes: 100, profile: { entries: 20 } }, { bytes: 100 }]);
  const [some, more, none] = [0, 1, 2].map((index) => compileRank(index, 100, sketches, tuning));
  t.ok(more! < some! && some! < none!);
  t.ok(compileRank(0, 100, sketches, tuning) < compileRank(0, 200, sketches, tuning), 'a larger unit has to earn more');
  const large = { ...tuning, largeUnitBytes: 50 };
  const partly = (bytes: number) => compileRank(0, 100, { ...sketches, executedBytes: () => bytes }, large);
  t.ok(partly(500) < partly(50), 'of a large one counts what ran of it');
  t.end();
});

t.test('a version is outgrown by a loop that ran eight times as much since', (t) => {
  const counted = (...loops: [number, number][]) => ({
    functionIndex: 0,
    entries: 1,
    loops: new Map(loops),
    outcomes: new Map(),
    indirect: new Map(),
  });
  const [before, now] = [counted([7, 100]), counted([7, 799], [9, 8])];
  t.notOk(isOutgrown([7], before, now, tuning));
  t.ok(isOutgrown([7], before, counted([7, 800]), tuning));
  t.ok(isOutgrown([7, 9], before, now, tuning), 'a loop that had not run yet');
  t.notOk(isOutgrown([9], before, counted([9, 7]), tuning));
  t.notOk(isOutgrown([], before, now, tuning), 'only loops that are asked about');
  t.end();
});

t.test('waits until the gain exceeds the price, and says how long', (t) => {
  const cold = source([{ bytes: 100, profile: { entries: 10 } }]);
  const event = { functionIndex: 0, loop: -1 };
  t.strictSame(decide(event, cold, tuning), { kind: 'wait', nextBudget: 30 });
  t.strictSame(decide(event, source([{ bytes: 100, profile: { entries: 40 } }]), tuning), {
    kind: 'optimize',
    what: 'function',
  });
  const nearly = source([{ bytes: 100, profile: { entries: 39 } }]);
  t.strictSame(decide(event, nearly, tuning), { kind: 'wait', nextBudget: 10 }, 'never below the budget');
  t.end();
});

t.test('time in a loop counts for the function', (t) => {
  const loops = [{ offset: 7, ownBytes: 50 }];
  const busy = source([{ bytes: 100, loops, profile: { entries: 1, loops: new Map([[7, 90]]) } }]);
  t.equal(decide({ functionIndex: 0, loop: 0 }, busy, tuning).kind, 'optimize');
  const idle = source([{ bytes: 100, loops, profile: { entries: 1, loops: new Map([[7, 20]]) } }]);
  t.strictSame(decide({ functionIndex: 0, loop: 0 }, idle, tuning), { kind: 'wait', nextBudget: 59 });
  t.end();
});

t.test('refusals', (t) => {
  const event = { functionIndex: 0, loop: -1 };
  const large = decide(event, source([{ bytes: 6000, profile: { entries: 1e9 } }]), tuning);
  t.match(large, { kind: 'stay', reason: /6000 bytes is above the limit/ });
  const failing = decide(event, source([{ bytes: 10, profile: { entries: 1e9 } }], 2), tuning);
  t.match(failing, { kind: 'stay', reason: /failed/ });
  t.end();
});

t.test('sync tiering asks no price', (t) => {
  const cold = source([{ bytes: 100 }]);
  t.equal(decide({ functionIndex: 0, loop: -1 }, cold, { ...tuning, sync: true }).kind, 'optimize');
  t.end();
});

t.test('units hold hot callees, tiny ones and dominant indirect targets', (t) => {
  const indirect = new Map([
    [
      9,
      {
        total: 100,
        foreign: 0,
        targets: [
          { functionIndex: 5, count: 8 },
          { functionIndex: 6, count: 2 },
        ],
      },
    ],
  ]);
  const unit = formUnit(
    0,
    source([
      { bytes: 50, callees: [1, 2, 3, 4], profile: { entries: 10, indirect } },
      { bytes: 50, callees: [7], profile: { entries: 9 } },
      { bytes: 50, profile: { entries: 2 } },
      { bytes: 4 },
      { bytes: 101, profile: { entries: 1000 } },
      { bytes: 50, profile: { entries: 8 } },
      { bytes: 50, profile: { entries: 2 } },
      { bytes: 50, profile: { entries: 30 } },
    ]),
    tuning,
  );
  t.strictSame(unit, [0, 1, 5, 3, 7]);
  t.end();
});

t.test('a function that fills its unit has room for some that are hot', (t) => {
  const callees = [1, 2, 3, 4];
  const interpreter = source([
    { bytes: 1000, callees, profile: { entries: 10 } },
    { bytes: 4, profile: { entries: 1 } },
    { bytes: 40, profile: { entries: 900 } },
    { bytes: 70, profile: { entries: 20 } },
    { bytes: 90, profile: { entries: 800 } },
  ]);
  const full = { ...tuning, optimizedUnitBytes: 500, largeUnitBytes: 800, largeUnitRoom: 0.1 };
  t.strictSame(formUnit(0, interpreter, full), [0, 2], 'hottest first, nothing for its size alone');
  t.strictSame(formUnit(0, interpreter, { ...full, largeUnitRoom: 0.2 }), [0, 2, 4, 3]);
  t.strictSame(formUnit(0, interpreter, { ...full, largeUnitBytes: 1000, largeUnitRoom: 0.1 }), [0, 2, 1]);
  t.strictSame(formUnit(0, interpreter, { ...full, largeUnitRoom: 0 }), [0]);
  t.end();
});

t.test('units stay within their bounds and end on recursion', (t) => {
  const ring = [
    { bytes: 50, callees: [1], profile: { entries: 10 } },
    { bytes: 50, callees: [0, 1], profile: { entries: 10 } },
  ];
  t.strictSame(formUnit(0, source(ring), tuning), [0, 1]);
  t.strictSame(formUnit(0, source(ring), { ...tuning, optimizedUnitFunctions: 1 }), [0]);
  t.strictSame(formUnit(0, source(ring), { ...tuning, optimizedUnitBytes: 60 }), [0]);
  t.end();
});

t.test('a loop gets a continuation only where calls last', (t) => {
  const loops = [{ offset: 7, ownBytes: 50 }];
  const sketch = (entries: number, iterations: number): Sketch[] => [
    { bytes: 100, loops, profile: { entries, loops: new Map([[7, iterations]]) } },
  ];
  const event = { functionIndex: 0, loop: 0 };
  const lasting = { ...tuning, lastingCallNs: 10_000 };
  t.match(decide(event, source(sketch(1, 1000)), lasting), { kind: 'optimize', what: 'loop' });
  t.match(decide(event, source(sketch(1000, 100_000)), lasting), { kind: 'optimize', what: 'function' });
  const slow = { ...lasting, optimizeFixedNs: 100_000 };
  const [short, long] = [1500, 2500];
  t.match(decide(event, source(sketch(1, 50_000)), slow), { what: 'loop' }, 'the first call');
  t.match(decide(event, source(sketch(100, 100 * short)), slow), { what: 'function' }, 'shorter than the compile');
  t.match(decide(event, source(sketch(100, 100 * long)), slow), { what: 'loop' }, 'longer');
  const answer = (elapsedNs: number, entries: number) => {
    const calls = { isReplaced: () => true, callsSinceAsked: () => ({ elapsedNs, entries }) };
    return decide(event, { ...source(sketch(1000, 100_000)), ...calls }, lasting);
  };
  t.match(answer(0, 0), { kind: 'wait' }, 'a frame of the old version may be about to return');
  t.match(answer(20_000, 0), { kind: 'optimize', what: 'loop' }, 'but does not');
  t.match(decide({ functionIndex: 0, loop: -1 }, source(sketch(1, 1e6)), lasting), { what: 'function' });
  t.end();
});

t.test('a large function gets a continuation only for calls that outlast the compile', (t) => {
  const large = { ...tuning, largeUnitBytes: 50, lastingCallNs: 1 };
  const profile = { entries: 1, loops: new Map([[7, 1000]]) };
  const sketches = source([{ bytes: 100, loops: [{ offset: 7, ownBytes: 40 }], profile }]);
  const answer = (elapsedNs: number, entries: number, isReplaced = false) => {
    const calls = { isReplaced: () => isReplaced, callsSinceAsked: () => ({ elapsedNs, entries }) };
    const seen = { ...sketches, ...calls, executedBytes: () => 1000 };
    return decide({ functionIndex: 0, loop: 0 }, seen, large);
  };
  t.strictSame(answer(0, 0), { kind: 'wait', nextBudget: 500 }, 'nobody knows yet');
  t.match(answer(2000, 0), { kind: 'optimize', what: 'loop' }, 'still the same call');
  t.match(answer(2000, 5), { kind: 'optimize', what: 'function' }, 'calls return');
  t.match(answer(20_000, 5), { kind: 'optimize', what: 'loop' }, 'after long calls');
  t.match(answer(500, 0, true), { kind: 'wait' }, 'a frame of the old version may be about to return');
  t.match(answer(2000, 0, true), { kind: 'optimize', what: 'loop' }, 'but does not');
  t.end();
});

t.test('a large function is optimized early, by what ran of it', (t) => {
  const large = { ...tuning, largeUnitBytes: 50, largeHeadStart: 0.1 };
  const sketches = source([{ bytes: 100, profile: { entries: 1000 } }]);
  const answer = (bytes: number) =>
    decide({ functionIndex: 0, loop: -1 }, { ...sketches, executedBytes: () => bytes }, large);
  t.match(answer(400), { kind: 'optimize', what: 'function' }, 'a tenth of 4000');
  t.strictSame(answer(399), { kind: 'wait', nextBudget: 500 }, 'asked again after half as many calls');
  t.end();
});

t.test('misfits are answered when they have cost what a recount costs, each time twice as much', (t) => {
  const misfitting = source([{ bytes: 100 }]);
  const dear = { ...tuning, misfitNs: 2, misfitBudget: 50, maxRecounts: 2 };
  const answer = (count: number, recounts: number) => decideMisfit(0, { count, recounts }, misfitting, dear);
  t.strictSame(answer(0, 0), { kind: 'wait', nextBudget: 2000 }, 'twice the compile, at 2 ns a misfit');
  t.strictSame(answer(1990, 0), { kind: 'wait', nextBudget: 50 }, 'never in fewer than the budget');
  t.strictSame(answer(2000, 0), { kind: 'recount' });
  t.strictSame(answer(2000, 1), { kind: 'wait', nextBudget: 2000 });
  t.strictSame(answer(4000, 1), { kind: 'recount' });
  t.strictSame(answer(1e9, 2), { kind: 'stay' }, 'often enough');
  const failing = source([{ bytes: 100 }], 2);
  t.strictSame(decideMisfit(0, { count: 1e9, recounts: 0 }, failing, dear), { kind: 'stay' });
  t.strictSame(decideMisfit(0, { count: 1, recounts: 0 }, misfitting, { ...dear, sync: true }), { kind: 'recount' });
  t.end();
});
