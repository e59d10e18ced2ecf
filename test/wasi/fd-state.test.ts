// Attributes, flags, rights, sizes, times, syncing, preopen names, closing and renumbering of descriptors.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fdflag, fileRights, fileType, Guest, guestWithRoot, oflag, right, root } from './guest.ts';

t.test('fdstat', (t) => {
  const { guest } = guestWithRoot(t);
  const directory = guest.fdstat(root);
  t.equal(directory.type, fileType.directory);
  t.equal(directory.flags, 0);
  t.equal(directory.base & (right.fdRead | right.fdSeek | right.fdFilestatSetSize), 0n);
  t.equal(directory.base & right.pathOpen, right.pathOpen);
  t.equal(directory.inheriting & fileRights, fileRights);
  const fd = guest.open(root, 'file', { oflags: oflag.creat, base: fileRights, fdflags: fdflag.append | fdflag.sync });
  t.match(guest.fdstat(fd), { type: fileType.regularFile, flags: fdflag.append | fdflag.sync, base: fileRights });
  t.equal(guest.fdstat(fd).inheriting, 0n);
  t.equal(guest.call('fd_fdstat_get', 77, 0), 'badf');
  t.equal(guest.call('fd_fdstat_get', fd, guest.bytes.length - 23), 'fault');
  t.end();
});

t.test('flags', (t) => {
  const { guest } = guestWithRoot(t);
  const fd = guest.create('file', 'x');
  guest.do('fd_fdstat_set_flags', fd, fdflag.append | fdflag.nonblock);
  t.equal(guest.fdstat(fd).flags, fdflag.append | fdflag.nonblock);
  guest.do('fd_fdstat_set_flags', fd, 0);
  t.equal(guest.fdstat(fd).flags, 0);
  for (const flag of [fdflag.sync, fdflag.dsync, fdflag.rsync, 32, 0x10000]) {
    t.equal(guest.call('fd_fdstat_set_flags', fd, flag), 'inval', `flag ${flag} cannot be set`);
  }
  const synced = guest.open(root, 'file', { base: fileRights, fdflags: fdflag.dsync });
  guest.do('fd_fdstat_set_flags', synced, fdflag.dsync | fdflag.append);
  t.equal(guest.call('fd_fdstat_set_flags', synced, 0), 'inval', 'nor cleared');
  t.equal(guest.call('fd_fdstat_set_flags', 77, 0), 'badf');
  const weak = guest.open(root, 'file', { base: right.fdRead });
  t.equal(guest.call('fd_fdstat_set_flags', weak, 0), 'notcapable');
  t.end();
});

t.test('rights can only be dropped', (t) => {
  const { guest } = guestWithRoot(t);
  const fd = guest.create('file', 'x');
  guest.do('fd_fdstat_set_rights', fd, right.fdRead | right.fdSeek, 0n);
  t.equal(guest.fdstat(fd).base, right.fdRead | right.fdSeek);
  t.equal(guest.call('fd_write', fd, 0, 0, 0), 'notcapable');
  t.equal(guest.call('fd_fdstat_set_rights', fd, right.fdRead | right.fdWrite, 0n), 'notcapable');
  t.equal(guest.call('fd_fdstat_set_rights', fd, 0n, right.fdRead), 'notcapable');
  t.equal(guest.fdstat(fd).base, right.fdRead | right.fdSeek, 'a refused call changes nothing');
  t.equal(guest.call('fd_fdstat_set_rights', 77, 0n, 0n), 'badf');
  t.end();
});

t.test('filestat', (t) => {
  const { guest, host } = guestWithRoot(t);
  const fd = guest.create('file', 'twelve bytes');
  const status = statSync(join(host, 'file'), { bigint: true });
  t.match(guest.filestat(fd), {
    dev: status.dev,
    ino: status.ino,
    type: fileType.regularFile,
    nlink: 1n,
    size: 12n,
    atim: status.atimeNs,
    mtim: status.mtimeNs,
    ctim: status.ctimeNs,
  });
  t.equal(guest.filestat(root).type, fileType.directory);
  t.equal(guest.call('fd_filestat_get', 77, 0), 'badf');
  t.equal(guest.call('fd_filestat_get', fd, guest.bytes.length - 63), 'fault');
  const weak = guest.open(root, 'file', { base: right.fdRead });
  t.equal(guest.call('fd_filestat_get', weak, 0), 'notcapable');
  t.end();
});

t.test('sizes', (t) => {
  const { guest, host } = guestWithRoot(t);
  const fd = guest.create('file', 'abcdef');
  guest.do('fd_filestat_set_size', fd, 3n);
  t.equal(readFileSync(join(host, 'file'), 'utf8'), 'abc');
  guest.do('fd_filestat_set_size', fd, 5n);
  t.equal(readFileSync(join(host, 'file'), 'utf8'), 'abc\0\0');
  guest.do('fd_allocate', fd, 0n, 100n);
  t.equal(guest.filestat(fd).size, 100n);
  guest.do('fd_allocate', fd, 10n, 10n);
  t.equal(guest.filestat(fd).size, 100n, 'allocating within changes nothing');
  t.equal(guest.call('fd_filestat_set_size', fd, 1n << 63n), 'inval');
  t.equal(guest.call('fd_allocate', fd, 0n, 0n), 'inval', 'nothing to allocate');
  t.equal(guest.call('fd_allocate', fd, 1n << 63n, 1n), 'inval');
  t.equal(guest.call('fd_allocate', fd, (1n << 63n) - 1n, 10n), 'fbig');
  for (const name of ['fd_filestat_set_size', 'fd_allocate']) {
    const args = name === 'fd_allocate' ? [0n, 1n] : [0n];
    t.equal(guest.call(name, 77, ...args), 'badf');
    t.equal(guest.call(name, root, ...args), 'notcapable', 'a directory has no size to set');
    t.equal(guest.call(name, guest.open(root, 'file', { base: right.fdRead }), ...args), 'notcapable');
  }
  t.end();
});

t.test('times', (t) => {
  const { guest } = guestWithRoot(t);
  const fd = guest.create('file', 'x');
  const set = (atim: bigint, mtim: bigint, flags: number) => guest.call('fd_filestat_set_times', fd, atim, mtim, flags);
  t.equal(set(1_000_000_007n, 2_000_000_009n, 1 | 4), 'success');
  t.match(guest.filestat(fd), { atim: 1_000_000_007n, mtim: 2_000_000_009n });
  t.equal(set(5n, 5n, 0), 'success');
  t.match(guest.filestat(fd), { atim: 1_000_000_007n, mtim: 2_000_000_009n }, 'no flag, no change');
  t.equal(set(0n, 7n, 2 | 4), 'success');
  t.ok(guest.filestat(fd).atim > 1_600_000_000_000_000_000n, 'now');
  t.equal(guest.filestat(fd).mtim, 7n);
  for (const flags of [1 | 2, 4 | 8, 16, 0x8000]) t.equal(set(1n, 1n, flags), 'inval', `flags ${flags}`);
  t.equal(guest.call('fd_filestat_set_times', 77, 0n, 0n, 0), 'badf');
  const weak = guest.open(root, 'file', { base: right.fdRead });
  t.equal(guest.call('fd_filestat_set_times', weak, 0n, 0n, 0), 'notcapable');
  t.end();
});

t.test('advice and syncing', (t) => {
  const { guest } = guestWithRoot(t);
  const fd = guest.create('file', 'x');
  for (let advice = 0; advice < 6; advice++) t.equal(guest.call('fd_advise', fd, 0n, 100n, advice), 'success');
  t.equal(guest.call('fd_advise', fd, 0n, 100n, 6), 'inval');
  t.equal(guest.call('fd_advise', fd, 1n << 63n, 1n, 0), 'inval');
  t.equal(guest.call('fd_advise', fd, 0n, 1n << 63n, 0), 'inval');
  t.equal(guest.call('fd_datasync', fd), 'success');
  t.equal(guest.call('fd_sync', fd), 'success');
  t.equal(guest.call('fd_sync', root), 'success', 'a directory can be synced');
  const weak = guest.open(root, 'file', { base: right.fdRead });
  for (const [name, ...args] of [['fd_advise', 0n, 0n, 0], ['fd_datasync'], ['fd_sync']] as const) {
    t.equal(guest.call(name, 77, ...args), 'badf');
    t.equal(guest.call(name, weak, ...args), 'notcapable');
  }
  t.equal(guest.call('fd_datasync', root), 'notcapable');
  t.end();
});

t.test('preopens', (t) => {
  const { host } = guestWithRoot(t);
  const guest = new Guest({ preopens: { '/': host, '/data/ü': host } });
  const names = [3, 4].map((fd) => {
    const prestat = guest.alloc(8);
    guest.do('fd_prestat_get', fd, prestat);
    t.equal(guest.u32(prestat), 0, 'a directory');
    const length = guest.u32(prestat + 4);
    const name = guest.alloc(length);
    guest.do('fd_prestat_dir_name', fd, name, length);
    return guest.string(name, length);
  });
  t.same(names, ['/', '/data/ü']);
  t.equal(guest.call('fd_prestat_dir_name', 3, 0, 100), 'success', 'a larger buffer');
  t.equal(guest.call('fd_prestat_dir_name', 4, 0, 7), 'nametoolong');
  t.equal(guest.call('fd_prestat_dir_name', 4, guest.bytes.length - 7, 9), 'fault');
  t.equal(guest.call('fd_prestat_get', 3, guest.bytes.length - 7), 'fault');
  for (const fd of [0, 5, 0xffffffff]) t.equal(guest.call('fd_prestat_get', fd, 0), 'badf');
  t.equal(guest.call('fd_prestat_dir_name', 5, 0, 9), 'badf');
  t.equal(guest.call('fd_prestat_dir_name', 0, 0, 9), 'notdir');
  const opened = guest.openDirectory(3, '.');
  t.equal(guest.call('fd_prestat_get', opened, 0), 'badf', 'only preopens have names');
  t.equal(guest.call('fd_prestat_dir_name', opened, 0, 9), 'notdir');
  t.end();
});

t.test('closing and renumbering', (t) => {
  const { guest } = guestWithRoot(t);
  const first = guest.create('first', 'first');
  const second = guest.create('second', 'second');
  t.same([first, second], [4, 5], 'the lowest free numbers');
  guest.do('fd_renumber', first, second);
  t.equal(guest.call('fd_fdstat_get', first, 0), 'badf');
  t.equal(guest.filestat(second).size, 5n, 'the second is now the first');
  t.equal(guest.call('fd_renumber', second, first), 'badf', 'onto a number that is not open');
  t.equal(guest.call('fd_renumber', first, second), 'badf');
  t.equal(guest.call('fd_renumber', 77, 78), 'badf');
  t.equal(guest.call('fd_renumber', second, 0xfffffff0), 'badf');
  t.equal(guest.call('fd_renumber', second, second), 'success');
  t.equal(guest.open(root, 'first'), first, 'the number is free again');

  guest.close(second);
  t.equal(guest.call('fd_close', second), 'badf');
  t.equal(guest.call('fd_close', 0x7fffffff), 'badf');
  guest.do('fd_renumber', first, 1);
  t.equal(guest.filestat(1).size, 5n, 'stdout can be replaced');
  guest.close(root);
  t.equal(guest.tryOpen(root, 'first'), 'badf', 'a preopen can be closed');
  t.end();
});
