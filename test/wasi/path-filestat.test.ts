// path_filestat_get and path_filestat_set_times. Both ways of resolving paths.
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fileType, guestWithRoot, resolutions, right, root } from './guest.ts';

for (const pathResolution of resolutions) {
  t.test(pathResolution, (t) => {
    const { guest, host } = guestWithRoot(t, { pathResolution });
    mkdirSync(join(host, 'dir'));
    writeFileSync(join(host, 'dir/file'), 'content');
    symlinkSync('dir/file', join(host, 'link'));
    symlinkSync('dir', join(host, 'dirlink'));
    symlinkSync('missing', join(host, 'dangling'));
    const get = (path: string, flags = 0) =>
      guest.call('path_filestat_get', root, flags, ...guest.text(path), guest.alloc(64));
    const set = (path: string, flags: number, atim: bigint, mtim: bigint, times: number) =>
      guest.call('path_filestat_set_times', root, flags, ...guest.text(path), atim, mtim, times);

    const status = statSync(join(host, 'dir/file'), { bigint: true });
    t.match(guest.pathFilestat('dir/file'), { ino: status.ino, dev: status.dev, size: 7n, type: fileType.regularFile });
    t.equal(guest.pathFilestat('link').type, fileType.symbolicLink);
    t.equal(guest.pathFilestat('link').size, 8n, 'the length of the target');
    t.equal(guest.pathFilestat('link', true).ino, status.ino);
    for (const path of ['.', 'dir', 'dir/', 'dirlink/', 'dir/..', 'dir/.']) {
      t.equal(guest.pathFilestat(path).type, fileType.directory, path);
    }
    t.equal(get('dangling'), 'success');
    t.equal(get('dangling', 1), 'noent');
    for (const path of ['missing', 'missing/x', '']) t.equal(get(path), 'noent', path);
    for (const path of ['dir/file/', 'dir/file/x', 'link/']) t.equal(get(path), 'notdir', path);
    t.equal(get('x'.repeat(256)), 'nametoolong');
    t.equal(get('dir', 2), 'inval', 'unknown lookup flag');

    t.equal(set('dir/file', 0, 11n, 22n, 1 | 4), 'success');
    t.match(guest.pathFilestat('dir/file'), { atim: 11n, mtim: 22n });
    t.equal(set('link', 0, 33n, 44n, 1 | 4), 'success', 'the link itself');
    t.equal(guest.pathFilestat('link').mtim, 44n);
    t.equal(guest.pathFilestat('dir/file').mtim, 22n);
    t.equal(set('link', 1, 55n, 66n, 1 | 4), 'success', 'what it points to');
    t.equal(guest.pathFilestat('dir/file').mtim, 66n);
    t.equal(set('dir', 0, 0n, 77n, 4), 'success');
    t.equal(guest.pathFilestat('dir').mtim, 77n);
    t.equal(set('dir', 0, 0n, 0n, 8), 'success');
    t.ok(guest.pathFilestat('dir').mtim > 1_600_000_000_000_000_000n, 'now');
    for (const times of [3, 12, 16]) t.equal(set('dir/file', 0, 0n, 0n, times), 'inval', `flags ${times}`);
    t.equal(set('dir/file', 2, 0n, 0n, 4), 'inval', 'unknown lookup flag');
    t.equal(set('missing', 0, 0n, 0n, 4), 'noent');
    t.equal(set('dir/file/x', 0, 0n, 0n, 4), 'notdir');
    t.equal(set('dangling', 1, 0n, 0n, 4), 'noent');
    t.end();
  });
}

t.test('rights, descriptors and pointers', (t) => {
  const { guest } = guestWithRoot(t);
  const file = guest.create('file');
  const weak = guest.openDirectory(root, '.', right.pathOpen);
  const end = guest.bytes.length;
  const get = (fd: number, path: [number, number], result: number) =>
    guest.call('path_filestat_get', fd, 0, ...path, result);
  const set = (fd: number, path: [number, number]) => guest.call('path_filestat_set_times', fd, 0, ...path, 0n, 0n, 4);
  t.equal(get(weak, guest.text('file'), 0), 'notcapable');
  t.equal(set(weak, guest.text('file')), 'notcapable');
  t.equal(get(file, guest.text('file'), 0), 'notdir');
  t.equal(set(file, guest.text('file')), 'notdir');
  t.equal(get(77, guest.text('file'), 0), 'badf');
  t.equal(set(77, guest.text('file')), 'badf');
  t.equal(get(root, guest.text('file'), end - 63), 'fault');
  t.equal(get(root, [end - 1, 2], 0), 'fault');
  t.equal(set(root, [end - 1, 2]), 'fault');
  t.end();
});
