// Merging profiles: a commutative, associative, saturating sum with a neutral element.
import t from 'tap';
import { encodeProfile } from '../../../profiles/format.ts';
import { emptyProfile, executionCount, maxCount, mergeProfiles } from '../../../profiles/profile.ts';
import { randomProfile, randomSource } from './random-profile.ts';

const bytesOf = (profile: Parameters<typeof encodeProfile>[0]) => Buffer.from(encodeProfile(profile)).toString('hex');

t.test('laws hold for 500 random triples', (t) => {
  for (let seed = 0; seed < 500; seed++) {
    const random = randomSource(seed);
    const [a, b, c] = [randomProfile(random), randomProfile(random), randomProfile(random)];
    const sum = bytesOf(mergeProfiles(a, b));
    if (sum !== bytesOf(mergeProfiles(b, a))) t.fail(`not commutative, seed ${seed}`);
    const left = mergeProfiles(mergeProfiles(a, b), c);
    const right = mergeProfiles(a, mergeProfiles(b, c));
    if (bytesOf(left) !== bytesOf(right)) t.fail(`not associative, seed ${seed}`);
    if (bytesOf(mergeProfiles(a, emptyProfile(a.moduleHash))) !== bytesOf(a)) t.fail(`not neutral, seed ${seed}`);
  }
  t.end();
});

t.test('counts stop at the largest', (t) => {
  const full = { functionIndex: 1, entries: maxCount, loops: new Map(), outcomes: new Map(), indirect: new Map() };
  const profile = { moduleHash: '00'.repeat(32), functions: new Map([[1, full]]) };
  const merged = mergeProfiles(profile, profile).functions.get(1);
  t.equal(merged?.entries, maxCount);
  t.equal(executionCount({ ...full, loops: new Map([[5, 7]]) }), maxCount);
  t.end();
});

t.test('profiles of different modules do not merge', (t) => {
  t.throws(() => mergeProfiles(emptyProfile('aa'), emptyProfile('bb')), /different modules/);
  t.end();
});
