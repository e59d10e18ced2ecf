// A large file is hashed once, as long as it stays what it was; whatever is written about it wrongly is not believed.
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { filesFolderOf, hashOf, KnownFiles } from '../../src/cache/known-files.ts';
import { scratch } from './programs.ts';

const bytes = new Uint8Array(5 << 20).fill(7);
const others = new Uint8Array(5 << 20).fill(8);
const identity = (changedMs: number, inode = '1') => ({
  device: '1',
  inode,
  sizeBytes: String(bytes.length),
  modifiedNs: '5',
  changedNs: String(BigInt(changedMs) * 1_000_000n),
});
const longAgo = Date.now() - 1e6;

t.test('the same file is not hashed again', async (t) => {
  const files = new KnownFiles(scratch(t));
  t.equal(files.hash(bytes, identity(longAgo)), hashOf(bytes));
  // Bytes that the file cannot have show that they are not looked at.
  t.equal(files.hash(others, identity(longAgo)), hashOf(bytes));
  t.equal(files.hash(others, identity(longAgo + 1)), hashOf(others), 'another time');
  t.equal(files.hash(others, identity(longAgo, '2')), hashOf(others), 'another file');
  t.equal(files.hash(others, undefined), hashOf(others), 'no file');
});

t.test('what changed just now, or is small, is hashed every time', async (t) => {
  const directory = scratch(t);
  const files = new KnownFiles(directory);
  const now = identity(Date.now());
  t.equal(files.hash(bytes, now), hashOf(bytes));
  t.equal(files.hash(others, now), hashOf(others));
  const small = bytes.subarray(0, 100);
  t.equal(files.hash(small, identity(longAgo)), hashOf(small));
  t.strictSame(readdirSync(filesFolderOf(directory)), []);
});

t.test('damaged notes, and those of others, are not believed', async (t) => {
  const directory = scratch(t);
  const files = new KnownFiles(directory);
  files.hash(bytes, identity(longAgo));
  const [name = ''] = readdirSync(filesFolderOf(directory));
  const note = join(filesFolderOf(directory), name);
  writeFileSync(note, 'short');
  t.equal(files.hash(bytes, identity(longAgo)), hashOf(bytes));
  writeFileSync(note, hashOf(others));
  chmodSync(note, 0o666);
  t.equal(files.hash(bytes, identity(longAgo)), hashOf(bytes));
});
