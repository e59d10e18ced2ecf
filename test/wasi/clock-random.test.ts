// clock_*, random_get, sched_yield.
import t from 'tap';
import { Guest } from './guest.ts';

const guest = new Guest();

function clock(name: string, id: number): bigint {
  const at = guest.alloc(8);
  if (name === 'clock_res_get') guest.do(name, id, at);
  else guest.do(name, id, 0n, at);
  return guest.u64(at);
}

t.test('clocks tell the time', (t) => {
  const before = BigInt(Date.now()) * 1_000_000n;
  const real = clock('clock_time_get', 0);
  const after = BigInt(Date.now() + 1) * 1_000_000n;
  t.ok(before <= real && real <= after, 'real time is the host’s');
  for (const id of [1, 2, 3]) {
    const first = clock('clock_time_get', id);
    for (let spin = 0; spin < 1e5; spin++);
    t.ok(clock('clock_time_get', id) >= first, `clock ${id} does not run backwards`);
  }
  for (const id of [0, 1, 2, 3]) t.ok(clock('clock_res_get', id) > 0n, `clock ${id} has a resolution`);
  t.end();
});

t.test('clock errors', (t) => {
  const end = guest.bytes.length;
  t.equal(guest.call('clock_res_get', 4, 0), 'inval');
  t.equal(guest.call('clock_time_get', 0x80000000, 0n, 0), 'inval');
  t.equal(guest.call('clock_res_get', 0, end - 7), 'fault');
  t.equal(guest.call('clock_time_get', 1, 0n, 0xfffffff9), 'fault');
  t.end();
});

t.test('random bytes', (t) => {
  const at = guest.alloc(64);
  guest.bytes.fill(0, at, at + 72);
  guest.do('random_get', at, 64);
  t.ok(guest.bytes.subarray(at, at + 64).some((byte) => byte !== 0));
  t.equal(guest.u64(at + 64), 0n, 'nothing is written behind the buffer');
  guest.do('random_get', 0, guest.bytes.length);
  guest.do('random_get', guest.bytes.length, 0);
  t.equal(guest.call('random_get', 1, guest.bytes.length), 'fault');
  t.equal(guest.call('random_get', 0xffffffff, 0xffffffff), 'fault');
  t.end();
});

t.test('yielding', (t) => {
  t.equal(guest.call('sched_yield'), 'success');
  t.end();
});
