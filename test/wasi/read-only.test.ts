// Read-only preopens: everything can be read, every change is refused with `rofs`, also through descriptors opened
// below, and through a writable preopen beside.
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fdflag, fileRights, Guest, oflag, resolutions, right, root, scratchDirectory } from './guest.ts';

for (const pathResolution of resolutions) {
  t.test(pathResolution, (t) => {
    const host = scratchDirectory(t);
    mkdirSync(join(host, 'fixed/dir'), { recursive: true });
    mkdirSync(join(host, 'open'));
    writeFileSync(join(host, 'fixed/file'), 'content');
    writeFileSync(join(host, 'fixed/dir/inner'), 'inner');
    writeFileSync(join(host, 'open/own'), 'own');
    symlinkSync('file', join(host, 'fixed/link'));
    const before = statSync(join(host, 'fixed/file'), { bigint: true });
    const preopens = { '/fixed': { path: join(host, 'fixed'), readOnly: true }, '/open': join(host, 'open') };
    const guest = new Guest({ preopens, pathResolution });
    const writable = 4;

    t.equal(guest.read(guest.open(root, 'file')), 'content');
    t.equal(guest.read(guest.open(root, 'link', { follow: true })), 'content');
    t.equal(guest.readlink('link'), 'file');
    t.equal(guest.pathFilestat('file').size, 7n);
    t.equal(guest.readdir(root).entries.length, 5);
    t.equal(guest.tryOpen(root, 'file', { oflags: oflag.creat }), 'success', 'creating what exists changes nothing');
    t.equal(guest.tryOpen(root, 'file', { oflags: oflag.creat | oflag.excl }), 'exist');
    t.equal(guest.tryOpen(root, 'dir', { oflags: oflag.creat }), 'isdir');
    t.equal(guest.tryOpen(root, 'missing/new', { oflags: oflag.creat }), 'rofs');

    const dir = guest.openDirectory(root, 'dir');
    const file = guest.open(root, 'file', { fdflags: fdflag.append });
    const attempts: Record<string, () => string> = {
      'open for writing': () => guest.tryOpen(root, 'file', { base: fileRights }),
      'open to allocate': () => guest.tryOpen(root, 'file', { base: right.fdAllocate }),
      truncate: () => guest.tryOpen(root, 'file', { oflags: oflag.trunc }),
      'truncate through a link': () => guest.tryOpen(root, 'link', { oflags: oflag.trunc, follow: true }),
      create: () => guest.tryOpen(root, 'new', { oflags: oflag.creat }),
      'create below': () => guest.tryOpen(dir, 'new', { oflags: oflag.creat }),
      'open for writing below': () => guest.tryOpen(dir, 'inner', { base: fileRights }),
      mkdir: () => guest.onPath('path_create_directory', 'new'),
      rmdir: () => guest.onPath('path_remove_directory', 'dir'),
      unlink: () => guest.onPath('path_unlink_file', 'file'),
      'unlink below': () => guest.onPath('path_unlink_file', 'inner', dir),
      symlink: () => guest.symlink('x', 'new'),
      'rename within': () => guest.rename('file', 'new'),
      'rename out': () => guest.rename('file', 'new', root, writable),
      'rename in': () => guest.rename('own', 'new', writable, root),
      'link within': () => guest.link('file', 'new'),
      'link out, which would make the file writable': () => guest.link('file', 'new', 0, root, writable),
      'link in': () => guest.link('own', 'new', 0, writable, root),
      'times by path': () => guest.call('path_filestat_set_times', root, 0, ...guest.text('file'), 0n, 0n, 5),
      'times by descriptor': () => guest.call('fd_filestat_set_times', file, 0n, 0n, 5),
      'times of the directory': () => guest.call('fd_filestat_set_times', dir, 0n, 0n, 5),
    };
    for (const [what, attempt] of Object.entries(attempts)) t.equal(attempt(), 'rofs', what);
    t.equal(guest.call('fd_write', file, ...guest.vectors(guest.text('x')), 0), 'notcapable');
    t.equal(guest.call('fd_filestat_set_size', file, 0n), 'notcapable');
    t.equal(guest.call('fd_allocate', file, 0n, 100n), 'notcapable');

    const after = statSync(join(host, 'fixed/file'), { bigint: true });
    t.equal(readFileSync(join(host, 'fixed/file'), 'utf8'), 'content');
    t.same([after.mtimeNs, after.ctimeNs, after.nlink], [before.mtimeNs, before.ctimeNs, before.nlink]);
    t.same(readdirSync(join(host, 'fixed')).sort(), ['dir', 'file', 'link']);
    t.same(readdirSync(join(host, 'open')), ['own'], 'the writable preopen beside it is as it was');
    t.equal(guest.tryOpen(writable, 'own', { base: fileRights }), 'success', 'and still writable');
    t.end();
  });
}
