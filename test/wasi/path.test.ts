// Calls that change a directory's entries, and path_readlink. Both ways of resolving paths.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { guestWithRoot, resolutions, right, root, type Scope } from './guest.ts';

for (const pathResolution of resolutions) {
  /** A directory with a file, a directory that is not empty, an empty one, and links to each and to nothing. */
  function set(test: Scope) {
    const { guest, host } = guestWithRoot(test, { pathResolution });
    mkdirSync(join(host, 'dir/sub'), { recursive: true });
    mkdirSync(join(host, 'empty'));
    writeFileSync(join(host, 'file'), 'content');
    symlinkSync('file', join(host, 'filelink'));
    symlinkSync('empty', join(host, 'dirlink'));
    symlinkSync('missing', join(host, 'dangling'));
    return { guest, host };
  }

  t.test(`${pathResolution}: path_create_directory`, (t) => {
    const { guest, host } = set(t);
    const create = (path: string) => guest.onPath('path_create_directory', path);
    for (const path of ['new', 'new/inner', 'slash/', 'dirlink/through', 'dir/sub/../beside']) {
      t.equal(create(path), 'success', path);
      t.ok(statSync(join(host, path)).isDirectory(), path);
    }
    for (const path of ['new', 'file', 'filelink', 'dirlink', 'dangling', '.', 'dir/.', 'dir/..', 'dir/sub/']) {
      t.equal(create(path), 'exist', path);
    }
    t.equal(create('missing/new'), 'noent');
    t.equal(create(''), 'noent');
    t.equal(create('file/new'), 'notdir');
    t.equal(create('x'.repeat(256)), 'nametoolong');
    t.end();
  });

  t.test(`${pathResolution}: path_remove_directory`, (t) => {
    const { guest, host } = set(t);
    const remove = (path: string) => guest.onPath('path_remove_directory', path);
    t.equal(remove('dir'), 'notempty');
    t.equal(remove('dir/..'), 'notempty');
    t.equal(remove('dir/.'), 'inval');
    t.equal(remove('.'), 'inval', 'not even the preopen itself');
    for (const path of ['file', 'file/', 'filelink', 'dirlink', 'dirlink/', 'dangling'])
      t.equal(remove(path), 'notdir', path);
    for (const path of ['missing', 'missing/', 'missing/x', '']) t.equal(remove(path), 'noent', path);
    t.equal(remove('dir/sub/'), 'success', 'a slash behind does no harm');
    t.equal(remove('dir'), 'success');
    t.notOk(existsSync(join(host, 'dir')));
    t.end();
  });

  t.test(`${pathResolution}: path_unlink_file`, (t) => {
    const { guest, host } = set(t);
    const unlink = (path: string) => guest.onPath('path_unlink_file', path);
    for (const path of ['empty', 'empty/', '.', 'dir/..', './']) t.equal(unlink(path), 'isdir', path);
    for (const path of ['file/', 'file/x', 'filelink/', 'dirlink/']) t.equal(unlink(path), 'notdir', path);
    for (const path of ['missing', 'missing/', 'missing/x', '']) t.equal(unlink(path), 'noent', path);
    for (const path of ['filelink', 'dirlink', 'dangling']) t.equal(unlink(path), 'success', path);
    t.ok(existsSync(join(host, 'file')) && existsSync(join(host, 'empty')), 'links go, what they point to stays');
    t.equal(unlink('file'), 'success');
    t.notOk(existsSync(join(host, 'file')));
    t.end();
  });

  t.test(`${pathResolution}: path_symlink and path_readlink`, (t) => {
    const { guest, host } = set(t);
    t.equal(guest.symlink('dir/sub', 'new'), 'success');
    t.equal(readlinkSync(join(host, 'new')), 'dir/sub');
    t.equal(guest.readlink('new'), 'dir/sub');
    t.equal(guest.readlink('new', 3), 'dir', 'cut to the buffer');
    t.equal(guest.readlink('dangling'), 'missing');
    t.equal(guest.symlink('../../anywhere', 'out'), 'success', 'where it points is looked at when it is followed');
    t.equal(guest.symlink('/etc', 'absolute'), 'perm');
    t.equal(guest.symlink('', 'nothing'), 'noent');
    for (const path of ['file', 'empty', 'empty/', 'dangling', 'new', '.'])
      t.equal(guest.symlink('x', path), 'exist', path);
    t.equal(guest.symlink('x', 'file/'), 'notdir');
    for (const path of ['missing/', 'missing/x', '']) t.equal(guest.symlink('x', path), 'noent', path);
    t.equal(guest.symlink('x', 'file/x'), 'notdir');
    t.equal(guest.symlink('x', 'x'.repeat(256)), 'nametoolong');

    for (const path of ['file', 'empty', 'empty/', '.', 'dir/..']) t.equal(guest.readlink(path), '(inval)', path);
    for (const path of ['missing', '', 'missing/']) t.equal(guest.readlink(path), '(noent)', path);
    for (const path of ['file/', 'file/x', 'filelink/']) t.equal(guest.readlink(path), '(notdir)', path);
    t.end();
  });

  t.test(`${pathResolution}: path_link`, (t) => {
    const { guest, host } = set(t);
    t.equal(guest.link('file', 'dir/name'), 'success');
    t.equal(statSync(join(host, 'file')).nlink, 2);
    t.equal(guest.link('dangling', 'second'), 'success', 'a link is linked, not what it points to');
    t.equal(readlinkSync(join(host, 'second')), 'missing');
    for (const path of ['file', 'empty', 'empty/', 'dangling', '.']) t.equal(guest.link('file', path), 'exist', path);
    for (const path of ['empty', 'empty/', '.', 'dir/..']) t.equal(guest.link(path, 'new'), 'perm', path);
    for (const path of ['missing', 'missing/', '']) t.equal(guest.link(path, 'new'), 'noent', path);
    for (const path of ['file/', 'file/x']) t.equal(guest.link(path, 'new'), 'notdir', path);
    for (const path of ['new/', 'missing/new', '']) t.equal(guest.link('file', path), 'noent', path);
    t.equal(guest.link('file', 'file/'), 'notdir');
    t.equal(guest.link('filelink', 'new', 1), 'inval', 'links are not followed');
    t.equal(guest.link('file', 'new', 2), 'inval', 'unknown flag');
    t.notOk(existsSync(join(host, 'new')));
    t.end();
  });

  t.test(`${pathResolution}: path_rename`, (t) => {
    const { guest, host } = set(t);
    t.equal(guest.rename('file', 'dir/moved'), 'success');
    t.equal(readFileSync(join(host, 'dir/moved'), 'utf8'), 'content');
    t.equal(guest.rename('dir/moved', 'file'), 'success');
    t.equal(guest.rename('dangling', 'renamed'), 'success');
    t.ok(lstatSync(join(host, 'renamed')).isSymbolicLink(), 'a link is renamed, not followed');
    writeFileSync(join(host, 'other'), 'other');
    t.equal(guest.rename('other', 'file'), 'success', 'onto an existing file');
    t.equal(readFileSync(join(host, 'file'), 'utf8'), 'other');
    t.equal(guest.rename('file', 'empty'), 'isdir');
    t.equal(guest.rename('empty', 'file'), 'notdir');
    t.equal(guest.rename('empty', 'dir'), 'notempty');
    t.equal(guest.rename('dir', 'dir/sub/inner'), 'inval', 'into itself');
    for (const path of ['missing', 'missing/x', '']) t.equal(guest.rename(path, 'new'), 'noent', path);
    t.equal(guest.rename('file', 'missing/new'), 'noent');
    t.equal(guest.rename('file', ''), 'noent');
    for (const path of ['file/', 'file/x']) t.equal(guest.rename(path, 'new'), 'notdir', path);
    t.equal(guest.rename('file', 'new/'), 'notdir');
    for (const path of ['.', 'dir/..', 'dir/.']) {
      t.equal(guest.rename(path, 'new'), 'busy', path);
      t.equal(guest.rename('dir', path), 'busy', path);
    }
    t.equal(guest.rename('empty/', 'full/'), 'success', 'directories may have slashes');
    mkdirSync(join(host, 'target'));
    t.equal(guest.rename('full', 'target'), 'success', 'onto an empty directory');
    t.notOk(existsSync(join(host, 'full')));
    t.end();
  });
}

t.test('rights of each call', (t) => {
  const { guest, host } = guestWithRoot(t);
  writeFileSync(join(host, 'file'), '');
  symlinkSync('file', join(host, 'link'));
  const without = (lacking: bigint) => guest.openDirectory(root, '.', guest.fdstat(root).base & ~lacking);
  const attempts: readonly [bigint, (fd: number) => string][] = [
    [right.pathCreateDirectory, (fd) => guest.onPath('path_create_directory', 'new', fd)],
    [right.pathRemoveDirectory, (fd) => guest.onPath('path_remove_directory', 'new', fd)],
    [right.pathUnlinkFile, (fd) => guest.onPath('path_unlink_file', 'file', fd)],
    [right.pathSymlink, (fd) => guest.symlink('x', 'new', fd)],
    [right.pathReadlink, (fd) => guest.readlink('link', 10, fd).slice(1, -1)],
    [right.pathLinkSource, (fd) => guest.link('file', 'new', 0, fd, root)],
    [right.pathLinkTarget, (fd) => guest.link('file', 'new', 0, root, fd)],
    [right.pathRenameSource, (fd) => guest.rename('file', 'new', fd, root)],
    [right.pathRenameTarget, (fd) => guest.rename('file', 'new', root, fd)],
  ];
  for (const [lacking, attempt] of attempts) t.equal(attempt(without(lacking)), 'notcapable', `without ${lacking}`);
  const file = guest.open(root, 'file');
  for (const [lacking, attempt] of attempts) {
    t.equal(attempt(file), 'notdir', `${lacking} on a file`);
    t.equal(attempt(77), 'badf', `${lacking} on nothing`);
  }
  t.end();
});

t.test('pointers out of bounds', (t) => {
  const { guest, host } = guestWithRoot(t);
  const end = guest.bytes.length;
  const bad: [number, number] = [end - 1, 2];
  const good = (text: string) => guest.text(text);
  for (const name of ['path_create_directory', 'path_remove_directory', 'path_unlink_file']) {
    t.equal(guest.call(name, root, ...bad), 'fault', name);
  }
  t.equal(guest.call('path_symlink', ...bad, root, ...good('new')), 'fault');
  t.equal(guest.call('path_symlink', ...good('x'), root, ...bad), 'fault');
  t.equal(guest.call('path_link', root, 0, ...bad, root, ...good('new')), 'fault');
  writeFileSync(join(host, 'x'), '');
  t.equal(guest.call('path_link', root, 0, ...good('x'), root, ...bad), 'fault');
  t.equal(guest.call('path_rename', root, ...bad, root, ...good('new')), 'fault');
  t.equal(guest.call('path_rename', root, ...good('x'), root, ...bad), 'fault');
  t.equal(guest.call('path_readlink', root, ...bad, 0, 10, 16), 'fault');
  t.equal(guest.call('path_readlink', root, ...good('x'), end - 9, 10, 16), 'fault');
  t.equal(guest.call('path_readlink', root, ...good('x'), 0, 10, end - 3), 'fault');
  t.end();
});
