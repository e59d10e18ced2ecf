// Ranking, comparing, and counts by line: what `pgo inspect` and `pgo diff` show.
import t from 'tap';
import type { TierEvent } from '../../../profiles/history.ts';
import { lineCounts } from '../../../profiles/line-counts.ts';
import { diffProfiles, hottestBranches, hottestCallSites, rankFunctions } from '../../../profiles/overview.ts';
import { emptyProfile, type Profile } from '../../../profiles/profile.ts';
import type { FunctionProfile } from '../../../profiles/profile-view.ts';
import { emptyStacks, frameKey, mergeStacks, type StackTree, totalTime } from '../../../profiles/stack-tree.ts';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { disassembleFunction } from '../../../src/disassemble/disassemble.ts';
import { assemble } from '../../../src/text/assemble.ts';

function counted(functionIndex: number, entries: number, loops: readonly [number, number][] = []): FunctionProfile {
  return { functionIndex, entries, loops: new Map(loops), outcomes: new Map(), indirect: new Map() };
}

function profileOf(functions: readonly FunctionProfile[], stacks: StackTree = emptyStacks): Profile {
  const byIndex = new Map(functions.map((entry) => [entry.functionIndex, entry]));
  return { ...emptyProfile('ab'.repeat(32)), functions: byIndex, stacks };
}

/** A tree of one stack. */
function stack(keys: readonly number[], samples: number): StackTree {
  const [key, ...rest] = keys;
  if (key === undefined) return { samples, timeNs: samples * 1000, children: new Map() };
  return { ...emptyStacks, children: new Map([[key, stack(rest, samples)]]) };
}

const event = (kind: TierEvent['kind']): TierEvent => ({ atUs: 1, kind, loop: 0, compileUs: 2, codeBytes: 3 });

t.test('functions rank by executions, or by sampled time where there is any', async (t) => {
  const functions = [counted(1, 10), counted(2, 5, [[100, 50]]), counted(3, 0)];
  t.same(
    rankFunctions(profileOf(functions)).map(({ functionIndex, executions }) => [functionIndex, executions]),
    [
      [2, 55],
      [1, 10],
      [3, 0],
    ],
  );
  const stacks = mergeStacks(
    stack([frameKey('baseline', 1), frameKey('optimized', 3)], 7),
    mergeStacks(stack([frameKey('baseline', 1)], 2), stack([frameKey('optimized', 1), frameKey('host')], 1)),
  );
  t.same(totalTime(stacks), { samples: 10, timeNs: 10_000 });
  const history = new Map([
    [1, [event('baseline'), event('failed')]],
    [3, [event('baseline'), event('continuation')]],
    [4, [event('optimized')]],
  ]);
  const ranked = rankFunctions({ ...profileOf(functions, stacks), history });
  t.same(
    ranked.map(({ functionIndex, tier, timeNs }) => [functionIndex, tier, timeNs]),
    [
      [3, 'continuation', 7000],
      [1, 'baseline', 2000],
      [2, undefined, 0],
      [4, 'optimized', 0],
    ],
  );
  t.same(ranked[0]?.time, { baseline: { samples: 0, timeNs: 0 }, optimized: { samples: 7, timeNs: 7000 } });
});

t.test('sites rank by count', async (t) => {
  const site = { total: 9, foreign: 1, targets: [{ functionIndex: 4, count: 2 }] };
  const entry = {
    ...counted(1, 1),
    outcomes: new Map([
      [10, [1, 2]],
      [20, [40, 0]],
    ]),
    indirect: new Map([
      [30, { ...site, total: 3 }],
      [40, site],
    ]),
  };
  t.match(hottestBranches([entry], 1), [{ functionIndex: 1, offset: 20, total: 40 }]);
  t.same(hottestCallSites([entry], 9), [
    { functionIndex: 1, offset: 40, site },
    { functionIndex: 1, offset: 30, site: { ...site, total: 3 } },
  ]);
});

t.test('differences are of shares, so that a longer run alone is none', async (t) => {
  const a = profileOf([counted(1, 10), counted(2, 30)]);
  const b = profileOf([counted(1, 100), counted(2, 300)]);
  t.ok(diffProfiles(a, b).changes.every((change) => change.shareBefore === change.shareAfter));
  const c = profileOf([counted(2, 5), counted(3, 15)]);
  const { measure, changes } = diffProfiles(a, c);
  t.equal(measure, 'executions');
  t.same(
    changes.map(({ functionIndex, shareBefore, shareAfter }) => [functionIndex, shareBefore, shareAfter]),
    [
      [3, 0, 0.75],
      [2, 0.75, 0.25],
      [1, 0.25, 0],
    ],
  );
});

t.test('counts by line follow control', async (t) => {
  const module = decodeModule(
    await assemble(
      `(module (func (param i32) (result i32)
      block loop local.get 0 br_if 1 nop br 0 end end
      local.get 0 if nop else drop_me end i32.const 1
      block local.get 0 br_table 0 0 end return)
    )`.replace('drop_me', 'i32.const 0 drop'),
    ),
  );
  const lines = disassembleFunction(module, 0, { functionName: () => undefined });
  const at = (text: string) => lines.find((line) => line.text === text)?.offset as number;
  const profile: FunctionProfile = {
    ...counted(0, 10, [[at('loop'), 100]]),
    outcomes: new Map([
      [at('br_if 1'), [90, 10]],
      [at('if'), [7, 3]],
      [at('br_table 0 0'), [4, 6]],
    ]),
  };
  const counts = lineCounts(module, 0, profile);
  t.same(
    lines.slice(1).map(({ text, offset }) => `${counts.get(offset)} ${text}`),
    [
      '10 block',
      '100 loop',
      '100 local.get 0',
      '100 br_if 1',
      '90 nop',
      '90 br 0',
      '0 end',
      '10 end',
      '10 local.get 0',
      '10 if',
      '3 nop',
      '7 else',
      '7 i32.const 0',
      '7 drop',
      '10 end',
      '10 i32.const 1',
      '10 block',
      '10 local.get 0',
      '10 br_table 0 0',
      '10 end',
      '10 return',
      '0 end',
    ],
  );
});
