// Merging profiles: a commutative, associative, saturating sum with a neutral element.
import fc from 'fast-check';
import t from 'tap';
import { maxCount } from '../../../profiles/counts.ts';
import { encodeProfile } from '../../../profiles/format.ts';
import { emptyProfile, executionCount, mergeProfiles } from '../../../profiles/profile.ts';
import { totalTime } from '../../../profiles/stack-tree.ts';
import { arbitraryProfile } from './arbitrary-profile.ts';

const bytesOf = (profile: Parameters<typeof encodeProfile>[0]) => Buffer.from(encodeProfile(profile)).toString('hex');

t.test('merging is commutative', async () => {
  fc.assert(
    fc.property(
      arbitraryProfile,
      arbitraryProfile,
      (a, b) => bytesOf(mergeProfiles(a, b)) === bytesOf(mergeProfiles(b, a)),
    ),
  );
});

t.test('merging is associative', async () => {
  fc.assert(
    fc.property(arbitraryProfile, arbitraryProfile, arbitraryProfile, (a, b, c) => {
      const left = mergeProfiles(mergeProfiles(a, b), c);
      return bytesOf(left) === bytesOf(mergeProfiles(a, mergeProfiles(b, c)));
    }),
  );
});

t.test('the empty profile is neutral', async () => {
  fc.assert(fc.property(arbitraryProfile, (a) => bytesOf(mergeProfiles(a, emptyProfile(a.moduleHash))) === bytesOf(a)));
});

t.test('no count is lost or exceeds the largest', async () => {
  const sum = (a: number, b: number) => Math.min(a + b, maxCount);
  fc.assert(
    fc.property(arbitraryProfile, arbitraryProfile, (a, b) => {
      const merged = mergeProfiles(a, b);
      const entries = (index: number, of: typeof a) => of.functions.get(index)?.entries ?? 0;
      const counts = [...merged.functions.keys()].every(
        (index) => entries(index, merged) === sum(entries(index, a), entries(index, b)),
      );
      const [before, other, after] = [a, b, merged].map((profile) => totalTime(profile.stacks).timeNs) as number[];
      return counts && after === sum(before as number, other as number);
    }),
  );
});

t.test('counts stop at the largest', (t) => {
  const full = { functionIndex: 1, entries: maxCount, loops: new Map(), outcomes: new Map(), indirect: new Map() };
  const profile = { ...emptyProfile('00'.repeat(32)), functions: new Map([[1, full]]) };
  const merged = mergeProfiles(profile, profile).functions.get(1);
  t.equal(merged?.entries, maxCount);
  t.equal(executionCount({ ...full, loops: new Map([[5, 7]]) }), maxCount);
  t.end();
});

t.test('profiles of different modules do not merge', (t) => {
  t.throws(() => mergeProfiles(emptyProfile('aa'), emptyProfile('bb')), /different modules/);
  t.end();
});
