// Whole programs in the bench: what is seen of a process from outside, and the pace of its rounds.
import t from 'tap';
import { findPeer } from '../../../bench/peers/peer.ts';
import { observe } from '../../../bench/programs/observe.ts';
import { programs } from '../../../bench/programs/programs.ts';
import { pace } from '../../../bench/programs/runner.ts';
import { accumulated, type Measured } from '../../../bench/results.ts';
import { programsSuite } from '../../../bench/suites/programs.ts';

const node = (script: string) => observe({ file: process.execPath, args: ['-e', script] });

t.test('a process seen from outside', async (t) => {
  const script = 'console.log(1); const end = Date.now() + 300; while (Date.now() < end); console.log(2)';
  const { totalMs, lineTimesMs, peakMegabytes, processorMs, allProcessorMs, outputHash } = await node(script);
  t.equal(lineTimesMs.length, 2);
  t.ok(lineTimesMs[0]! < lineTimesMs[1]! && lineTimesMs[1]! <= totalMs);
  t.ok(peakMegabytes > 10);
  t.ok(processorMs['main thread']! > 20);
  t.ok(allProcessorMs >= processorMs['main thread']!);
  t.equal(outputHash, (await node(script)).outputHash);
  t.not(outputHash, (await node('console.log(1)')).outputHash);
});

t.test('a process that does not end well', async (t) => {
  await t.rejects(node('console.error("no luck"); process.exit(3)'), { message: 'ended with 3: no luck' });
  await t.rejects(node('throw new RangeError("too far")'), { message: 'ended with 1: RangeError: too far' });
  await t.rejects(node('process.kill(process.pid, "SIGTERM")'), { message: 'was ended by SIGTERM' });
  await t.rejects(observe({ file: '/none/such', args: [] }), { code: 'ENOENT' });
  const endless = { file: process.execPath, args: ['-e', 'for (;;);'] };
  await t.rejects(observe(endless, 500), { message: 'did not end within 0.5 s' });
});

t.test('the pace of rounds', async (t) => {
  const slowAtFirst = [500, 900, 1000, 1100, 1200, 1300, 1400, 1500, 1600];
  const { 'steady state': steady, 'time to peak': peak } = pace(slowAtFirst);
  t.ok(Math.abs(steady! - 100) < 1);
  t.equal(peak, 900);
  t.equal(pace([10, 20, 30])['time to peak'], 0, 'at its peak from the start');
});

t.test('a program on several peers', async (t) => {
  const parts: Measured[] = [];
  const options = {
    kernels: [],
    programs: programs.filter(({ name }) => name === 'hello'),
    peers: ['v8', 'tiered', 'warm'].map(findPeer),
    rounds: 5,
    clock: 'wall',
    modules: [],
    progress: () => {},
  } as const;
  for await (const part of programsSuite.run(options)) parts.push(part);
  const { results, failures } = accumulated(parts);
  t.strictSame(failures, []);
  const totals = results.filter(({ metric }) => metric === 'total').map(({ contestant }) => contestant);
  t.strictSame(totals, ['node', 'v8', 'tiered', 'warm']);
  t.ok(
    results.every(({ metric, samples }) => /compile/.test(metric) || samples.length === 2),
    'a quarter of the rounds',
  );
  const compiled = results.find(({ metric, contestant }) => metric === 'compile time' && contestant === 'tiered');
  t.ok(compiled!.samples[0]! > 0, 'compiles of a cold run are counted');
});
