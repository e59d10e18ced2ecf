// args_* and environ_*: contents, sizes and pointers out of bounds.
import t from 'tap';
import { Guest } from './guest.ts';

function strings(guest: Guest, sizes: string, get: string): string[] {
  const count = guest.alloc(4);
  const size = guest.alloc(4);
  guest.do(sizes, count, size);
  const [many, bytes] = [guest.u32(count), guest.u32(size)];
  const pointers = guest.alloc(4 * many);
  const buffer = guest.alloc(bytes);
  guest.do(get, pointers, buffer);
  const list = Array.from({ length: many }, (_, index) => {
    const start = guest.u32(pointers + 4 * index);
    return guest.string(start, guest.bytes.indexOf(0, start) - start);
  });
  const total = list.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
  if (total !== bytes) throw new Error(`${sizes} said ${bytes} bytes, the strings take ${total}`);
  return list;
}

t.test('arguments and environment arrive', (t) => {
  const guest = new Guest({
    args: ['prog', '', 'größer', '-x'],
    env: { A: '1', EMPTY: '', GONE: undefined, Ü: 'ß=ß' },
  });
  t.same(strings(guest, 'args_sizes_get', 'args_get'), ['prog', '', 'größer', '-x']);
  t.same(strings(guest, 'environ_sizes_get', 'environ_get'), ['A=1', 'EMPTY=', 'Ü=ß=ß']);
  t.end();
});

t.test('without any', (t) => {
  const guest = new Guest();
  t.same(strings(guest, 'args_sizes_get', 'args_get'), []);
  t.same(strings(guest, 'environ_sizes_get', 'environ_get'), []);
  t.end();
});

t.test('pointers out of bounds', (t) => {
  const guest = new Guest({ args: ['prog'], env: { A: '1' } });
  const end = guest.bytes.length;
  for (const kind of ['args', 'environ']) {
    t.equal(guest.call(`${kind}_sizes_get`, end - 3, 0), 'fault');
    t.equal(guest.call(`${kind}_sizes_get`, 0, 0xffffffff), 'fault');
    t.equal(guest.call(`${kind}_get`, end - 3, 0), 'fault');
    t.equal(guest.call(`${kind}_get`, 0, end - 2), 'fault');
  }
  t.end();
});
