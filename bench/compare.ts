// Figures and how they compare: percentiles by hdr-histogram, and ratios taken round by round, so that what slows the
// whole machine down for a moment slows both sides of a ratio.
import { build, type Histogram } from 'hdr-histogram-js';

/** Percentiles of a set of samples, in the samples' unit. */
export interface Spread {
  readonly samples: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly p99: number;
  readonly p999: number;
  readonly maximum: number;
}

/** Histograms hold whole numbers: samples are kept with this many steps to the unit. */
const steps = 1000;

function histogram(): Histogram {
  return build({ lowestDiscernibleValue: 1, highestTrackableValue: 2 ** 52, numberOfSignificantValueDigits: 3 });
}

/** Index of the first of two times in a row within 10 % of the steady one, the end counting as such; -1 without one. */
export function firstAtPace(times: readonly number[], steady: number): number {
  const isFast = (time = 0) => time <= steady * 1.1;
  return times.findIndex((time, index) => isFast(time) && isFast(times[index + 1]));
}

export function spreadOf(samples: readonly number[]): Spread {
  const recorded = histogram();
  for (const sample of samples) recorded.recordValue(Math.max(0, Math.round(sample * steps)));
  const at = (percentile: number): number => recorded.getValueAtPercentile(percentile) / steps;
  return {
    samples: samples.length,
    p25: at(25),
    median: at(50),
    p75: at(75),
    p99: at(99),
    p999: at(99.9),
    maximum: at(100),
  };
}

/** `numerators[i] / denominators[i]` of the rounds that both have. */
export function ratioOf(numerators: readonly number[], denominators: readonly number[]): Spread {
  const rounds = Math.min(numerators.length, denominators.length);
  return spreadOf(numerators.slice(0, rounds).map((value, round) => value / denominators[round]!));
}

/** NaN of nothing. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/**
 * Runs every contestant once a round, one after another, beginning with another one each round. Returns the samples of
 * each, round by round.
 */
export async function interleave(
  rounds: number,
  contestants: readonly (() => Promise<number> | number)[],
): Promise<number[][]> {
  const samples = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const which = (turn + round) % contestants.length;
      samples[which]!.push(await contestants[which]!());
    }
  }
  return samples;
}
