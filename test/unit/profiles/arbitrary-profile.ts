// Arbitrary profiles of one module for property tests; few keys, so that merging meets the same ones again.
import fc from 'fast-check';
import { maxCount } from '../../../profiles/counts.ts';
import { sortTierEvents, type TierEvent, tierEventKinds } from '../../../profiles/history.ts';
import { type Profile, sortTargets } from '../../../profiles/profile.ts';
import type { FunctionProfile, IndirectSite } from '../../../profiles/profile-view.ts';
import type { StackTree } from '../../../profiles/stack-tree.ts';

/** Records like those of literals: without it they lack a prototype now and then. */
function plain<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

/** Small counts, any counts, and counts at which sums saturate. */
const count = fc.oneof(
  fc.nat(300),
  fc.maxSafeNat(),
  fc.nat(3).map((below) => maxCount - below),
);

function mapOf<T>(value: fc.Arbitrary<T>, keys: fc.Arbitrary<number> = fc.nat(8)): fc.Arbitrary<Map<number, T>> {
  return fc.array(fc.tuple(keys, value), { maxLength: 4 }).map((entries) => new Map(entries));
}

const offset = fc.oneof(
  fc.nat(5).map((index) => index * 1000),
  fc.nat(0xffffffff),
);

const site: fc.Arbitrary<IndirectSite> = plain({
  total: count,
  foreign: count,
  targets: mapOf(count).map((counts) =>
    sortTargets([...counts].map(([functionIndex, value]) => ({ functionIndex, count: value }))),
  ),
});

const counted: fc.Arbitrary<Omit<FunctionProfile, 'functionIndex'>> = plain({
  entries: count,
  loops: mapOf(count, offset),
  outcomes: mapOf(fc.array(count, { minLength: 1, maxLength: 4 }), offset),
  indirect: mapOf(site, offset),
});

const event: fc.Arbitrary<TierEvent> = plain({
  atUs: fc.nat(1000),
  kind: fc.constantFrom(...tierEventKinds),
  loop: fc.nat(2),
  compileUs: fc.nat(50),
  codeBytes: fc.nat(3),
});

const history = fc.array(event, { minLength: 1, maxLength: 20 }).map(sortTierEvents);

const { stacks } = fc.letrec<{ stacks: StackTree }>((tie) => ({
  stacks: plain({
    samples: count,
    timeNs: count,
    children: fc.oneof({ maxDepth: 3, withCrossShrink: true }, fc.constant(new Map()), mapOf(tie('stacks'))),
  }),
}));

/** A profile of the one module that all arbitrary profiles share. */
export const arbitraryProfile: fc.Arbitrary<Profile> = plain({
  moduleHash: fc.constant('ab'.repeat(32)),
  functions: mapOf(counted).map(
    (functions) => new Map([...functions].map(([functionIndex, rest]) => [functionIndex, { functionIndex, ...rest }])),
  ),
  history: mapOf(history),
  stacks,
});

/** A fixed profile that has some of everything. */
export function fullProfile(): Profile {
  const all = fc.sample(arbitraryProfile, { seed: 4, numRuns: 1000 });
  const full = all.find(
    (profile) => profile.functions.size >= 2 && profile.history.size >= 2 && profile.stacks.children.size >= 2,
  );
  if (!full) throw new Error('no profile of the sample has everything');
  return full;
}
