// fd_readdir: entries, types, cookies, small buffers, changes in between.
import { mkdirSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type Dirent, fileType, type Guest, guestWithRoot, right, root } from './guest.ts';

/** Reads a directory as wasi-libc does: again from the last whole entry until the buffer is not full. */
function readAll(guest: Guest, fd: number, sizeBytes: number): Dirent[] {
  const all: Dirent[] = [];
  for (let cookie = 0n; ; ) {
    const { entries, ended } = guest.readdir(fd, cookie, sizeBytes);
    all.push(...entries);
    const last = entries.at(-1);
    if (ended || !last) return all;
    cookie = last.next;
  }
}

t.test('entries with their types and inodes', (t) => {
  const { guest, host } = guestWithRoot(t);
  writeFileSync(join(host, 'file'), '');
  mkdirSync(join(host, 'directory'));
  symlinkSync('file', join(host, 'link'));
  const { entries, ended } = guest.readdir(root);
  t.ok(ended);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  t.same([...byName.keys()].sort(), ['.', '..', 'directory', 'file', 'link']);
  t.equal(byName.get('file')?.type, fileType.regularFile);
  t.equal(byName.get('directory')?.type, fileType.directory);
  t.equal(byName.get('link')?.type, fileType.symbolicLink);
  t.equal(byName.get('.')?.type, fileType.directory);
  t.equal(byName.get('file')?.inode, statSync(join(host, 'file'), { bigint: true }).ino);
  const own = statSync(host, { bigint: true }).ino;
  t.equal(byName.get('.')?.inode, own);
  t.equal(byName.get('..')?.inode, own, 'what lies above is not told');
  t.end();
});

t.test('a thousand entries through small buffers', (t) => {
  const { guest, host } = guestWithRoot(t);
  for (let i = 0; i < 1000; i++) writeFileSync(join(host, `file-number-${i}`), '');
  for (const size of [100, 256, 4096, 65536]) {
    const names = new Set(readAll(guest, root, size).map(({ name }) => name));
    t.equal(names.size, 1002, `${size} bytes at a time`);
  }
  t.end();
});

t.test('every cookie goes on where it says', (t) => {
  const { guest, host } = guestWithRoot(t);
  for (let i = 0; i < 20; i++) writeFileSync(join(host, `f${i}`), '');
  const all = readAll(guest, root, 4096);
  for (const [index, { next }] of all.entries()) {
    const rest = guest.readdir(root, next).entries.map(({ name }) => name);
    t.same(
      rest,
      all.slice(index + 1).map(({ name }) => name),
      `after entry ${index}`,
    );
  }
  t.end();
});

t.test('entries removed while reading', (t) => {
  const { guest, host } = guestWithRoot(t);
  for (let i = 0; i < 500; i++) writeFileSync(join(host, `f${i}`), '');
  const seen = new Set<string>();
  for (let cookie = 0n; ; ) {
    const { entries, ended } = guest.readdir(root, cookie, 300);
    for (const { name } of entries) {
      if (name.startsWith('f') && !seen.has(name)) unlinkSync(join(host, name));
      seen.add(name);
    }
    if (ended) break;
    cookie = entries.at(-1)?.next ?? 0n;
  }
  t.equal(seen.size, 502, 'each is seen once');
  t.same(
    guest
      .readdir(root)
      .entries.map(({ name }) => name)
      .sort(),
    ['.', '..'],
  );
  t.end();
});

t.test('a rewound directory shows what came since', (t) => {
  const { guest, host } = guestWithRoot(t);
  t.equal(guest.readdir(root).entries.length, 2);
  writeFileSync(join(host, 'new'), '');
  t.equal(guest.readdir(root).entries.length, 3);
  t.end();
});

t.test('buffers too small for an entry', (t) => {
  const { guest, host } = guestWithRoot(t);
  writeFileSync(join(host, 'x'.repeat(200)), '');
  for (const size of [0, 1, 23, 24]) {
    const result = guest.alloc(4);
    guest.do('fd_readdir', root, 0, size, 0n, result);
    t.equal(guest.u32(result), size, `${size} bytes are filled`);
  }
  t.end();
});

t.test('cookies count entries', (t) => {
  const { guest, host } = guestWithRoot(t);
  for (let i = 0; i < 2000; i++) writeFileSync(join(host, `f${i}`), '');
  const all = readAll(guest, root, 4096);
  t.same(
    all.map(({ next }) => next),
    all.map((_, index) => BigInt(index + 1)),
    'small enough for the `long` of wasi-libc',
  );
  const names = (fd: number, cookie: bigint) => guest.readdir(fd, cookie, 200).entries.map(({ name }) => name);
  const some = all.slice(1500, 1502).map(({ name }) => name);
  t.same(names(root, 1500n).slice(0, 2), some);
  t.same(names(guest.openDirectory(root, '.'), 1500n).slice(0, 2), some, 'on a descriptor that has read nothing yet');
  for (const cookie of [2002n, 2003n, 1n << 63n, (1n << 64n) - 1n]) t.same(names(root, cookie), [], `cookie ${cookie}`);
  t.same(names(root, 1500n).slice(0, 2), some, 'and back');
  t.end();
});

t.test('a truncated entry can be skipped', (t) => {
  const { guest, host } = guestWithRoot(t);
  for (let i = 0; i < 5; i++) writeFileSync(join(host, `${i}`.repeat(100)), '');
  const all = readAll(guest, root, 4096);
  for (const index of all.keys()) {
    t.equal(guest.readdir(root, BigInt(index), 24).ended, false);
    t.equal(guest.readdir(root, BigInt(index + 1)).entries[0]?.name, all[index + 1]?.name);
  }
  t.end();
});

t.test('errors', (t) => {
  const { guest } = guestWithRoot(t);
  const fd = guest.create('file');
  t.equal(guest.call('fd_readdir', 77, 0, 100, 0n, 200), 'badf');
  t.equal(guest.call('fd_readdir', fd, 0, 100, 0n, 200), 'notdir');
  t.equal(guest.call('fd_readdir', root, guest.bytes.length - 99, 100, 0n, 200), 'fault');
  t.equal(guest.call('fd_readdir', root, 0, 100, 0n, guest.bytes.length - 3), 'fault');
  const weak = guest.openDirectory(root, '.', right.pathOpen);
  t.equal(guest.call('fd_readdir', weak, 0, 100, 0n, 200), 'notcapable');
  t.end();
});
