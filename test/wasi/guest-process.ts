// A process that runs one scenario with a guest and prints what came out; see processes.test.ts.
import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { fileRights, Guest, oflag, root } from './guest.ts';

const [, self = '', scenario = '', ...args] = process.argv;

/** Everything until the end of the guest's stdin. */
function readAll(guest: Guest): string {
  let all = '';
  for (let chunk = guest.read(0, 64); chunk !== ''; chunk = guest.read(0, 64)) all += chunk;
  return all;
}

function sleep(guest: Guest, milliseconds: number): number {
  const subscription = guest.alloc(48);
  guest.bytes.fill(0, subscription, subscription + 48);
  guest.view.setUint32(subscription + 16, 1, true);
  guest.view.setBigUint64(subscription + 24, BigInt(milliseconds) * 1_000_000n, true);
  const start = process.hrtime.bigint();
  guest.do('poll_oneoff', subscription, guest.alloc(32), 1, guest.alloc(4));
  return Number(process.hrtime.bigint() - start) / 1e6;
}

const scenarios: Readonly<Record<string, () => unknown>> = {
  'read stdin': () => readAll(new Guest()),

  /** Node's own stream makes pipes non-blocking; the guest must wait all the same. */
  'read stdin after Node': () => {
    process.stdin.pause();
    return readAll(new Guest());
  },

  'stdin is a terminal': () => {
    const { type, base } = new Guest().fdstat(0);
    return { isTerminal: type === 2 && (base & 0x24n) === 0n };
  },

  /** Signals arrive all the time; neither the wait nor the read may end early. */
  interrupted: () => {
    process.on('SIGUSR2', () => {});
    console.log('ready');
    const guest = new Guest();
    return { slept: sleep(guest, 400) >= 400, read: guest.read(0) };
  },

  'without permission': () => {
    const guest = new Guest({ preopens: { '/': args[0] as string } });
    const open = (path: string, options = {}) => guest.tryOpen(root, path, options);
    return [
      open('unreadable'),
      open('readable', { base: fileRights }),
      open('readable'),
      open('new', { oflags: oflag.creat }),
      open('closed/file'),
      guest.onPath('path_create_directory', 'new'),
      guest.onPath('path_unlink_file', 'readable'),
      guest.rename('readable', 'new'),
      guest.symlink('x', 'new'),
      guest.call('path_filestat_set_times', root, 0, ...guest.text('readable'), 0n, 0n, 5),
    ];
  },

  'too many files': () => {
    const guest = new Guest({ preopens: { '/': args[0] as string } });
    const results = new Set<string>();
    for (let i = 0; i < 500; i++) results.add(guest.tryOpen(root, '.'));
    return [...results];
  },

  /** Guests that nobody holds any more give their descriptors back. */
  collected: async () => {
    const open = () => readdirSync('/proc/self/fd').length;
    const collect = (globalThis as { gc?: () => void }).gc as () => void;
    const before = open();
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 50; i++) new Guest({ preopens: { '/': args[0] as string } }).openDirectory(root, '.');
      for (let i = 0; i < 3; i++) {
        collect();
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    return { leaked: open() - before > 100, most: 1000 * 5 };
  },

  /** Functions of a guest go on working when all that is left of it is an instance that imports them. */
  orphaned: async () => {
    const collect = (globalThis as { gc?: () => void }).gc as () => void;
    const functions = (() => {
      const { wasiImport } = new Guest({ args: ['one', 'two'] }).wasi;
      return [wasiImport.args_sizes_get, wasiImport.random_get];
    })();
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 20; i++) new Guest();
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return functions.map((each) => each?.(64, 8));
  },

  /** Guests in four threads at once, each in its own files. */
  threads: async () => {
    const workers = [0, 1, 2, 3].map((number) => {
      const worker = new Worker(self, { argv: ['in thread', `${args[0]}`, String(number)] });
      return new Promise((resolve, reject) => {
        worker.on('message', resolve);
        worker.on('error', reject);
      });
    });
    return Promise.all(workers);
  },
  'in thread': () => {
    const guest = new Guest({ preopens: { '/': args[0] as string } });
    for (let i = 0; i < 300; i++) {
      const path = `t${args[1]}-${i}`;
      guest.close(guest.create(path, path));
      const fd = guest.open(root, path);
      if (guest.read(fd) !== path) throw new Error(`${path} holds something else`);
      guest.close(fd);
      guest.do('path_unlink_file', root, ...guest.text(path));
    }
    return 'done';
  },
};

const run = scenarios[scenario];
if (!run) throw new Error(`no scenario ${scenario}`);
const result = await run();
const { isMainThread, parentPort } = await import('node:worker_threads');
if (isMainThread) console.log(JSON.stringify(result));
else parentPort?.postMessage(result);
