// Exports, read back: every format holds the same stacks, times and names.
import { gunzipSync } from 'node:zlib';
import { Profile as PprofProfile } from 'pprof-format';
import t from 'tap';
import type { ExportSource } from '../../../profiles/export/export-source.ts';
import { exportStacks, formatOfName } from '../../../profiles/export/formats.ts';
import { listStacks, type SampledStacks, treeOf } from '../../../profiles/samples.ts';
import { frameKey, totalTime } from '../../../profiles/stack-tree.ts';

const [outer, inner, optimized, host] = [
  frameKey('baseline', 7),
  frameKey('baseline', 8),
  frameKey('optimized', 8),
  frameKey('host'),
];

/** outer 1, outer inner 2, outer optimized 3, outer optimized host 1, and one sample whose stack is unknown. */
const stacks: SampledStacks = {
  nodes: [
    { parent: -1, key: outer, samples: 1, timeNs: 1_000_000 },
    { parent: 0, key: inner, samples: 2, timeNs: 2_000_000 },
    { parent: 0, key: optimized, samples: 3, timeNs: 3_000_000 },
    { parent: 2, key: host, samples: 1, timeNs: 500_000 },
  ],
  timeline: [0, 1, 1, 2, 2, 2, 3, -1].map((node, index) => ({
    node,
    atNs: (index + 1) * 1_000_000,
    cpuNs: node === 3 ? 500_000 : 1_000_000,
    wasmOffset: 0,
  })),
};

const source: ExportSource = {
  stacks,
  program: 'app.wasm',
  functionName: (index) => `f${index} "<>\\`,
  bodyOffset: (index) => index * 100,
};

const json = (format: 'speedscope' | 'cpuprofile' | 'firefox', from = source) =>
  JSON.parse(String(exportStacks(format, from, 5)));

t.test('a list is the same as its tree', async (t) => {
  const tree = treeOf(stacks);
  t.same(totalTime(tree), { samples: 8, timeNs: 7_500_000 });
  t.same(treeOf(listStacks(tree)).children, tree.children);
  t.same([tree.samples, tree.timeNs], [1, 1_000_000], 'the unknown stack');
});

t.test('speedscope', async (t) => {
  const { shared, profiles, $schema } = json('speedscope');
  t.equal($schema, 'https://www.speedscope.app/file-format-schema.json');
  const [profile] = profiles;
  const named = profile.samples.map((stack: number[]) => stack.map((frame) => shared.frames[frame].name));
  t.same(named[1], ['f7 "<>\\', 'f8 "<>\\']);
  t.same(named[6], ['f7 "<>\\', 'f8 "<>\\', '(host)']);
  t.same(named[7], []);
  t.equal(shared.frames.filter(({ name }: { name: string }) => name.startsWith('f8')).length, 2, 'a frame a tier');
  t.same([profile.type, profile.unit, profile.endValue], ['sampled', 'nanoseconds', 7_500_000]);
  t.equal(profile.weights.length, profile.samples.length);
});

t.test('cpuprofile', async (t) => {
  const { nodes, samples, timeDeltas, endTime } = json('cpuprofile');
  const byId = new Map(nodes.map((node: { id: number }) => [node.id, node]));
  t.equal(byId.size, nodes.length);
  for (const node of nodes) for (const child of node.children) t.ok(byId.has(child));
  t.equal(new Set(nodes.flatMap((node: { children: number[] }) => node.children)).size, nodes.length - 1);
  for (const { id, hitCount } of nodes.slice(1)) {
    t.equal(samples.filter((sample: number) => sample === id).length, hitCount);
  }
  t.equal(samples.at(-1), nodes[0].id, 'an unknown stack is the root');
  t.equal(
    timeDeltas.reduce((sum: number, delta: number) => sum + delta, 0),
    endTime,
  );
  t.match(nodes[1].callFrame, { functionName: 'f7 "<>\\', url: 'app.wasm (baseline)', columnNumber: 700 });
});

t.test('firefox', async (t) => {
  const { meta, threads } = json('firefox');
  t.match(meta, { startTime: 5, preprocessedProfileVersion: 47 });
  const [thread] = threads;
  for (const table of ['stackTable', 'frameTable', 'funcTable']) {
    const { length, ...columns } = thread[table];
    for (const [name, column] of Object.entries(columns)) t.equal((column as []).length, length, `${table}.${name}`);
  }
  thread.stackTable.prefix.forEach((prefix: number | null, index: number) => {
    t.ok(prefix === null || prefix < index);
  });
  const nameOf = (stack: number) =>
    thread.stringArray[thread.funcTable.name[thread.frameTable.func[thread.stackTable.frame[stack]]]];
  t.same(thread.samples.stack.map((stack: number | null) => (stack === null ? null : nameOf(stack))).slice(5), [
    'f8 "<>\\',
    '(host)',
    null,
  ]);
  t.same(thread.samples.time.slice(0, 2), [1, 2]);
  t.equal(thread.samples.threadCPUDelta[6], 500);
});

t.test('pprof', async (t) => {
  const profile = PprofProfile.decode(gunzipSync(exportStacks('pprof', source) as Uint8Array));
  const text = (index: number | bigint) => profile.stringTable.strings[Number(index)];
  t.same(
    profile.sampleType.map(({ type, unit }) => [text(type), text(unit)]),
    [
      ['samples', 'count'],
      ['cpu', 'nanoseconds'],
    ],
  );
  const nameOf = (id: number | bigint) => {
    const location = profile.location.find((entry) => entry.id === id);
    const found = profile.function.find((entry) => entry.id === location?.line[0]?.functionId);
    return text(found?.name ?? 0);
  };
  t.same(
    profile.sample.map(({ locationId, value }) => [locationId.map(nameOf), value.map(Number)]),
    [
      [['f7 "<>\\'], [1, 1_000_000]],
      [
        ['f8 "<>\\', 'f7 "<>\\'],
        [2, 2_000_000],
      ],
      [
        ['f8 "<>\\', 'f7 "<>\\'],
        [3, 3_000_000],
      ],
      [
        ['(host)', 'f8 "<>\\', 'f7 "<>\\'],
        [1, 500_000],
      ],
    ],
    'innermost frame first',
  );
});

t.test('a profile without times is exported all the same', async (t) => {
  const from = { ...source, stacks: listStacks(treeOf(stacks)) };
  t.equal(json('speedscope', from).profiles[0].endValue, 6_500_000);
  t.equal(json('cpuprofile', from).samples.length, 7);
  const huge = { ...source, stacks: { nodes: [{ parent: -1, key: outer, samples: 2 ** 50, timeNs: 2 ** 50 }] } };
  t.equal(json('cpuprofile', huge).samples.length, 100_000);
});

t.test('names of files choose formats', async (t) => {
  t.same(['a.cpuprofile', 'a.speedscope.json', 'a.pb.gz', 'a.json'].map(formatOfName), [
    'cpuprofile',
    'speedscope',
    'pprof',
    'firefox',
  ]);
});
