// One run of random calls; see fuzz.test.ts. Arguments: seed, number of calls.
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nativeWasi } from '../../src/abi/wasi/native-wasi.ts';
import { ProgramExit } from '../../src/runtime/errors.ts';
import { errnoNames } from './errno.ts';
import { Guest } from './guest.ts';

let state = Number(process.argv[2] ?? 1);
const calls = Number(process.argv[3] ?? 1000);

/** xorshift32: the same calls for the same seed. */
function random(below: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
}

const host = mkdtempSync(join(tmpdir(), 'wasabi-fuzz-'));
mkdirSync(join(host, 'jail'));
writeFileSync(join(host, 'jail/file'), 'content');
const nothing = openSync('/dev/null', 'r+');
const create = () =>
  new Guest({
    args: ['a', 'b'],
    env: { A: '1' },
    preopens: { '/': join(host, 'jail'), '/ro': { path: join(host, 'jail'), readOnly: true } },
    stdin: nothing,
    stdout: nothing,
    stderr: nothing,
  });
/** Descriptors get closed and lose rights, so a guest lasts for some hundred calls only. */
let guest = create();
const names = ['file', 'dir', 'link', 'dir/x', '../out', '/etc/passwd', '.', '..', 'file/', 'new', '', 'a\0b'];

/** Small numbers (descriptors, flags, lengths), addresses around the end of the memory, and anything. */
function argument(kind: string): number | bigint {
  const edges = [
    0,
    1,
    3,
    4,
    5,
    64,
    4096,
    guest.bytes.length - 8,
    guest.bytes.length,
    0x7fffffff,
    0xfffffff8,
    0xffffffff,
  ];
  const choice = random(10);
  const value = choice < 5 ? random(12) : choice < 8 ? (edges[random(edges.length)] as number) : random(0xffffffff);
  if (kind === 'i') return value;
  return random(4) === 0 ? (BigInt(value) << 32n) | BigInt(random(0xffffffff)) : BigInt(value);
}

/** Leaves paths, lists and noise where small addresses point, so that some calls get far. */
function shake(): void {
  for (let i = 0; i < 64; i++) guest.bytes[random(512)] = random(256);
  guest.bytes.set(Buffer.from(names[random(names.length)] as string), random(16));
  // Waits are kept short: no clock subscription lies in the noise below 4096 but with a tiny timeout.
  guest.bytes.fill(0, 512, 4096);
}

/** Most paths are the one that `shake` has left at the start. */
function shortPath(name: string, args: (number | bigint)[]): void {
  const first = { path_filestat_get: 2, path_filestat_set_times: 2, path_link: 2, path_open: 2 }[name] ?? 1;
  if (random(4) === 0 || name === 'path_symlink') return;
  args[first] = random(3);
  args[first + 1] = random(8);
  if (name === 'path_open' || name.startsWith('path_filestat')) args[1] = random(2);
  if (name === 'path_open') [args[5], args[6], args[7]] = [BigInt(random(1 << 29)), 0n, random(32)];
}

const functions = nativeWasi().wasiFunctions(false);
const counts = new Map<string, number>();
const paths = functions.filter(({ name }) => name.startsWith('path_'));
for (let i = 0; i < calls; i++) {
  shake();
  const info = random(2) === 0 ? paths[random(paths.length)] : functions[random(functions.length)];
  if (!info || info.name === 'poll_oneoff') continue;
  if (i % 300 === 0) guest = create();
  const args = [...info.parameters].map(argument);
  if (random(8) !== 0) args[0] = 3 + random(4);
  if (info.name.startsWith('path_')) shortPath(info.name, args);
  // Nothing here may fill the disk or the memory.
  if (/allocate|set_size|pwrite/.test(info.name))
    args[1] = typeof args[1] === 'bigint' ? BigInt(random(9999)) : (args[1] ?? 0);
  if (info.name === 'fd_allocate') args[2] = BigInt(random(9999));
  if (info.name === 'fd_pwrite') args[3] = BigInt(random(9999));
  try {
    const errno = guest.call(info.name, ...args);
    if (!errnoNames.includes(errno) && info.hasResult) throw new Error(`${info.name}(${args}): ${errno}`);
    counts.set(errno, (counts.get(errno) ?? 0) + 1);
  } catch (error) {
    if (!(error instanceof ProgramExit)) throw error;
  }
}
rmSync(host, { recursive: true, force: true });
console.log([...counts].map(([errno, count]) => `${errno} ${count}`).join(', '));
