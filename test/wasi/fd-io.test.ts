// Reading, writing and positions: success and each errno that can be provoked.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fdflag, fileRights, Guest, guestWithRoot, oflag, right, root, type Scope } from './guest.ts';

/** A pipe of the host: its two ends as descriptors of this process. */
function pipe(test: Scope, directory: string): { reader: number; writer: number } {
  const path = join(directory, 'fifo');
  const made = spawnSync('mkfifo', [path]);
  if (made.status !== 0) throw new Error(String(made.stderr));
  // Opened for both first: an end alone would wait for the other.
  const both = openSync(path, 'r+');
  const reader = openSync(path, 'r');
  const writer = openSync(path, 'w');
  closeSync(both);
  test.teardown(() => closeSync(reader));
  return { reader, writer };
}

t.test('a file is written, read and positioned', (t) => {
  const { guest, host } = guestWithRoot(t);
  const fd = guest.create('file');
  const result = guest.alloc(4);
  guest.do('fd_write', fd, ...guest.vectors(guest.text('hello '), guest.text(''), guest.text('world')), result);
  t.equal(guest.u32(result), 11);
  t.equal(readFileSync(join(host, 'file'), 'utf8'), 'hello world');

  const position = guest.alloc(8);
  const seek = (offset: bigint, whence: number) => guest.call('fd_seek', fd, offset, whence, position);
  t.equal(seek(6n, 0), 'success');
  t.equal(guest.u64(position), 6n);
  t.equal(guest.read(fd), 'world');
  t.equal(guest.read(fd), '', 'nothing at the end');
  t.equal(seek(-5n, 1), 'success');
  t.equal(guest.u64(position), 6n);
  t.equal(seek(-11n, 2), 'success');
  t.equal(guest.u64(position), 0n);
  t.equal(seek(1n << 40n, 0), 'success', 'beyond the end');
  guest.do('fd_tell', fd, position);
  t.equal(guest.u64(position), 1n << 40n);

  t.equal(seek(-1n, 0), 'inval');
  t.equal(seek(-(1n << 62n), 1), 'inval');
  t.equal(seek(0n, 3), 'inval');
  t.equal(guest.call('fd_seek', fd, 0n, 0, 0xfffffffc), 'fault');
  t.equal(guest.call('fd_tell', fd, guest.bytes.length - 4), 'fault');
  t.equal(guest.call('fd_seek', 99, 0n, 0, position), 'badf');
  t.equal(guest.call('fd_tell', 99, position), 'badf');
  t.end();
});

t.test('positioned transfers leave the position alone', (t) => {
  const { guest } = guestWithRoot(t);
  const fd = guest.create('file', 'abcdef');
  const result = guest.alloc(8);
  guest.do('fd_pwrite', fd, ...guest.vectors(guest.text('XY')), 1n, result);
  t.equal(guest.u32(result), 2);
  const buffer = guest.alloc(4);
  const second = guest.alloc(4);
  guest.do('fd_pread', fd, ...guest.vectors([buffer, 2], [second, 2]), 2n, result);
  t.equal(guest.u32(result), 4);
  t.equal(guest.string(buffer, 2) + guest.string(second, 2), 'Ydef');
  guest.do('fd_tell', fd, result);
  t.equal(guest.u64(result), 6n);
  t.equal(guest.call('fd_pread', fd, ...guest.vectors([buffer, 2]), 1n << 63n, result), 'inval');
  t.equal(guest.call('fd_pwrite', fd, ...guest.vectors([buffer, 2]), (1n << 64n) - 1n, result), 'inval');
  guest.do('fd_pread', fd, ...guest.vectors([buffer, 2]), 1n << 40n, result);
  t.equal(guest.u32(result), 0);
  t.end();
});

t.test('append', (t) => {
  const { guest, host } = guestWithRoot(t);
  guest.close(guest.create('file', 'one'));
  const fd = guest.open(root, 'file', { base: fileRights, fdflags: fdflag.append });
  const position = guest.alloc(8);
  guest.do('fd_seek', fd, 0n, 0, position);
  guest.write(fd, 'two');
  t.equal(readFileSync(join(host, 'file'), 'utf8'), 'onetwo');
  guest.do('fd_fdstat_set_flags', fd, 0);
  guest.do('fd_seek', fd, 0n, 0, position);
  guest.write(fd, 'ONE');
  t.equal(readFileSync(join(host, 'file'), 'utf8'), 'ONEtwo');
  t.end();
});

t.test('errors of transfers', (t) => {
  const { guest, host } = guestWithRoot(t);
  const fd = guest.create('file', 'content');
  const end = guest.bytes.length;
  for (const name of ['fd_read', 'fd_write', 'fd_pread', 'fd_pwrite']) {
    const offset = name.startsWith('fd_p') ? [0n] : [];
    const attempt = (target: number, iovs: number, count: number, result: number) =>
      guest.call(name, target, iovs, count, ...offset, result);
    t.equal(attempt(99, 0, 0, 0), 'badf', name);
    t.equal(attempt(0xffffffff, 0, 0, 0), 'badf', name);
    t.equal(attempt(fd, 0, 1, end - 3), 'fault', 'result out of bounds');
    t.equal(attempt(fd, end - 7, 1, 0), 'fault', 'list out of bounds');
    t.equal(attempt(fd, 0, 0x20000001, 0), 'fault', 'list whose size overflows 32 bits');
    t.equal(attempt(fd, ...guest.vectors([end - 1, 2]), 0), 'fault', 'buffer out of bounds');
    t.equal(attempt(fd, ...guest.vectors([4, 0xffffffff]), 0), 'fault', 'buffer that wraps around');
    t.equal(attempt(fd, 0, 0, 0), 'success', 'no buffers');
    t.equal(attempt(root, ...guest.vectors([0, 8]), 0), 'notcapable', 'a directory');
  }
  t.equal(readFileSync(join(host, 'file'), 'utf8'), 'content', 'failed calls wrote nothing');

  const readOnly = guest.open(root, 'file', { base: right.fdRead });
  const writeOnly = guest.open(root, 'file', { base: right.fdWrite });
  t.equal(guest.call('fd_write', readOnly, 0, 0, 0), 'notcapable');
  t.equal(guest.call('fd_read', writeOnly, 0, 0, 0), 'notcapable');
  t.equal(guest.call('fd_pread', readOnly, 0, 0, 0n, 0), 'notcapable', 'without the right to seek');
  t.equal(guest.call('fd_seek', readOnly, 0n, 0, 0), 'notcapable');
  t.equal(guest.call('fd_tell', readOnly, 0), 'notcapable');
  t.equal(guest.call('fd_seek', root, 0n, 1, 0), 'notcapable', 'directories have no position');
  t.end();
});

t.test('the right to tell suffices for a seek that goes nowhere', (t) => {
  const { guest } = guestWithRoot(t);
  guest.close(guest.create('file', 'abc'));
  const fd = guest.open(root, 'file', { base: right.fdRead | right.fdTell });
  t.equal(guest.call('fd_tell', fd, 0), 'success');
  t.equal(guest.call('fd_seek', fd, 0n, 1, 0), 'success');
  t.equal(guest.call('fd_seek', fd, 1n, 1, 0), 'notcapable');
  const seeker = guest.open(root, 'file', { base: right.fdRead | right.fdSeek });
  t.equal(guest.call('fd_tell', seeker, 0), 'success', 'the right to seek implies it');
  t.end();
});

t.test('more buffers than the host takes at once', (t) => {
  const { guest } = guestWithRoot(t);
  const fd = guest.create('file');
  const text = guest.text('x');
  const vectors = guest.vectors(...Array.from({ length: 2000 }, () => text));
  const result = guest.alloc(4);
  t.equal(guest.call('fd_write', fd, ...vectors, result), 'success');
  t.equal(guest.u32(result), 1024, 'a short write');
  t.end();
});

t.test('pipes', (t) => {
  const { host } = guestWithRoot(t);
  const { reader, writer } = pipe(t, host);
  const guest = new Guest({ stdin: reader, stdout: writer });
  closeSync(writer);
  t.equal(guest.write(1, 'through the pipe'), 16);
  t.equal(guest.read(0, 7), 'through');
  t.equal(guest.read(0, 100), ' the pipe');
  for (const fd of [0, 1]) {
    t.equal(guest.call('fd_seek', fd, 0n, 0, 0), 'spipe');
    t.equal(guest.call('fd_tell', fd, 0), 'spipe');
  }
  t.equal(guest.call('fd_pread', 0, ...guest.vectors([0, 1]), 0n, 16), 'spipe');
  t.equal(guest.call('fd_pwrite', 1, ...guest.vectors([0, 1]), 0n, 16), 'spipe');
  t.equal(guest.call('fd_read', 1, 0, 0, 0), 'notcapable');
  t.equal(guest.call('fd_write', 0, 0, 0, 0), 'notcapable');

  guest.do('fd_fdstat_set_flags', 0, fdflag.nonblock);
  t.equal(guest.call('fd_read', 0, ...guest.vectors([0, 1]), 16), 'again', 'an empty pipe, not to be waited for');
  guest.close(1);
  t.equal(guest.read(0), '', 'the end, once all writers are gone');
  t.end();
});

t.test('a pipe without readers', (t) => {
  const { host } = guestWithRoot(t);
  const path = join(host, 'fifo');
  spawnSync('mkfifo', [path]);
  const both = openSync(path, 'r+');
  const writer = openSync(path, 'w');
  closeSync(both);
  t.teardown(() => closeSync(writer));
  const guest = new Guest({ stdout: writer });
  t.equal(guest.call('fd_write', 1, ...guest.vectors(guest.text('x')), 0), 'pipe');
  t.end();
});

t.test('stdin from a file', (t) => {
  const { host } = guestWithRoot(t);
  writeFileSync(join(host, 'input'), 'line\n');
  const input = openSync(join(host, 'input'), 'r');
  const guest = new Guest({ stdin: input });
  closeSync(input);
  t.equal(guest.read(0), 'line\n');
  t.equal(guest.call('fd_seek', 0, 0n, 0, 8), 'success', 'a file has a position, even as stdin');
  t.equal(guest.read(0), 'line\n');
  guest.close(0);
  t.equal(guest.call('fd_read', 0, 0, 0, 0), 'badf');
  t.end();
});

t.test('full devices and size limits', (t) => {
  const full = openSync('/dev/full', 'w');
  const guest = new Guest({ stdout: full });
  closeSync(full);
  t.equal(guest.call('fd_write', 1, ...guest.vectors(guest.text('x')), 0), 'nospc');
  const { guest: other } = guestWithRoot(t);
  const fd = other.open(root, 'file', { oflags: oflag.creat, base: fileRights });
  const errno = other.call('fd_pwrite', fd, ...other.vectors(other.text('x')), (1n << 63n) - 1n, 0);
  t.ok(errno === 'fbig' || errno === 'inval', `beyond the largest file: ${errno}`);
  t.end();
});
