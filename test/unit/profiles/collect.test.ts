// Counter blocks to profiles, weights and reports.
import t from 'tap';
import { collectFunction, foreignTarget } from '../../../profiles/collect.ts';
import { dominantTargets, profileView } from '../../../profiles/weights.ts';
import { Flow } from '../../../src/core/counter-flow.ts';
import { counterLayout, IndirectSite, loopWord } from '../../../src/core/counter-layout.ts';

const layout = counterLayout({
  loopCount: 1,
  loopOffsets: [100],
  siteCount: 3,
  siteKinds: [0, 1, 2],
  siteOffsets: [110, 120, 130],
  siteDetails: [0, 3, 0],
  // A loop around a branch back, an indirect call and a table that leaves it.
  flow: Int32Array.of(Flow.loop, Flow.branch, Flow.table | (3 << 4), 1, 1, 1, Flow.indirect, Flow.end, Flow.end),
});

function block(): Uint32Array {
  const words = new Uint32Array(layout.words);
  words[0] = -400 >>> 0;
  words[1] = 1000;
  words[loopWord(0)] = -1 >>> 0;
  words[loopWord(0) + 1] = 51;
  const [branch, table, indirect] = layout.sites;
  words[branch!.word] = 7;
  words.set([1, 0, 2], table!.word);
  words[indirect!.word] = 80;
  const targets = [7, 5, foreignTarget, 7];
  targets.forEach((target, i) => {
    const entry = indirect!.word + IndirectSite.targets + i * IndirectSite.targetWords;
    words[entry] = target;
    words[entry + IndirectSite.countWord] = 2;
  });
  return words;
}

t.test('a block becomes a profile', (t) => {
  const profile = collectFunction(12, layout, block());
  t.strictSame(profile, {
    functionIndex: 12,
    entries: 600,
    loops: new Map([[100, 50]]),
    outcomes: new Map<number, number[]>([
      [110, [7, 43]],
      [120, [1, 0, 2]],
    ]),
    indirect: new Map([
      [
        130,
        {
          total: 80,
          foreign: 2,
          targets: [
            { functionIndex: 7, count: 4 },
            { functionIndex: 5, count: 2 },
          ],
        },
      ],
    ]),
  });
  t.end();
});

t.test('a block that never counted', (t) => {
  const profile = collectFunction(1, layout, new Uint32Array(layout.words));
  t.equal(profile.entries + profile.loops.size + profile.outcomes.size + profile.indirect.size, 0);
  t.end();
});

t.test('weights', (t) => {
  const profile = collectFunction(12, layout, block());
  const view = profileView([profile]);
  t.equal(view.maxCount, 600);
  t.equal(view.totalCount, 650);
  t.equal(view.functionProfile(12), profile);
  t.equal(view.functionProfile(13), undefined);
  const site = profile.indirect.get(130)!;
  t.strictSame(dominantTargets(site, 0.4), [{ functionIndex: 7, count: 4, share: 0.5 }]);
  t.strictSame(dominantTargets({ total: 1, foreign: 0, targets: [] }, 0), []);
  t.end();
});
