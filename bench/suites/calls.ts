// What a call costs between JavaScript and wasm, both ways.
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';
import type { Report } from '../report.ts';
import { runContest } from './contest.ts';
import type { Suite, SuiteOptions } from './suite.ts';

/** Calls in one request. */
const calls = 200_000;

const directions = [
  { subject: 'JavaScript → wasm', request: { export: 'leaf', args: [], repeat: calls } },
  { subject: 'wasm → JavaScript', request: { export: 'call_host', args: [calls] } },
];

export const callsSuite: Suite = {
  name: 'calls',
  description: 'cost of a call from JavaScript into wasm and back out',
  async run({ peers, rounds, clock, progress }: SuiteOptions): Promise<Report> {
    const reports: Report[] = [];
    const able = peers.filter((peer) => peer.engine !== 'native');
    for (const { subject, request } of directions) {
      progress(`calls: ${subject}`);
      const contest = {
        suite: 'calls',
        subject,
        modulePath: join(packageRoot, 'bench/suites/calls.wasm'),
        request,
        checksum: calls,
        unit: 'ns/call',
        scale: (elapsedNs: number) => elapsedNs / calls,
      };
      reports.push(await runContest(contest, { peers: able, rounds, clock }));
    }
    return {
      results: reports.flatMap((report) => report.results),
      summaries: [],
      failures: reports.flatMap((report) => report.failures),
    };
  },
};
