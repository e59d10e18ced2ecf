// What a call costs between JavaScript and wasm, both ways.
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';
import { takesPart } from '../peers/peer.ts';
import type { Measured } from '../results.ts';
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
  async *run({ peers, rounds, clock, progress }: SuiteOptions): AsyncGenerator<Measured> {
    const able = peers.filter((peer) => takesPart(peer, 'calls'));
    for (const { subject, request } of directions) {
      progress(`calls: ${subject}`);
      const contest = {
        suite: 'calls',
        subject,
        modulePath: join(packageRoot, 'bench/suites/calls.wasm'),
        request,
        checksum: calls,
        metric: 'one call',
        unit: 'ns',
        scale: (elapsedNs: number) => elapsedNs / calls,
        withStart: false,
      };
      yield await runContest(contest, { peers: able, rounds, clock });
    }
  },
};
