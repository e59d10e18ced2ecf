// Files of the cache that were cut, flipped, moved, replaced or left by an interrupted writer: each is a miss, with the
// right results, never a crash.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import t from 'tap';
import { entryKey, thisMaker } from '../../src/cache/entry-key.ts';
import { isDescription } from '../../src/cache/module-description.ts';
import { checkSavedCode, createCompiledModule, releaseCompiledModule, restoreCode } from '../../src/runtime/binding.ts';
import { scratch, segments, summed, visit } from './programs.ts';

/** A cache directory with one segment. */
function filled(t: Parameters<typeof scratch>[0]) {
  const directory = scratch(t);
  visit(directory, ['run 10', 'deep 3 1']);
  const [segment = ''] = segments(directory);
  const key = Buffer.from(basename(dirname(segment)), 'hex');
  return { directory, segment, key, bytes: readFileSync(segment) };
}

/** What restoring says of bytes, in a module of the same shape. */
function problemOf(key: Uint8Array, bytes: Uint8Array): string {
  const id = createCompiledModule({ functionCount: 9, importedFunctionCount: 0 });
  const { problem, images } = restoreCode(id, key, bytes);
  releaseCompiledModule(id);
  if (problem !== '' && images > 0) throw new Error('something was installed');
  return problem;
}

t.test('every flipped byte and every length is noticed', async (t) => {
  const { bytes, key } = filled(t);
  t.equal(checkSavedCode(key, bytes), '');
  t.equal(problemOf(key, bytes), '', 'the file itself is fine');
  const accepted: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const flipped = Uint8Array.from(bytes);
    flipped[at]! ^= 1 << (at % 8);
    if (problemOf(key, flipped) === '' || checkSavedCode(key, flipped) === '') accepted.push(at);
  }
  t.strictSame(accepted, [], 'flipped bytes');
  const lengths: number[] = [];
  for (let length = 0; length < bytes.length; length += length < 200 ? 1 : 61) {
    if (problemOf(key, bytes.subarray(0, length)) === '') lengths.push(length);
  }
  t.strictSame(lengths, [], 'cut');
  t.not(problemOf(key, Buffer.concat([bytes, Buffer.alloc(8)])), '', 'extended');
  t.match(problemOf(Buffer.alloc(32), bytes), /another key/);
});

t.test('a damaged description of the module is decoded again', async (t) => {
  const { directory, segment } = filled(t);
  const path = join(dirname(segment), 'module');
  const description = readFileSync(path);
  for (const damaged of [description.subarray(0, 20), description.subarray(0, -1), Buffer.alloc(description.length)]) {
    writeFileSync(path, damaged, { mode: 0o600 });
    t.match(visit(directory, ['run 10']), { results: [summed(10)], counters: { 'cache:hits_count': 1 } });
  }
  for (let at = 0; at < description.length; at += 7) {
    const flipped = Uint8Array.from(description);
    flipped[at]! ^= 0x10;
    if (isDescription(flipped, Buffer.from(basename(dirname(segment)), 'hex'))) t.fail(`flipped byte ${at}`);
  }
});

t.test('a damaged file is a miss, removed and made again', async (t) => {
  const { directory, segment, bytes } = filled(t);
  const damages = [
    bytes.subarray(0, bytes.length >> 1),
    Buffer.alloc(0),
    Buffer.alloc(bytes.length),
    Buffer.from('code'),
  ];
  for (const damaged of damages) {
    writeFileSync(segment, damaged, { mode: 0o600 });
    const { results, counters } = visit(directory, ['run 10', 'deep 3 1']);
    t.strictSame(results, [summed(10), 7]);
    t.equal(counters['cache:refused_count'], 1);
    t.equal(counters['cache:misses_count'], 1);
    const [made = ''] = segments(directory);
    t.equal(visit(directory, ['run 10']).counters['cache:hits_count'], 1);
    renameSync(made, segment);
  }
});

t.test('an entry under another key, of another version or unreadable is a miss', async (t) => {
  const { directory, segment, key } = filled(t);
  const other = visit(directory, ['run 10'], { entryBudget: 77 });
  t.equal(other.counters['cache:hits_count'], 0, 'other thresholds');
  const [moved = ''] = segments(directory).filter((path) => path !== segment);
  copyFileSync(segment, moved);
  chmodSync(moved, 0o600);
  t.match(visit(directory, ['run 10'], { entryBudget: 77 }), {
    results: [summed(10)],
    counters: { 'cache:hits_count': 0, 'cache:refused_count': 1 },
  });
  const maker = thisMaker()!;
  const keys = Object.keys(maker).map((name) => entryKey('m', { ...maker, [name]: 'other' }, {}));
  keys.push(entryKey('m', maker, {}), entryKey('n', maker, {}), entryKey('m', maker, { tier: 'baseline' }), key);
  t.equal(new Set(keys.map((one) => Buffer.from(one).toString('hex'))).size, keys.length);
});

t.test('what is no file where a segment should be does no harm', async (t) => {
  const { directory, segment } = filled(t);
  renameSync(segment, `${segment}.0-0.tmp`);
  mkdirSync(segment);
  t.match(visit(directory, ['run 10']), { results: [summed(10)], counters: { 'cache:hits_count': 0 } });
  writeFileSync(join(dirname(segment), 'zz.code'), 'x');
  t.strictSame(visit(directory, ['run 11']).results, [summed(11)]);
});
