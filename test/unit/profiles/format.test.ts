// The profile format: a round trip keeps everything, equal profiles are equal bytes, and damage is always noticed.
import t from 'tap';
import { decodeProfile, encodeProfile, formatVersion, ProfileError } from '../../../profiles/format.ts';
import type { Profile } from '../../../profiles/profile.ts';
import { VarintReader, VarintWriter } from '../../../profiles/varint.ts';
import { randomProfile, randomSource } from './random-profile.ts';

function fullProfile(): Profile {
  for (let seed = 1; ; seed++) {
    const profile = randomProfile(randomSource(seed));
    if (profile.functions.size >= 3) return profile;
  }
}

function faultOf(bytes: Uint8Array): string {
  try {
    decodeProfile(bytes);
    return 'none';
  } catch (error) {
    if (error instanceof ProfileError) return error.fault;
    throw error;
  }
}

t.test('round trip', (t) => {
  for (let seed = 0; seed < 300; seed++) {
    const profile = randomProfile(randomSource(seed));
    const bytes = encodeProfile(profile);
    const again = decodeProfile(bytes);
    t.strictSame(Buffer.from(encodeProfile(again)), Buffer.from(bytes));
    t.strictSame(new Map([...again.functions].sort()), new Map([...profile.functions].sort()));
  }
  t.end();
});

t.test('order of insertion does not show', (t) => {
  const profile = fullProfile();
  const turned = { ...profile, functions: new Map([...profile.functions].reverse()) };
  t.strictSame(Buffer.from(encodeProfile(turned)), Buffer.from(encodeProfile(profile)));
  t.end();
});

t.test('every truncation and every flipped byte is rejected', (t) => {
  const bytes = encodeProfile(fullProfile());
  for (let length = 0; length < bytes.length; length++) {
    if (faultOf(bytes.subarray(0, length)) === 'none') t.fail(`accepted ${length} bytes`);
  }
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice();
    damaged[at] = damaged[at]! ^ 0x41;
    if (faultOf(damaged) === 'none') t.fail(`accepted a flipped byte at ${at}`);
  }
  t.end();
});

t.test('faults are told apart', (t) => {
  const bytes = encodeProfile(fullProfile());
  t.equal(faultOf(Buffer.from('{"nodes":[]}')), 'foreign');
  t.equal(faultOf(bytes.subarray(0, 10)), 'truncated');
  t.equal(faultOf(bytes.subarray(0, bytes.length - 1)), 'damaged');
  const newer = bytes.slice();
  newer[4] = formatVersion + 1;
  t.equal(faultOf(newer), 'newer');
  const older = bytes.slice();
  older[4] = 0;
  t.equal(faultOf(older), 'older');
  t.end();
});

t.test('numbers', (t) => {
  const writer = new VarintWriter();
  const numbers = [0, 1, 127, 128, 16_383, 2 ** 32, Number.MAX_SAFE_INTEGER];
  for (const number of numbers) writer.write(number);
  const reader = new VarintReader(writer.bytes());
  t.strictSame(
    numbers.map(() => reader.read()),
    numbers,
  );
  t.ok(reader.atEnd);
  t.throws(() => reader.read(), /unexpected end/);
  t.throws(() => writer.write(-1), RangeError);
  t.throws(() => writer.write(0.5), RangeError);
  t.throws(() => new VarintReader(new Uint8Array(9).fill(0xff)).read(), /too large/);
  t.end();
});
