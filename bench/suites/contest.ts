// One module, one request, many peers: starts them, checks that they agree, warms them up, measures them interleaved.
import { interleave } from '../compare.ts';
import type { Peer } from '../peers/peer.ts';
import { type RunningPeer, startPeer } from '../peers/peer-process.ts';
import type { Clock, RunRequest } from '../peers/protocol.ts';
import type { Failure, Measured } from '../results.ts';

export interface Contest {
  readonly suite: string;
  readonly subject: string;
  readonly modulePath: string;
  readonly request: RunRequest;
  /** What the request must answer; absent: not looked at. */
  readonly checksum?: number;
  readonly metric: string;
  readonly unit: string;
  /** Nanoseconds of one request to `unit`. */
  readonly scale: (elapsedNs: number) => number;
}

export interface ContestOptions {
  readonly peers: readonly Peer[];
  readonly rounds: number;
  readonly clock: Clock;
}

async function prepare(contest: Contest, peer: Peer): Promise<RunningPeer> {
  const running = await startPeer(peer, contest.modulePath);
  try {
    for (let run = 0; run < peer.warmUpRuns; run++) {
      const { checksum } = await running.run(contest.request);
      if (contest.checksum !== undefined && checksum !== contest.checksum) {
        throw new Error(`${peer.name} answers ${checksum} instead of ${contest.checksum}`);
      }
    }
    return running;
  } catch (error) {
    running.stop();
    throw error;
  }
}

/** Measures a contest. A peer that cannot take part is a failure of the result, not an error. */
export async function runContest(contest: Contest, { peers, rounds, clock }: ContestOptions): Promise<Measured> {
  const running: RunningPeer[] = [];
  const failures: Failure[] = [];
  const { suite, subject, metric, unit } = contest;
  for (const peer of peers) {
    try {
      running.push(await prepare(contest, peer));
    } catch (error) {
      failures.push({ suite, subject, contestant: peer.name, message: (error as Error).message });
    }
  }
  try {
    const turns = running.map((peer) => async () => contest.scale((await peer.run(contest.request)).elapsedNs[clock]));
    const samples = await interleave(rounds, turns);
    const results = running.map(({ peer }, index) => {
      return { suite, subject, metric, contestant: peer.name, unit, samples: samples[index]! };
    });
    return { results, failures };
  } finally {
    for (const peer of running) peer.stop();
  }
}
