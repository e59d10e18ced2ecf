// Attempts to reach what lies outside the preopened directory, by every call that takes a path and every kind of path.
// Both ways of resolving paths.
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Guest, oflag, resolutions, right, root, type Scope, scratchDirectory } from './guest.ts';

const secret = 'nobody may read this';

/** A directory with a jail in it and things outside the jail that links inside point to. */
function jail(test: Scope, pathResolution: 'automatic' | 'walk') {
  const host = scratchDirectory(test);
  mkdirSync(join(host, 'jail/dir/sub'), { recursive: true });
  mkdirSync(join(host, 'outside/dir'), { recursive: true });
  writeFileSync(join(host, 'outside/secret'), secret);
  writeFileSync(join(host, 'jail/file'), 'inside');
  const links: Record<string, string> = {
    'absolute-dir': join(host, 'outside'),
    'absolute-file': join(host, 'outside/secret'),
    'relative-dir': '../outside',
    'relative-file': '../outside/secret',
    'dir/up': '../..',
    'dir/sub/out': '../../../outside',
    root: '/',
    proc: '/proc/self/root',
    chain: 'dir/up',
    self: `../jail/../outside`,
    'dangling-out': '../outside/new',
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(host, 'jail', name));
  return { guest: new Guest({ preopens: { '/': join(host, 'jail') }, pathResolution }), host };
}

/** Paths that lead to `outside` (a directory). */
const outsideDirectories = [
  '../outside',
  'dir/../../outside',
  'dir/sub/../../../outside',
  './../outside',
  'dir/./../../outside/',
  '../jail/../outside',
  'absolute-dir',
  'relative-dir',
  'relative-dir/',
  'dir/up/outside',
  'chain/outside',
  'dir/sub/out',
  'self',
  'root',
  'root/tmp',
  'proc/tmp',
  'dir/up/..',
  '..',
  '../',
  'dir/../..',
];

/** Paths that lead to `outside/secret`. */
const outsideFiles = [
  '../outside/secret',
  'absolute-file',
  'relative-file',
  'absolute-dir/secret',
  'relative-dir/secret',
  'dir/up/outside/secret',
  'chain/outside/secret',
  'dir/sub/out/secret',
  'self/secret',
  'relative-dir/../outside/secret',
];

for (const pathResolution of resolutions) {
  t.test(`${pathResolution}: nothing outside is opened, looked at or listed`, (t) => {
    const { guest, host } = jail(t, pathResolution);
    const paths = [...outsideDirectories, ...outsideFiles, '/', join(host, 'outside'), join(host, 'jail/file')];
    for (const path of paths) {
      for (const oflags of [0, oflag.directory, oflag.creat, oflag.trunc]) {
        // A slash behind a name to create is refused before the name is looked at.
        const refused = oflags === oflag.creat && path.endsWith('/') ? /^(perm|isdir)$/ : /^perm$/;
        t.match(guest.tryOpen(root, path, { oflags, follow: true }), refused, `open ${path} with ${oflags}`);
      }
      const [at, length] = guest.text(path);
      t.equal(guest.call('path_filestat_get', root, 1, at, length, guest.alloc(64)), 'perm', `stat ${path}`);
      t.equal(guest.call('path_filestat_set_times', root, 1, at, length, 0n, 0n, 4), 'perm', `touch ${path}`);
    }
    for (const path of ['dangling-out', '../outside/new', 'relative-dir/new', '/tmp/new']) {
      t.equal(guest.tryOpen(root, path, { oflags: oflag.creat, follow: true }), 'perm', `create ${path}`);
    }
    t.same(readdirSync(join(host, 'outside')).sort(), ['dir', 'secret']);
    t.equal(readFileSync(join(host, 'outside/secret'), 'utf8'), secret);
    t.ok(statSync(join(host, 'outside')).mtimeMs > 1e12, 'times outside are as they were');
    t.end();
  });

  t.test(`${pathResolution}: nothing outside is created, removed, renamed or linked`, (t) => {
    const { guest, host } = jail(t, pathResolution);
    const within = [
      '../outside/',
      'absolute-dir/',
      'relative-dir/',
      'dir/up/outside/',
      'chain/outside/',
      'self/',
      'root/',
    ];
    for (const prefix of within) {
      for (const name of ['secret', 'dir', 'new']) {
        const path = prefix + name;
        t.equal(guest.onPath('path_create_directory', path), 'perm', `mkdir ${path}`);
        t.equal(guest.onPath('path_remove_directory', path), 'perm', `rmdir ${path}`);
        t.equal(guest.onPath('path_unlink_file', path), 'perm', `unlink ${path}`);
        t.equal(guest.readlink(path), '(perm)', `readlink ${path}`);
        t.equal(guest.symlink('x', path), 'perm', `symlink to ${path}`);
        t.equal(guest.link(path, 'stolen'), 'perm', `link from ${path}`);
        t.equal(guest.link('file', path), 'perm', `link to ${path}`);
        t.equal(guest.rename(path, 'stolen'), 'perm', `rename from ${path}`);
        t.equal(guest.rename('file', path), 'perm', `rename to ${path}`);
      }
    }
    for (const path of ['..', '../', 'dir/../..', '../jail', 'dir/up/..']) {
      t.not(guest.onPath('path_remove_directory', path), 'success', `rmdir ${path}`);
      t.not(guest.rename(path, 'stolen'), 'success', `rename ${path}`);
      t.not(guest.rename('dir', path), 'success', `rename onto ${path}`);
      t.not(guest.onPath('path_create_directory', path), 'success', `mkdir ${path}`);
    }
    t.same(readdirSync(join(host, 'outside')).sort(), ['dir', 'secret']);
    t.ok(existsSync(join(host, 'jail/file')));
    t.notOk(existsSync(join(host, 'jail/stolen')));
    t.end();
  });

  t.test(`${pathResolution}: links acted on by name stay links`, (t) => {
    const { guest, host } = jail(t, pathResolution);
    t.equal(guest.link('relative-file', 'copy'), 'success', 'a second name for the link');
    t.equal(guest.tryOpen(root, 'copy', { follow: true }), 'perm');
    t.equal(guest.rename('absolute-dir', 'renamed'), 'success');
    t.equal(guest.tryOpen(root, 'renamed/secret', { follow: true }), 'perm');
    t.equal(guest.onPath('path_unlink_file', 'relative-dir'), 'success');
    for (const path of ['renamed/', 'relative-file/']) {
      t.equal(guest.onPath('path_unlink_file', path), 'notdir', `unlink ${path} does not follow`);
      t.equal(guest.onPath('path_remove_directory', path), 'notdir', `rmdir ${path} does not follow`);
      t.equal(guest.rename(path, 'stolen'), 'notdir', `rename ${path} does not follow`);
    }
    t.same(readdirSync(join(host, 'outside')).sort(), ['dir', 'secret']);
    t.end();
  });

  t.test(`${pathResolution}: a directory further down cannot be left upwards`, (t) => {
    const { guest } = jail(t, pathResolution);
    const sub = guest.openDirectory(root, 'dir/sub');
    t.equal(guest.tryOpen(sub, '../../file'), 'perm');
    t.equal(guest.tryOpen(sub, '..'), 'perm');
    t.equal(guest.symlink('../../file', 'up', sub), 'success');
    t.equal(guest.tryOpen(sub, 'up', { follow: true }), 'perm');
    t.equal(guest.tryOpen(root, 'dir/sub/up', { follow: true }), 'success', 'from above it is inside');
    t.end();
  });

  t.test(`${pathResolution}: magic links of /proc`, (t) => {
    const host = scratchDirectory(t);
    writeFileSync(join(host, 'secret'), secret);
    const guest = new Guest({ preopens: { '/proc': '/proc/self' }, pathResolution });
    for (const path of ['root/etc/passwd', 'cwd/package.json', 'exe', 'fd/0', 'ns/net']) {
      t.match(guest.tryOpen(root, path, { base: right.fdRead, follow: true }), /^(perm|loop|noent)$/, path);
    }
    t.end();
  });
}

t.test('a hard link made by the host is a file like any other', (t) => {
  const { guest, host } = jail(t, 'automatic');
  execFileSync('ln', [join(host, 'outside/secret'), join(host, 'jail/given')]);
  t.equal(guest.read(guest.open(root, 'given')), secret, 'the host gave this name');
  t.end();
});

t.test('a directory as stdin gives no access to what is in it', (t) => {
  const directory = openSync('/', 'r');
  const guest = new Guest({ stdin: directory, preopens: { '/': scratchDirectory(t) } });
  closeSync(directory);
  t.equal(guest.tryOpen(0, 'etc'), 'notdir');
  t.equal(guest.onPath('path_create_directory', 'new', 0), 'notdir');
  t.equal(guest.call('fd_readdir', 0, 0, 100, 0n, 200), 'notdir');
  t.equal(guest.call('fd_read', 0, ...guest.vectors([0, 1]), 16), 'isdir');
  t.end();
});
