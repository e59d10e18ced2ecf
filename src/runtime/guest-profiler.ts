// Sampling of the wasm stacks of the calling thread while it runs. Knows nothing of what samples are for.
import type { GuestSamples } from '../core/guest-samples.ts';
import { addon } from './addon.ts';

/** Time between samples: 1 kHz. */
const intervalNs = 1_000_000;

/** Begins to sample this thread. False when the system refuses, or some thread of the process is being sampled. */
export function startSampling(): boolean {
  return addon().startSampling(intervalNs);
}

/** Ends it and gives the samples; undefined when this thread is not being sampled. */
export function stopSampling(): GuestSamples | undefined {
  return addon().stopSampling();
}
