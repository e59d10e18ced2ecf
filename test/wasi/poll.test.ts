// poll_oneoff: clocks and descriptors, alone and together, and its errors.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { errnoNames } from './errno.ts';
import { Guest, guestWithRoot, right, root, type Scope, scratchDirectory } from './guest.ts';

type Subscription =
  | { readonly clock: number; readonly timeout: bigint; readonly absolute?: boolean; readonly flags?: number }
  | { readonly read: number }
  | { readonly write: number };

interface Event {
  readonly userdata: bigint;
  readonly error: string;
  readonly type: number;
  readonly bytes: bigint;
  readonly flags: number;
}

function subscribe(guest: Guest, subscriptions: readonly Subscription[]): number {
  const at = guest.alloc(48 * subscriptions.length);
  guest.bytes.fill(0, at, at + 48 * subscriptions.length);
  for (const [index, subscription] of subscriptions.entries()) {
    const one = at + 48 * index;
    guest.view.setBigUint64(one, BigInt(index + 1), true);
    if ('clock' in subscription) {
      guest.view.setUint32(one + 16, subscription.clock, true);
      guest.view.setBigUint64(one + 24, subscription.timeout, true);
      guest.view.setUint16(one + 40, subscription.flags ?? (subscription.absolute ? 1 : 0), true);
    } else {
      guest.view.setUint8(one + 8, 'read' in subscription ? 1 : 2);
      guest.view.setUint32(one + 16, 'read' in subscription ? subscription.read : subscription.write, true);
    }
  }
  return at;
}

function poll(guest: Guest, ...subscriptions: Subscription[]): Event[] {
  const input = subscribe(guest, subscriptions);
  const output = guest.alloc(32 * subscriptions.length);
  const result = guest.alloc(4);
  guest.do('poll_oneoff', input, output, subscriptions.length, result);
  return Array.from({ length: guest.u32(result) }, (_, index) => {
    const at = output + 32 * index;
    return {
      userdata: guest.u64(at),
      error: errnoNames[guest.view.getUint16(at + 8, true)] as string,
      type: guest.view.getUint8(at + 10),
      bytes: guest.u64(at + 16),
      flags: guest.view.getUint16(at + 24, true),
    };
  });
}

/** Ends of a pipe as host descriptors; closed with the test unless it closed them. */
function pipe(test: Scope): { reader: number; writer: number; path: string } {
  const path = join(scratchDirectory(test), 'fifo');
  spawnSync('mkfifo', [path]);
  const both = openSync(path, 'r+');
  const ends = { reader: openSync(path, 'r'), writer: openSync(path, 'w'), path };
  closeSync(both);
  return ends;
}

const millisecond = 1_000_000n;

function elapsed(run: () => void): number {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

t.test('clocks', (t) => {
  const guest = new Guest();
  const time = elapsed(() => {
    t.match(poll(guest, { clock: 1, timeout: 30n * millisecond }), [{ userdata: 1n, error: 'success', type: 0 }]);
  });
  t.ok(time >= 30 && time < 500, `waited ${time} ms for 30`);
  t.ok(elapsed(() => poll(guest, { clock: 0, timeout: 20n * millisecond })) >= 20, 'real time, relative');
  const real = BigInt(Date.now()) * millisecond + 40n * millisecond;
  t.ok(elapsed(() => poll(guest, { clock: 0, timeout: real, absolute: true })) >= 35, 'real time, absolute');
  t.ok(elapsed(() => poll(guest, { clock: 0, timeout: 5n, absolute: true })) < 20, 'in the past');
  t.ok(elapsed(() => poll(guest, { clock: 1, timeout: 0n })) < 20, 'no time at all');
  const first = poll(guest, { clock: 1, timeout: 5000n * millisecond }, { clock: 1, timeout: 10n * millisecond });
  t.match(first, [{ userdata: 2n, type: 0 }], 'the first of two');
  t.equal(first.length, 1);
  t.equal(poll(guest, { clock: 1, timeout: 0n }, { clock: 0, timeout: 0n }).length, 2, 'both');
  for (const clock of [2, 3]) {
    t.match(poll(guest, { clock, timeout: millisecond }), [{ error: 'inval' }], 'processor time cannot be waited for');
  }
  t.match(poll(guest, { clock: 4, timeout: 0n }), [{ error: 'inval', type: 0 }], 'no such clock');
  t.match(poll(guest, { clock: 1, timeout: 0n, flags: 2 }), [{ error: 'inval' }], 'no such flag');
  t.match(
    poll(guest, { clock: 9, timeout: 0n }, { clock: 1, timeout: 1n << 63n }),
    [{ userdata: 1n }],
    'does not wait',
  );
  t.end();
});

t.test('descriptors', (t) => {
  const { reader, writer, path } = pipe(t);
  const guest = new Guest({ stdin: reader, stdout: writer });
  closeSync(reader);
  const wait: Subscription = { clock: 1, timeout: 20n * millisecond };
  t.match(poll(guest, { read: 0 }, wait), [{ userdata: 2n, type: 0 }], 'nothing to read');
  t.match(poll(guest, { write: 1 }, wait), [{ userdata: 1n, type: 2, error: 'success', flags: 0 }]);
  writeSync(writer, 'seven b');
  t.match(poll(guest, { read: 0 }, wait), [{ userdata: 1n, type: 1, bytes: 7n, flags: 0 }]);
  t.equal(poll(guest, { read: 0 }, { write: 1 }).length, 2, 'both, without a clock');
  closeSync(writer);
  guest.close(1);
  t.match(poll(guest, { read: 0 }, wait), [{ bytes: 7n, flags: 1 }], 'the writer hung up');
  guest.read(0);
  t.match(poll(guest, { read: 0 }, wait), [{ bytes: 0n, flags: 1 }], 'at the end');
  t.ok(path);
  t.end();
});

t.test('waiting ends when another process writes', (t) => {
  const { reader, writer, path } = pipe(t);
  const guest = new Guest({ stdin: reader });
  closeSync(reader);
  t.teardown(() => closeSync(writer));
  spawnSync('sh', ['-c', `(sleep 0.1; echo later > ${path}) &`], { stdio: 'ignore' });
  const events = poll(guest, { read: 0 }, { clock: 1, timeout: 5000n * millisecond });
  t.match(events, [{ userdata: 1n, type: 1, bytes: 6n }]);
  t.end();
});

t.test('regular files are always ready', (t) => {
  const { guest } = guestWithRoot(t);
  const fd = guest.create('file', 'content');
  guest.do('fd_seek', fd, 2n, 0, 8);
  const [read, write] = poll(guest, { read: fd }, { write: fd }, { clock: 1, timeout: 5000n * millisecond });
  t.match(read, { type: 1, bytes: 5n, error: 'success' });
  t.match(write, { type: 2, error: 'success' });
  t.end();
});

t.test('errors of single subscriptions come as events', (t) => {
  const { guest } = guestWithRoot(t);
  guest.close(guest.create('file'));
  const weak = guest.open(root, 'file', { base: right.fdRead });
  t.match(poll(guest, { read: 99 }, { write: weak }, { read: weak }), [
    { userdata: 1n, error: 'badf', type: 1 },
    { userdata: 2n, error: 'notcapable', type: 2 },
    { userdata: 3n, error: 'notcapable', type: 1 },
  ]);
  t.end();
});

t.test('errors of the call', (t) => {
  const guest = new Guest();
  const end = guest.bytes.length;
  const input = subscribe(guest, [{ clock: 1, timeout: 0n }]);
  t.equal(guest.call('poll_oneoff', input, 64, 0, 0), 'inval', 'nothing to wait for');
  t.equal(guest.call('poll_oneoff', end - 47, 64, 1, 0), 'fault');
  t.equal(guest.call('poll_oneoff', input, end - 31, 1, 0), 'fault');
  t.equal(guest.call('poll_oneoff', input, 64, 1, end - 3), 'fault');
  t.equal(guest.call('poll_oneoff', 0, 0, 0xffffffff, 0), 'inval', 'more than can be');
  t.equal(guest.call('poll_oneoff', 0, 0, 60000, 0), 'fault');
  guest.view.setUint8(input + 8, 3);
  t.equal(guest.call('poll_oneoff', input, 64, 1, 0), 'inval', 'no such type');
  t.end();
});
