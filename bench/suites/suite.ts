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
  run(options: SuiteOptions): Promise<Measured>;
}
