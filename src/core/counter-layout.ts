// The counter block of one baseline function: which u32 word counts what. Baseline code writes it, the runtime arms
// its trip counters, `profiles` reads it. Follows from the body alone, so any thread can recompute it.

/** What a counted site is, in the order of the body. */
export type CounterSiteKind = 'branch' | 'table' | 'indirect';

/** What the layout needs to know of a body; `lower`'s prescan provides it. */
export interface CounterSource {
  readonly loopCount: number;
  /** Module-relative offset of each `loop` instruction, by ordinal (its place among the body's loops). */
  readonly loopOffsets: ArrayLike<number>;
  readonly siteCount: number;
  /** 0 branch (`br_if`, `br_on_null`, `if` and the like), 1 table (`br_table`), 2 indirect (`call_indirect`, `call_ref` and their tail calls). */
  readonly siteKinds: ArrayLike<number>;
  /** Module-relative offset of each site's instruction, ascending. */
  readonly siteOffsets: ArrayLike<number>;
  /** Of a table, the number of targets with the default one; of a branch, which outcome is counted (1: taken). */
  readonly siteDetails: ArrayLike<number>;
  /** Control flow between the sites, see `Flow` in counter-flow.ts. */
  readonly flow: Int32Array;
}

export interface CounterSite {
  readonly kind: CounterSiteKind;
  /** Module-relative offset of the instruction. */
  readonly wasmOffset: number;
  /** First word of the site. */
  readonly word: number;
  /** Of a branch, the outcome that its one word counts: 0 not taken, 1 taken. Otherwise 0. */
  readonly side: number;
}

export interface CounterLayout {
  /** Length of the block; even, so that blocks keep 8-byte alignment. */
  readonly words: number;
  readonly loopCount: number;
  readonly loopOffsets: readonly number[];
  readonly sites: readonly CounterSite[];
  /** Control flow between the sites: what `siteOutcomes` derives the other outcomes from. */
  readonly flow: Int32Array;
}

/** A (trip, base) pair: `trip` counts up from -budget and calls the runtime when it becomes 0; base + trip is the total. */
export const tripWords = 2;
/** First word of the function's entry counter. */
export const entryWord = 0;

/** First word of a loop's counter pair. */
export function loopWord(ordinal: number): number {
  return tripWords * (1 + ordinal);
}

/** Layout of an indirect call site, in words from its first, which is 8-byte aligned. */
export const IndirectSite = {
  /** u32: every call. */
  total: 0,
  /** Entries of { u64 FuncRef address, u32 count, u32 unused }; a zero address is a free entry. */
  targets: 2,
  targetWords: 4,
  countWord: 2,
  words: 34,
} as const;

/** Targets an indirect site remembers: enough for all handlers of a small interpreter. */
export const indirectTargets = 8;

/**
 * An indirect call hands its target to `Helper.recordTarget` when `total * sampleFactor` (u32) is below `sampleLimit`:
 * the first call and about one in eight of the later ones, without a fixed period. Target counts therefore are shares
 * of each other, not of the total.
 */
export const indirectSampling = { factor: 0x1e3779b1, limit: 0x20000000 } as const;

const siteKindNames: readonly CounterSiteKind[] = ['branch', 'table', 'indirect'];

/** Lays out a body's counters: entry pair, loop pairs by ordinal, then the sites in body order. */
export function counterLayout(source: CounterSource): CounterLayout {
  let next = tripWords * (1 + source.loopCount);
  const sites: CounterSite[] = [];
  for (let i = 0; i < source.siteCount; i++) {
    const kind = siteKindNames[source.siteKinds[i]!]!;
    if (kind === 'indirect') next = (next + 1) & ~1;
    const detail = source.siteDetails[i]!;
    sites.push({ kind, wasmOffset: source.siteOffsets[i]!, word: next, side: kind === 'branch' ? detail : 0 });
    next += kind === 'indirect' ? IndirectSite.words : kind === 'table' ? detail : 1;
  }
  const loopOffsets = Array.from({ length: source.loopCount }, (_, ordinal) => source.loopOffsets[ordinal]!);
  return { words: (next + 1) & ~1, loopCount: source.loopCount, loopOffsets, sites, flow: source.flow };
}

/** First word of each indirect site. */
export function indirectWords(layout: CounterLayout): number[] {
  return layout.sites.filter(({ kind }) => kind === 'indirect').map(({ word }) => word);
}

/** Executions that a (trip, base) pair stands for. */
export function tripTotal(words: Uint32Array, word: number): number {
  return (words[word]! + words[word + 1]!) >>> 0;
}

/** Calls of the function. */
export function entryCount(words: Uint32Array): number {
  return tripTotal(words, entryWord);
}

/** Executions of a loop's header: entries and back edges together. */
export function loopCount(words: Uint32Array, ordinal: number): number {
  return tripTotal(words, loopWord(ordinal));
}

export interface IndirectCounts {
  readonly total: number;
  /** As the reader of the block left them: `target` is the low word of each entry's address field. */
  readonly targets: readonly { readonly target: number; readonly count: number }[];
}

/** Total and sampled targets of an `indirect` site. */
export function indirectCounts(words: Uint32Array, site: CounterSite): IndirectCounts {
  const targets = [];
  for (let i = 0; i < indirectTargets; i++) {
    const entry = site.word + IndirectSite.targets + i * IndirectSite.targetWords;
    const count = words[entry + IndirectSite.countWord]!;
    if (count > 0) targets.push({ target: words[entry]!, count });
  }
  return { total: words[site.word]!, targets };
}
