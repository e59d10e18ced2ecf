// wasi_unstable: the calls whose layouts differ from preview 1's.
import t from 'tap';
import { Guest, guestWithRoot, root } from './guest.ts';

t.test('whence, link counts and clock subscriptions', (t) => {
  const { guest } = guestWithRoot(t, { version: 'unstable' });
  t.same(Object.keys(guest.wasi.getImportObject()), ['wasi_unstable']);
  const fd = guest.create('file', 'content');
  const position = guest.alloc(8);
  guest.do('fd_seek', fd, -2n, 0, position);
  t.equal(guest.u64(position), 5n, '0 is the current position');
  guest.do('fd_seek', fd, 0n, 1, position);
  t.equal(guest.u64(position), 7n, '1 is the end');
  guest.do('fd_seek', fd, 3n, 2, position);
  t.equal(guest.u64(position), 3n, '2 is the start');
  t.equal(guest.call('fd_seek', fd, 0n, 3, position), 'inval');

  for (const [name, ...args] of [
    ['fd_filestat_get', fd],
    ['path_filestat_get', root, 0, ...guest.text('file')],
  ] as const) {
    const at = guest.alloc(64);
    guest.do(name, ...args, at);
    t.equal(guest.bytes[at + 16], 4, 'a regular file');
    t.equal(guest.u32(at + 20), 1, 'one link');
    t.equal(guest.u64(at + 24), 7n, 'the size');
    t.ok(guest.u64(at + 48) > 1_600_000_000_000_000_000n, 'the time of the last change');
    t.equal(guest.bytes[at + 56], 0xaa, 'nothing is written behind');
    t.equal(guest.call(name, ...args, guest.bytes.length - 55), 'fault');
  }
  t.end();
});

t.test('a clock subscription', (t) => {
  const guest = new Guest({ version: 'unstable' });
  const [subscription, event, count] = [guest.alloc(56), guest.alloc(32), guest.alloc(4)];
  guest.bytes.fill(0, subscription, subscription + 56);
  guest.view.setBigUint64(subscription, 77n, true);
  guest.view.setUint32(subscription + 24, 1, true);
  guest.view.setBigUint64(subscription + 32, 10_000_000n, true);
  const start = process.hrtime.bigint();
  guest.do('poll_oneoff', subscription, event, 1, count);
  t.ok(process.hrtime.bigint() - start >= 10_000_000n);
  t.equal(guest.u32(count), 1);
  t.equal(guest.u64(event), 77n);
  t.equal(guest.call('poll_oneoff', guest.bytes.length - 55, event, 1, count), 'fault');
  t.end();
});
