// Tier history: which versions of code a function got, and when. Knows how histories join; not who compiled.

/**
 * What a function got; `failed` is a compile that gave nothing, `recount` baseline code in place of optimized code whose
 * profile did not fit any more. In the order of the file's numbers.
 */
export const tierEventKinds = ['baseline', 'optimized', 'continuation', 'failed', 'recount'] as const;
export type TierEventKind = (typeof tierEventKinds)[number];

export interface TierEvent {
  /** Microseconds from the start of the engine until the code was installed, or the compile had failed. */
  readonly atUs: number;
  readonly kind: TierEventKind;
  /** Ordinal of the loop that a continuation continues; otherwise 0. */
  readonly loop: number;
  /** Duration of the compile, and size of the code, of all functions that were compiled together. */
  readonly compileUs: number;
  readonly codeBytes: number;
}

/** Events a function keeps: the smallest in the order below, so that joining stays associative. */
export const maxTierEvents = 16;

const fields = ['atUs', 'kind', 'loop', 'compileUs', 'codeBytes'] as const;

/** The one order of events: by time, then by everything else. */
export function compareTierEvents(a: TierEvent, b: TierEvent): number {
  for (const field of fields) {
    const [x, y] = field === 'kind' ? [kindNumber(a.kind), kindNumber(b.kind)] : [a[field], b[field]];
    if (x !== y) return x - y;
  }
  return 0;
}

export function kindNumber(kind: TierEventKind): number {
  return tierEventKinds.indexOf(kind);
}

/** Puts events into their order and keeps the first. */
export function sortTierEvents(events: Iterable<TierEvent>): TierEvent[] {
  return [...events].sort(compareTierEvents).slice(0, maxTierEvents);
}

/** Joins two histories of one function, such as those of two runs: commutative and associative. */
export function mergeHistories(a: readonly TierEvent[], b: readonly TierEvent[]): TierEvent[] {
  return sortTierEvents([...a, ...b]);
}
