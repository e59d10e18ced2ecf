// path_open: all flags, rights of the new descriptor, each errno. Both ways of resolving paths.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fdflag, fileRights, fileType, guestWithRoot, oflag, resolutions, right, root, type Scope } from './guest.ts';

for (const pathResolution of resolutions) {
  const set = (test: Scope) => guestWithRoot(test, { pathResolution });

  t.test(`${pathResolution}: creating and opening files`, (t) => {
    const { guest, host } = set(t);
    mkdirSync(join(host, 'a/b'), { recursive: true });
    t.equal(guest.tryOpen(root, 'a/b/file'), 'noent');
    const fd = guest.open(root, 'a/b/file', { oflags: oflag.creat, base: fileRights });
    t.equal(fd, 4);
    guest.write(fd, 'content');
    for (const path of ['a/b/file', 'a//b/./file', './a/../a/b/../b/file', 'a/b/../../a/b/file']) {
      t.equal(guest.read(guest.open(root, path)), 'content', path);
    }
    t.equal(guest.tryOpen(root, 'a/b/file', { oflags: oflag.creat | oflag.excl }), 'exist');
    t.equal(guest.tryOpen(root, 'a/b/file', { oflags: oflag.creat }), 'success');
    t.equal(guest.read(guest.open(root, 'a/b/file', { oflags: oflag.trunc, base: fileRights })), '', 'truncated');
    t.equal(lstatSync(join(host, 'a/b/file')).size, 0);
    const sub = guest.openDirectory(root, 'a');
    t.equal(guest.tryOpen(sub, 'b/file'), 'success', 'relative to another directory');
    t.equal(guest.tryOpen(sub, 'b/new', { oflags: oflag.creat | oflag.excl }), 'success');
    t.ok(existsSync(join(host, 'a/b/new')));
    t.end();
  });

  t.test(`${pathResolution}: directories`, (t) => {
    const { guest, host } = set(t);
    mkdirSync(join(host, 'dir/sub'), { recursive: true });
    writeFileSync(join(host, 'file'), '');
    for (const path of ['.', './', 'dir', 'dir/', 'dir//', 'dir/.', 'dir/sub/..', 'dir/sub/../']) {
      const fd = guest.open(root, path, { oflags: oflag.directory });
      t.equal(guest.fdstat(fd).type, fileType.directory, path);
      guest.close(fd);
      t.equal(guest.tryOpen(root, path), 'success', `${path} without saying that it is one`);
    }
    t.equal(guest.tryOpen(root, 'file', { oflags: oflag.directory }), 'notdir');
    for (const path of ['file/', 'file//', 'file/.', 'file/x', 'file/..']) {
      t.equal(guest.tryOpen(root, path), 'notdir', path);
    }
    t.equal(guest.tryOpen(root, 'dir', { base: fileRights }), 'isdir', 'for writing');
    t.equal(guest.tryOpen(root, 'new/', { oflags: oflag.creat }), 'isdir');
    t.equal(guest.tryOpen(root, 'dir', { oflags: oflag.creat }), 'isdir');
    t.equal(guest.tryOpen(root, '.', { oflags: oflag.creat }), 'isdir');
    for (const other of [oflag.creat, oflag.excl, oflag.trunc]) {
      t.equal(guest.tryOpen(root, 'dir', { oflags: oflag.directory | other }), 'inval');
    }
    t.end();
  });

  t.test(`${pathResolution}: symbolic links`, (t) => {
    const { guest, host } = set(t);
    mkdirSync(join(host, 'dir'));
    writeFileSync(join(host, 'dir/file'), 'content');
    symlinkSync('dir/file', join(host, 'link'));
    symlinkSync('dir', join(host, 'dirlink'));
    symlinkSync('../link', join(host, 'dir/back'));
    symlinkSync('missing', join(host, 'dangling'));
    symlinkSync('loop2', join(host, 'loop1'));
    symlinkSync('loop1', join(host, 'loop2'));
    const follow = true;
    t.equal(guest.read(guest.open(root, 'link', { follow })), 'content');
    t.equal(guest.tryOpen(root, 'link'), 'loop');
    t.equal(guest.read(guest.open(root, 'dir/back', { follow })), 'content', 'a link to a link, through ..');
    t.equal(guest.read(guest.open(root, 'dirlink/file')), 'content', 'links on the way are always followed');
    t.equal(guest.tryOpen(root, 'dirlink/', { oflags: oflag.directory }), 'success', 'and with a slash behind');
    t.equal(guest.tryOpen(root, 'dirlink', { oflags: oflag.directory, follow }), 'success');
    t.equal(guest.tryOpen(root, 'dirlink', { oflags: oflag.directory }), 'loop');
    t.equal(guest.tryOpen(root, 'link', { oflags: oflag.directory, follow }), 'notdir');
    t.equal(guest.tryOpen(root, 'link/', { follow }), 'notdir');
    t.equal(guest.tryOpen(root, 'dangling', { follow }), 'noent');
    t.equal(guest.tryOpen(root, 'dangling', { oflags: oflag.creat | oflag.excl, follow }), 'exist');
    t.equal(guest.tryOpen(root, 'dangling', { oflags: oflag.creat, follow }), 'success', 'creates what it points to');
    t.ok(existsSync(join(host, 'missing')));
    t.equal(guest.tryOpen(root, 'loop1', { follow }), 'loop');
    t.equal(guest.tryOpen(root, 'loop1/x'), 'loop');
    t.end();
  });

  t.test(`${pathResolution}: a chain of forty links is followed, a longer one is not`, (t) => {
    const { guest, host } = set(t);
    writeFileSync(join(host, 'l0'), 'end');
    for (let i = 1; i <= 41; i++) symlinkSync(`l${i - 1}`, join(host, `l${i}`));
    t.equal(guest.read(guest.open(root, 'l40', { follow: true })), 'end');
    t.equal(guest.tryOpen(root, 'l41', { follow: true }), 'loop');
    t.end();
  });

  t.test(`${pathResolution}: malformed paths`, (t) => {
    const { guest } = set(t);
    t.equal(guest.tryOpen(root, ''), 'noent');
    t.equal(guest.tryOpen(root, 'x'.repeat(256)), 'nametoolong');
    t.equal(guest.tryOpen(root, 'x/'.repeat(3000)), 'nametoolong');
    t.equal(guest.tryOpen(root, 'a\0b'), 'inval');
    const malformed = [[0xff], [0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc3]];
    for (const bytes of malformed) t.equal(guest.tryOpen(root, Uint8Array.from(bytes)), 'ilseq', `${bytes}`);
    t.equal(guest.tryOpen(root, 'ü€😀', { oflags: oflag.creat }), 'success', 'UTF-8 of every length');
    t.end();
  });
}

t.test('rights of what is opened', (t) => {
  const { guest, host } = guestWithRoot(t);
  writeFileSync(join(host, 'file'), 'content');
  mkdirSync(join(host, 'dir'));
  t.equal(guest.fdstat(guest.open(root, 'file', { base: 0n })).base, 0n, 'none asked, none given');
  const some = right.fdRead | right.fdTell;
  t.match(guest.fdstat(guest.open(root, 'file', { base: some, inheriting: some })), { base: some, inheriting: some });
  const all = guest.fdstat(root).inheriting;
  t.equal(guest.fdstat(guest.open(root, 'file', { base: all })).base, fileRights, 'only what applies to a file');
  const directory = guest.fdstat(guest.open(root, 'dir', { base: all & ~right.fdWrite & ~right.fdAllocate }));
  t.equal(directory.base & right.fdRead, 0n, 'only what applies to a directory');
  t.equal(directory.base & right.pathOpen, right.pathOpen);
  const reader = guest.open(root, 'file', { base: right.fdRead | right.fdFilestatSetSize });
  t.equal(guest.fdstat(reader).base, right.fdRead, 'a file open for reading cannot be resized');
  t.equal(guest.tryOpen(root, 'file', { base: right.fdRead | right.sockAccept | (1n << 40n) }), 'success');
  t.end();
});

t.test('rights are inherited, never gained', (t) => {
  const { guest, host } = guestWithRoot(t);
  mkdirSync(join(host, 'dir'));
  writeFileSync(join(host, 'dir/file'), 'content');
  const own = right.pathOpen | right.pathFilestatGet;
  const dir = guest.openDirectory(root, 'dir', own, right.fdRead);
  t.match(guest.fdstat(dir), { base: own, inheriting: right.fdRead });
  t.equal(guest.tryOpen(dir, 'file', { base: right.fdRead }), 'success');
  t.equal(guest.tryOpen(dir, 'file', { base: right.fdRead | right.fdWrite }), 'notcapable');
  t.equal(guest.tryOpen(dir, 'file', { base: 0n, inheriting: right.fdWrite }), 'notcapable');
  t.equal(guest.tryOpen(dir, 'new', { base: 0n, oflags: oflag.creat }), 'notcapable', 'no right to create');
  t.equal(guest.tryOpen(dir, 'file', { base: 0n, oflags: oflag.trunc }), 'notcapable', 'no right to truncate');
  t.equal(guest.tryOpen(dir, 'file', { base: 0n, fdflags: fdflag.sync }), 'notcapable');
  t.equal(guest.tryOpen(dir, 'file', { base: 0n, fdflags: fdflag.dsync }), 'notcapable');
  t.equal(readFileSync(join(host, 'dir/file'), 'utf8'), 'content');
  const closed = guest.openDirectory(root, 'dir', right.fdReaddir, 0n);
  t.equal(guest.tryOpen(closed, 'file', { base: 0n }), 'notcapable', 'no right to open');
  t.end();
});

t.test('descriptors that are no directory, flags that do not exist, pointers out of bounds', (t) => {
  const { guest } = guestWithRoot(t);
  const fd = guest.create('file');
  t.equal(guest.tryOpen(fd, 'x'), 'notdir');
  t.equal(guest.tryOpen(0, 'x'), 'notdir');
  t.equal(guest.tryOpen(77, 'x'), 'badf');
  t.equal(guest.tryOpen(root, 'file', { oflags: 16 }), 'inval');
  t.equal(guest.tryOpen(root, 'file', { fdflags: 32 }), 'inval');
  const end = guest.bytes.length;
  const open = (lookup: number, path: number, length: number, result: number) =>
    guest.call('path_open', root, lookup, path, length, oflag.creat, 0n, 0n, 0, result);
  t.equal(open(2, ...guest.text('file'), 0), 'inval', 'unknown lookup flag');
  t.equal(open(0, end - 3, 4, 0), 'fault');
  t.equal(open(0, 0xfffffff0, 0x20, 0), 'fault');
  t.equal(open(0, ...guest.text('never'), end - 3), 'fault');
  t.equal(guest.tryOpen(root, 'never'), 'noent', 'a call that faults creates nothing');
  t.end();
});

t.test('flags of the descriptor', (t) => {
  const { guest } = guestWithRoot(t);
  for (const fdflags of [0, fdflag.append, fdflag.dsync, fdflag.nonblock, fdflag.rsync, fdflag.sync, 31]) {
    const fd = guest.open(root, 'file', { oflags: oflag.creat, base: fileRights, fdflags });
    t.equal(guest.fdstat(fd).flags, fdflags, `flags ${fdflags}`);
  }
  t.end();
});

t.test('other types of files', (t) => {
  const { guest, host } = guestWithRoot(t, {});
  spawnSync('mkfifo', [join(host, 'fifo')]);
  const fifo = guest.open(root, 'fifo', { base: right.fdRead | right.fdSeek, fdflags: fdflag.nonblock });
  t.match(guest.fdstat(fifo), { type: fileType.unknown, base: right.fdRead }, 'a pipe has no position');
  t.equal(guest.tryOpen(root, 'fifo', { base: right.fdWrite, fdflags: fdflag.nonblock }), 'success');
  guest.close(fifo);
  guest.close(fifo + 1);
  t.equal(guest.tryOpen(root, 'fifo', { base: right.fdWrite, fdflags: fdflag.nonblock }), 'nxio', 'nobody reads it');
  t.end();
});
