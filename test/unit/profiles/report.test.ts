// The report's data and page: sums agree, and no name of a module can become markup.
import t from 'tap';
import { emptyProfile, type Profile } from '../../../profiles/profile.ts';
import { type FlameNode, reportData } from '../../../profiles/report/report-data.ts';
import { reportPage } from '../../../profiles/report/report-page.ts';
import { frameKey, type StackTree, totalTime } from '../../../profiles/stack-tree.ts';

const node = (timeNs: number, ...children: [number, StackTree][]): StackTree => ({
  samples: timeNs / 10,
  timeNs,
  children: new Map(children),
});

const evil = '</script><img src=x onerror="document.title=1"><!--';
const profile: Profile = {
  ...emptyProfile('cd'.repeat(32)),
  functions: new Map([
    [5, { functionIndex: 5, entries: 3, loops: new Map(), outcomes: new Map(), indirect: new Map() }],
  ]),
  history: new Map([
    [5, [{ atUs: 10, kind: 'baseline', loop: 0, compileUs: 2, codeBytes: 9 }]],
    [6, [{ atUs: 20, kind: 'optimized', loop: 0, compileUs: 2, codeBytes: 9 }]],
  ]),
  stacks: node(
    100,
    [frameKey('baseline', 5), node(200, [frameKey('optimized', 6), node(300)], [frameKey('host'), node(50)])],
    [frameKey('foreign'), node(10)],
  ),
};
const source = {
  program: `a"${evil}.wasm`,
  profile,
  functionName: (index: number) => `${evil}${index}`,
  bodyBytes: (index: number) => index,
};

t.test('every frame is worth its parts', async (t) => {
  const data = reportData(source);
  t.equal(data.flame.value, totalTime(profile.stacks).timeNs);
  const check = ({ value, selfNs, children }: FlameNode): void => {
    t.equal(
      value,
      children.reduce((sum, child) => sum + child.value, selfNs),
    );
    children.forEach(check);
  };
  check(data.flame);
  t.same(data.timeByKind, { baseline: 200, optimized: 300, host: 50, foreign: 10 });
  t.same(
    data.functions.map(({ functionIndex, baselineNs, optimizedNs }) => [functionIndex, baselineNs, optimizedNs]),
    [
      [6, 0, 300],
      [5, 200, 0],
    ],
  );
  t.match(data, { functionCount: 2, optimizedCount: 1, events: { baseline: 1, optimized: 1, continuation: 0 } });
});

t.test('names stay text', async (t) => {
  const page = reportPage(reportData(source), { script: 'const end = "</script>";', style: '' });
  t.notOk(page.includes('<img'));
  t.notOk(page.includes('<!--'));
  t.equal(page.match(/<script/g)?.length, 2);
  t.equal(page.match(/<\/script>/g)?.length, 2);
  const json = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] as string;
  t.same(JSON.parse(json), JSON.parse(JSON.stringify(reportData(source))));
  t.notMatch(page, /https?:\/\/(?!www\.w3\.org)/, 'nothing is fetched');
});
