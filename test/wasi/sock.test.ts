// sock_*: a listening socket handed in, connections accepted from it, data both ways, and every errno.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { fdflag, fileType, Guest, guestWithRoot, right, type Scope, scratchDirectory } from './guest.ts';

/** The guest's number of the first socket handed in, without preopens. */
const listener = 3;

/** A listening Unix socket whose connections Node does not take, and its host descriptor. */
async function listen(test: Scope): Promise<{ path: string; fd: number }> {
  const path = join(scratchDirectory(test), 'socket');
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  test.teardown(() => server.close());
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  return { path, fd };
}

/** A peer in a thread of its own, as calls of the guest block this one: connects, then does what the script says. */
function peer(path: string, script: string): Worker {
  const source = `
    const { connect } = require('node:net');
    const socket = connect(${JSON.stringify(path)}, () => { ${script} });
    socket.on('error', () => {});
  `;
  return new Worker(source, { eval: true });
}

function accept(guest: Guest, flags = 0): number {
  const result = guest.alloc(4);
  guest.do('sock_accept', listener, flags, result);
  return guest.u32(result);
}

function receive(guest: Guest, fd: number, size: number, flags = 0): { errno: string; data: string; flags: number } {
  const buffer = guest.alloc(size);
  const [length, result] = [guest.alloc(4), guest.alloc(4)];
  const errno = guest.call('sock_recv', fd, ...guest.vectors([buffer, size]), flags, length, result);
  if (errno !== 'success') return { errno, data: '', flags: 0 };
  return { errno, data: guest.string(buffer, guest.u32(length)), flags: guest.view.getUint16(result, true) };
}

function send(guest: Guest, fd: number, text: string): string {
  return guest.call('sock_send', fd, ...guest.vectors(guest.text(text)), 0, 0);
}

t.test('accepting, receiving, sending, shutting down', async (t) => {
  const { path, fd } = await listen(t);
  const guest = new Guest({ sockets: [fd] });
  t.equal(guest.fdstat(listener).type, fileType.socketStream);
  const other = peer(
    path,
    `
    socket.write('hello world');
    socket.on('data', (data) => { if (String(data).endsWith('!')) socket.end('bye'); });
  `,
  );
  const connection = accept(guest);
  t.match(guest.fdstat(connection), { type: fileType.socketStream, flags: 0 });
  t.same(receive(guest, connection, 5, 1), { errno: 'success', data: 'hello', flags: 0 }, 'a peek');
  t.equal(receive(guest, connection, 6, 2).data, 'hello ', 'waiting for all');
  t.equal(guest.read(connection, 100), 'world', 'fd_read works on sockets');
  t.equal(send(guest, connection, 'ping'), 'success');
  t.equal(guest.write(connection, ' and bye!'), 9, 'so does fd_write');
  t.equal(receive(guest, connection, 100).data, 'bye');
  t.equal(receive(guest, connection, 100).data, '', 'the end');
  t.equal(guest.call('sock_shutdown', connection, 2), 'success');
  t.equal(send(guest, connection, 'x'), 'pipe', 'after shutting down');
  t.equal(guest.call('sock_shutdown', connection, 3), 'success');
  t.equal(guest.call('fd_seek', connection, 0n, 0, 0), 'spipe');
  guest.close(connection);
  await new Promise((resolve) => other.once('exit', resolve));
});

t.test('not waiting', async (t) => {
  const { path, fd } = await listen(t);
  const guest = new Guest({ sockets: [fd] });
  guest.do('fd_fdstat_set_flags', listener, fdflag.nonblock);
  t.equal(guest.call('sock_accept', listener, 0, 0), 'again', 'nobody is there');
  guest.do('fd_fdstat_set_flags', listener, 0);
  const other = peer(path, 'setTimeout(() => socket.destroy(), 300)');
  const connection = accept(guest, fdflag.nonblock);
  t.equal(guest.fdstat(connection).flags, fdflag.nonblock);
  t.equal(receive(guest, connection, 10).errno, 'again');
  t.equal(guest.call('fd_read', connection, ...guest.vectors([0, 1]), 16), 'again');
  await new Promise((resolve) => other.once('exit', resolve));
});

t.test('errors', async (t) => {
  const { path, fd } = await listen(t);
  const { guest: files } = guestWithRoot(t, { sockets: [fd] });
  const file = files.create('file');
  for (const [target, errno] of [
    [file, 'notsock'],
    [3, 'notsock'],
    [99, 'badf'],
  ] as const) {
    t.equal(files.call('sock_accept', target, 0, 0), errno);
    t.equal(files.call('sock_recv', target, 0, 0, 0, 0, 0), errno);
    t.equal(files.call('sock_send', target, 0, 0, 0, 0), errno);
    t.equal(files.call('sock_shutdown', target, 3), errno);
  }
  const guest = new Guest({ sockets: [fd] });
  const end = guest.bytes.length;
  t.equal(guest.call('sock_accept', listener, fdflag.append, 0), 'inval');
  t.equal(guest.call('sock_accept', listener, 0, end - 3), 'fault');
  t.equal(guest.call('sock_shutdown', listener, 0), 'inval');
  t.equal(guest.call('sock_shutdown', listener, 4), 'inval');
  t.equal(receive(guest, listener, 10, 4).errno, 'inval', 'unknown flag');
  t.equal(guest.call('sock_send', listener, 0, 0, 1, 0), 'inval', 'there are no flags');
  t.match(receive(guest, listener, 10).errno, /^(notconn|inval)$/, 'a listener has no data');
  t.match(send(guest, listener, 'x'), /^(notconn|pipe)$/);
  t.equal(guest.call('sock_recv', listener, end - 7, 1, 0, 0, 16), 'fault');
  t.equal(guest.call('sock_recv', listener, 0, 0, 0, end - 3, 16), 'fault');
  t.equal(guest.call('sock_recv', listener, 0, 0, 0, 0, end - 1), 'fault');
  t.equal(guest.call('sock_send', listener, end - 7, 1, 0, 0), 'fault');
  t.equal(guest.call('sock_send', listener, 0, 0, 0, end - 3), 'fault');

  const rights = guest.fdstat(listener).base;
  const drop = (lacking: bigint) =>
    guest.do('fd_fdstat_set_rights', listener, guest.fdstat(listener).base & ~lacking, 0n);
  t.equal(rights & right.sockAccept, right.sockAccept);
  drop(right.sockAccept | right.fdRead | right.fdWrite | right.sockShutdown);
  t.equal(guest.call('sock_accept', listener, 0, 0), 'notcapable');
  t.equal(guest.call('sock_recv', listener, 0, 0, 0, 0, 16), 'notcapable');
  t.equal(guest.call('sock_send', listener, 0, 0, 0, 0), 'notcapable');
  t.equal(guest.call('sock_shutdown', listener, 3), 'notcapable');

  const client: Socket = connect(path);
  client.on('error', () => {});
  await new Promise((resolve) => client.once('connect', resolve));
  client.destroy();
});
