// Speed of compiled code: every kernel on every peer; and what the baseline tier's counters cost.
import type { Kernel } from '../kernels/kernels.ts';
import { kernelPath } from '../kernels/kernels.ts';
import { counterPeers, type Peer, takesPart } from '../peers/peer.ts';
import type { Measured } from '../results.ts';
import { runContest } from './contest.ts';
import type { Suite, SuiteOptions } from './suite.ts';

async function* runKernels(
  suite: string,
  peers: readonly Peer[],
  { kernels, rounds, clock, progress }: SuiteOptions,
): AsyncGenerator<Measured> {
  const contestOf = (kernel: Kernel) => ({
    suite,
    subject: kernel.name,
    metric: 'steady state',
    modulePath: kernelPath(kernel),
    request: { export: 'run', args: [kernel.rounds] },
    checksum: kernel.checksum,
    unit: 'ms',
    scale: (elapsedNs: number) => elapsedNs / 1e6,
    withStart: suite === 'kernels',
  });
  for (const kernel of kernels) {
    progress(`${suite}: ${kernel.name}`);
    yield await runContest(contestOf(kernel), { peers, rounds, clock });
  }
}

export const kernelsSuite: Suite = {
  name: 'kernels',
  description: 'kernels on every peer: steady state, first output, time to peak, memory',
  run: (options) =>
    runKernels(
      'kernels',
      options.peers.filter((peer) => takesPart(peer, 'kernels')),
      options,
    ),
};

export const countersSuite: Suite = {
  name: 'counters',
  description: 'what counters cost: kernels at baseline with and without them',
  run: (options) => runKernels('counters', counterPeers, options),
};
