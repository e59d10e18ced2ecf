// Races: a thread of the host swaps directories, files and links under the guest's feet while the guest opens, looks
// at, creates and removes. Whatever happens, nothing outside the preopen is reached. Both ways of resolving paths.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { Guest, oflag, resolutions, root, scratchDirectory } from './guest.ts';

/** Swaps `jail/door` between a directory and a link out, and moves a directory that the guest walks through. */
const swapper = `
  const { renameSync, symlinkSync, unlinkSync, mkdirSync } = require('node:fs');
  const { workerData: { host, stop } } = require('node:worker_threads');
  const { join } = require('node:path');
  const flag = new Int32Array(stop);
  const jail = join(host, 'jail');
  symlinkSync('../outside', join(jail, 'link'));
  const attempt = (step) => { try { step(); } catch {} };
  for (let round = 0; Atomics.load(flag, 0) === 0; round++) {
    attempt(() => renameSync(join(jail, 'door'), join(jail, 'aside')));
    attempt(() => renameSync(join(jail, 'link'), join(jail, 'door')));
    attempt(() => renameSync(join(jail, 'door'), join(jail, 'link')));
    attempt(() => renameSync(join(jail, 'aside'), join(jail, 'door')));
    attempt(() => renameSync(join(jail, 'a/b'), join(host, 'moved')));
    attempt(() => renameSync(join(host, 'moved'), join(jail, 'a/b')));
    Atomics.add(flag, 1, 1);
  }
`;

const rounds = 6000;

for (const pathResolution of resolutions) {
  t.test(pathResolution, async (t) => {
    const host = scratchDirectory(t);
    for (const path of ['jail/door/dir', 'jail/a/b/c', 'outside/dir']) mkdirSync(join(host, path), { recursive: true });
    writeFileSync(join(host, 'jail/door/file'), 'inside');
    writeFileSync(join(host, 'jail/file'), 'inside');
    writeFileSync(join(host, 'outside/file'), 'outside');
    writeFileSync(join(host, 'file'), 'outside');
    const stop = new SharedArrayBuffer(8);
    const worker = new Worker(swapper, { eval: true, workerData: { host, stop } });
    await new Promise((resolve) => worker.once('online', resolve));

    const guest = new Guest({ preopens: { '/': join(host, 'jail') }, pathResolution });
    const seen = new Map<string, number>();
    const note = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
    const readOpened = (path: string): string => {
      const result = guest.alloc(4);
      const errno = guest.call('path_open', root, 1, ...guest.text(path), 0, 2n, 0n, 0, result);
      if (errno !== 'success') return errno;
      const fd = guest.u32(result);
      const content = guest.read(fd);
      guest.close(fd);
      return content;
    };
    for (let round = 0; round < rounds; round++) {
      note(`read: ${readOpened('door/file')}`);
      note(`read: ${readOpened('a/b/c/../../../file')}`);
      note(`read: ${readOpened('a/b/c/../../../../file')}`);
      const name = `door/new${round}`;
      note(`create: ${guest.tryOpen(root, name, { oflags: oflag.creat })}`);
      for (let fd = 4; guest.call('fd_close', fd) === 'success'; fd++);
      note(`mkdir: ${guest.onPath('path_create_directory', `door/dir${round}`)}`);
      note(`unlink: ${guest.onPath('path_unlink_file', 'door/file-of-outside')}`);
      note(`unlink: ${guest.onPath('path_unlink_file', name)}`);
      note(`rmdir: ${guest.onPath('path_remove_directory', `door/dir${round}`)}`);
      note(`symlink: ${guest.symlink('x', `door/link${round}`)}`);
      note(`link: ${guest.link('door/file', `stolen${round}`)}`);
      note(`rename: ${guest.rename(`stolen${round}`, `door/given${round}`)}`);
    }
    Atomics.store(new Int32Array(stop), 0, 1);
    await new Promise((resolve) => worker.once('exit', resolve));

    const swaps = Atomics.load(new Int32Array(stop), 1);
    t.comment(`${swaps} swaps; ${[...seen].map(([what, count]) => `${what} ${count}`).join(', ')}`);
    t.ok(swaps > 100, 'the swapper had its turns');
    t.notOk(seen.has('read: outside'), 'the file outside was never read');
    t.ok((seen.get('read: inside') ?? 0) > 0, 'the file inside was');
    t.ok((seen.get('create: perm') ?? 0) > 0, 'the guest did run into the link');
    t.same(readdirSync(join(host, 'outside')).sort(), ['dir', 'file'], 'nothing was created or removed outside');
    t.equal(readFileSync(join(host, 'outside/file'), 'utf8'), 'outside');
    t.same(
      readdirSync(host)
        .filter((name) => name !== 'moved')
        .sort(),
      ['file', 'jail', 'outside'],
      'nor above the jail',
    );
  });
}
