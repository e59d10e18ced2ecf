// One module, one request, many peers: starts them, checks that they agree, warms them up, measures them interleaved.
import { interleave, ratioOf, spreadOf } from '../compare.ts';
import type { Peer } from '../peers/peer.ts';
import { type RunningPeer, startPeer } from '../peers/peer-process.ts';
import type { Clock, RunRequest } from '../peers/protocol.ts';
import type { Failure, Report, Result } from '../report.ts';

export interface Contest {
  readonly suite: string;
  readonly subject: string;
  readonly modulePath: string;
  readonly request: RunRequest;
  /** What the request must answer; absent: not looked at. */
  readonly checksum?: number;
  readonly unit: string;
  /** Nanoseconds of one request to `unit`. */
  readonly scale: (elapsedNs: number) => number;
}

export interface ContestOptions {
  readonly peers: readonly Peer[];
  readonly rounds: number;
  readonly clock: Clock;
}

/** Ratios are given against these, where they take part. */
const references = ['v8-turbofan', 'v8-liftoff', 'baseline', 'plain'];

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

/** Measures a contest. A peer that cannot take part is a failure of the report, not an error. */
export async function runContest(contest: Contest, { peers, rounds, clock }: ContestOptions): Promise<Report> {
  const running: RunningPeer[] = [];
  const failures: Failure[] = [];
  const { suite, subject, unit } = contest;
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
    const results = running.map(({ peer }, index): Result => {
      const ratios = references.flatMap((name) => {
        const against = running.findIndex((other) => other.peer.name === name);
        return against === -1 || against === index
          ? []
          : [[name, ratioOf(samples[index]!, samples[against]!)] as const];
      });
      const spread = spreadOf(samples[index]!);
      return { suite, subject, contestant: peer.name, unit, spread, ratios: Object.fromEntries(ratios) };
    });
    return { results, summaries: [], failures };
  } finally {
    for (const peer of running) peer.stop();
  }
}
