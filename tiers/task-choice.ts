// Which waiting compile a free thread takes: pure, so that it can be tested. Knows no threads and no compiles.
import type { PoolLane } from './metrics.ts';

export interface RankedTask {
  readonly lane: PoolLane;
  /** Its unit is so large that it would hold up others for long. */
  readonly large: boolean;
  /** The smallest goes first. */
  readonly rank: number;
}

export interface Machine {
  /** Of the pool. */
  readonly threads: number;
  readonly processors: number;
}

/**
 * Index of the first task of a lane's queue, which is in order, that may start beside those that run; -1 when none may.
 * Large ones never take the last thread. Where the program leaves too few processors for all threads, a new version of a
 * function does not take its share from a large compile that pays more for its price: that one would take twice as long.
 */
export function nextTask(queue: readonly RankedTask[], running: readonly RankedTask[], machine: Machine): number {
  const large = running.filter((task) => task.large);
  const mayTakeLarge = large.length < Math.max(1, machine.threads - 1);
  const isCrowded = running.length >= machine.processors - 1;
  const givesWay = ({ lane, rank }: RankedTask) =>
    lane === 'tierUp' && isCrowded && large.some((task) => task.rank < rank);
  return queue.findIndex((task) => (!task.large || mayTakeLarge) && !givesWay(task));
}
