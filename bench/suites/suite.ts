// What a suite is given and what it must return.
import type { Kernel } from '../kernels/kernels.ts';
import type { Peer } from '../peers/peer.ts';
import type { Clock } from '../peers/protocol.ts';
import type { Program } from '../programs/programs.ts';
import type { Measured } from '../results.ts';

export interface SuiteOptions {
  readonly kernels: readonly Kernel[];
  readonly programs: readonly Program[];
  readonly peers: readonly Peer[];
  /** Measured rounds. */
  readonly rounds: number;
  /** Reading of `performance.now()` until which programs run round after round; absent: a fixed number of rounds. */
  readonly deadlineMs?: number;
  /** For what peers run; compile times are always by the clock on the wall. */
  readonly clock: Clock;
  /** Files for suites that measure compiling; none: what the development dependencies bring. */
  readonly modules: readonly string[];
  /** Says what is being done, for people who wait. */
  readonly progress: (text: string) => void;
}

export interface Suite {
  readonly name: string;
  readonly description: string;
  /**
   * Yields what it measured as soon as it has it; samples of one thing in a later part belong after those of earlier
   * ones. What cannot be measured is a failure in a part, not an error.
   */
  run(options: SuiteOptions): AsyncIterable<Measured>;
}
