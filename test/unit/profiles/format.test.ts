// The profile format: a round trip keeps everything, equal profiles are equal bytes, and damage is always noticed.
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { decodeProfile, encodeProfile, formatVersion, ProfileError } from '../../../profiles/format.ts';
import { VarintReader, VarintWriter } from '../../../profiles/varint.ts';
import { arbitraryProfile, fullProfile } from './arbitrary-profile.ts';

function faultOf(bytes: Uint8Array): string {
  try {
    decodeProfile(bytes);
    return 'none';
  } catch (error) {
    if (error instanceof ProfileError) return error.fault;
    throw error;
  }
}

t.test('round trip', async () => {
  const sorted = <T>(map: ReadonlyMap<number, T>) => new Map([...map].sort((a, b) => a[0] - b[0]));
  fc.assert(
    fc.property(arbitraryProfile, (profile) => {
      const bytes = encodeProfile(profile);
      const again = decodeProfile(bytes);
      return (
        Buffer.from(encodeProfile(again)).equals(bytes) &&
        isDeepStrictEqual(sorted(again.functions), sorted(profile.functions)) &&
        isDeepStrictEqual(sorted(again.history), sorted(profile.history))
      );
    }),
  );
});

t.test('order of insertion does not show', (t) => {
  const profile = fullProfile();
  const turned = {
    ...profile,
    functions: new Map([...profile.functions].reverse()),
    history: new Map([...profile.history].map(([index, events]) => [index, [...events].reverse()] as const).reverse()),
    stacks: { ...profile.stacks, children: new Map([...profile.stacks.children].reverse()) },
  };
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

const magicAndVersion = encodeProfile(fullProfile()).slice(0, 8);

/** A file whose checksum is right, around any payload. */
function sealed(payload: Uint8Array): Uint8Array {
  const checksum = createHash('sha256').update(payload).digest().subarray(0, 8);
  return Buffer.concat([magicAndVersion, checksum, payload]);
}

t.test('a payload that contradicts itself is damaged, whatever its checksum', async (t) => {
  const payload = encodeProfile(fullProfile()).subarray(16);
  t.equal(faultOf(sealed(payload)), 'none');
  t.equal(faultOf(sealed(Buffer.concat([payload, Buffer.of(0)]))), 'damaged', 'bytes left');
  for (let length = 32; length < payload.length; length++) {
    if (faultOf(sealed(payload.subarray(0, length))) !== 'damaged') t.fail(`accepted ${length} bytes`);
  }
  const deep = Buffer.concat([payload.subarray(0, 32), Buffer.of(0, 0), Buffer.alloc(4 * 5000, Buffer.of(0, 0, 1, 4))]);
  t.equal(faultOf(sealed(deep)), 'damaged', 'endless stacks');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) =>
      ['none', 'damaged'].includes(faultOf(sealed(Buffer.concat([payload.subarray(0, 32), bytes])))),
    ),
  );
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
