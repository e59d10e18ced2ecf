// Messages between the bench and the process of a peer. A peer answers one request at a time, in order.

/** A mode of our engine; `counting` and `plain` are baseline code compiled ahead, with and without counters. */
export type WasabiTier = 'baseline' | 'optimized' | 'tiered' | 'counting' | 'plain';

/** What a peer's process is started with, as JSON in its last argument. */
export interface ServeOptions {
  readonly engine: 'v8' | 'wasabi';
  readonly tier?: WasabiTier;
  readonly modulePath: string;
}

/**
 * Calls an export with i32 arguments. With `repeat`, calls it that often, each time with one argument: the previous
 * call's result, 0 at first.
 */
export interface RunRequest {
  readonly export: string;
  readonly args: readonly number[];
  readonly repeat?: number;
}

/** Which time counts: what passes, or what the peer's process spends on processors, compile threads included. */
export type Clock = 'wall' | 'cpu';

export interface Measurement {
  /** Unsigned. */
  readonly checksum: number;
  /** By each clock. */
  readonly elapsedNs: Readonly<Record<Clock, number>>;
}

export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly measurement: Measurement }
  | { readonly kind: 'failed'; readonly message: string };
