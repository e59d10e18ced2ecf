// One module, one request, many peers: starts them, checks that they agree, warms them up, measures them interleaved.
import { firstAtPace, interleave, spreadOf } from '../compare.ts';
import { Accounts } from '../peers/accounts.ts';
import type { Peer } from '../peers/peer.ts';
import { type RunningPeer, startPeer } from '../peers/peer-process.ts';
import type { Clock, RunRequest } from '../peers/protocol.ts';
import type { Failure, Measured, Result } from '../results.ts';

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
  /** Whether it is also measured what comes before: once, as each peer's process starts once. */
  readonly withStart: boolean;
}

export interface ContestOptions {
  readonly peers: readonly Peer[];
  readonly rounds: number;
  readonly clock: Clock;
}

/** A peer that is warmed up, and what was seen of it until then. */
interface Prepared {
  readonly running: RunningPeer;
  /** Milliseconds from the start of the process to the end of each run, and how long the run took. */
  readonly runs: readonly { readonly endMs: number; readonly elapsedMs: number }[];
  /** Until the first answer. */
  readonly processorMs: number;
  readonly peakMegabytes: number;
}

async function warmUp(contest: Contest, running: RunningPeer, clock: Clock): Promise<Prepared> {
  const { peer, startedMs, pid } = running;
  const accounts = new Accounts(pid);
  const runs: { endMs: number; elapsedMs: number }[] = [];
  let processorMs = 0;
  for (let run = 0; run < peer.warmUpRuns; run++) {
    const { checksum, elapsedNs } = await running.run(contest.request);
    runs.push({ endMs: performance.now() - startedMs, elapsedMs: elapsedNs[clock] / 1e6 });
    if (contest.checksum !== undefined && checksum !== contest.checksum) {
      throw new Error(`${peer.name} answers ${checksum} instead of ${contest.checksum}`);
    }
    if (run > 0) continue;
    accounts.read();
    processorMs = accounts.allProcessorMs;
  }
  accounts.read();
  return { running, runs, processorMs, peakMegabytes: accounts.peakMegabytes };
}

async function prepare(contest: Contest, peer: Peer, clock: Clock): Promise<Prepared> {
  const running = await startPeer(peer, contest.modulePath);
  try {
    return await warmUp(contest, running, clock);
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** When, since the start of its process, a peer began the first of two runs in a row within 10 % of its steady state. */
function timeToPeak({ runs }: Prepared, steadyMs: number): number {
  const times = runs.map(({ elapsedMs }) => elapsedMs);
  const first = firstAtPace(times, steadyMs);
  if (first < 0) return runs.at(-1)?.endMs ?? 0;
  return runs[first]!.endMs - runs[first]!.elapsedMs;
}

function startResults({ suite, subject }: Contest, prepared: Prepared, steadyMs: number): Result[] {
  const of = { suite, subject, contestant: prepared.running.peer.name };
  return [
    { ...of, metric: 'first output', unit: 'ms', samples: [prepared.runs[0]?.endMs ?? 0] },
    { ...of, metric: 'time to peak', unit: 'ms', samples: [timeToPeak(prepared, steadyMs)] },
    { ...of, metric: 'processor time to first output', unit: 'ms', samples: [prepared.processorMs] },
    { ...of, metric: 'peak memory', unit: 'MB', samples: [prepared.peakMegabytes] },
  ];
}

/** Measures a contest. A peer that cannot take part is a failure of the result, not an error. */
export async function runContest(contest: Contest, { peers, rounds, clock }: ContestOptions): Promise<Measured> {
  const prepared: Prepared[] = [];
  const failures: Failure[] = [];
  const { suite, subject, metric, unit } = contest;
  for (const peer of peers) {
    try {
      prepared.push(await prepare(contest, peer, clock));
    } catch (error) {
      failures.push({ suite, subject, contestant: peer.name, message: (error as Error).message });
    }
  }
  try {
    const turns = prepared.map(
      ({ running }) =>
        async () =>
          (await running.run(contest.request)).elapsedNs[clock],
    );
    const samples = await interleave(rounds, turns);
    const results = prepared.map(({ running: { peer } }, index): Result => {
      const scaled = samples[index]!.map(contest.scale);
      return { suite, subject, metric, contestant: peer.name, unit, samples: scaled };
    });
    const starts = prepared.flatMap((peer, index) => {
      return contest.withStart ? startResults(contest, peer, spreadOf(samples[index]!).median / 1e6) : [];
    });
    return { results: [...results, ...starts], failures };
  } finally {
    for (const { running } of prepared) await running.stop();
  }
}
