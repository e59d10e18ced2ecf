// What needs a process of its own: stdin of every kind, signals, permissions, limits, lifetimes, threads.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, openSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { fileRights, Guest, guestWithRoot, root, scratchDirectory } from './guest.ts';

const script = join(process.argv[1] as string, '../guest-process.js');

interface Options {
  readonly input?: string;
  readonly stdin?: number;
  readonly uid?: number;
  readonly node?: readonly string[];
  readonly args?: readonly string[];
}

/** Runs a scenario; what it printed last, parsed. */
function run(scenario: string, { input, stdin, uid, node = [], args = [] }: Options = {}): unknown {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...node, script, scenario, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    ...(input === undefined ? {} : { input }),
    ...(stdin === undefined ? {} : { stdio: [stdin, 'pipe', 'pipe'] }),
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  if (status !== 0) throw new Error(`${scenario}: ${status ?? signal}\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) as string);
}

const shell = (command: string) => execFileSync('sh', ['-c', command], { encoding: 'utf8', timeout: 60_000 });
const quoted = (...words: string[]) => words.map((word) => `'${word}'`).join(' ');

t.test('stdin from a pipe, slowly, a file, nothing', (t) => {
  t.equal(run('read stdin', { input: 'a line\nanother\n' }), 'a line\nanother\n');
  t.equal(run('read stdin', { input: '' }), '');
  const slowly = `(echo one; sleep 0.2; echo two) | ${quoted(process.execPath, script, 'read stdin')}`;
  t.equal(JSON.parse(shell(slowly)), 'one\ntwo\n');
  const path = join(scratchDirectory(t), 'input');
  writeFileSync(path, 'x'.repeat(1000));
  t.equal(run('read stdin', { stdin: openSync(path, 'r') }), 'x'.repeat(1000));
  t.equal(run('read stdin', { stdin: openSync('/dev/null', 'r') }), '');
  t.end();
});

t.test('stdin that Node has made non-blocking', (t) => {
  const slowly = `(sleep 0.2; echo late) | ${quoted(process.execPath, script, 'read stdin after Node')}`;
  t.equal(JSON.parse(shell(slowly)), 'late\n');
  t.end();
});

const hasTerminals = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;

t.test('stdin from a terminal', { skip: !hasTerminals && 'needs script(1) and a pseudo-terminal' }, (t) => {
  const inTerminal = (scenario: string) => {
    const command = quoted(process.execPath, script, scenario).replaceAll("'", '"');
    const output = shell(`(sleep 1; printf 'typed\\n\\004') | script -qec '${command}' /dev/null`);
    return output.trim().split('\n').at(-1)?.trim();
  };
  t.same(JSON.parse(inTerminal('stdin is a terminal') as string), { isTerminal: true });
  t.equal(JSON.parse(inTerminal('read stdin') as string), 'typed\n');
  t.end();
});

t.test('signals interrupt nothing', async (t) => {
  const child = spawn(process.execPath, [script, 'interrupted'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (chunk) => {
    output += chunk;
    timer ??= setInterval(() => child.kill('SIGUSR2'), 5);
  });
  setTimeout(() => child.stdin.end('after all signals'), 1500);
  await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  t.same(JSON.parse(output.trim().split('\n').at(-1) as string), { slept: true, read: 'after all signals' });
});

/** Whether this process may become another user, who can read the checkout (not so below a closed home folder). */
function canBecomeAnother(): boolean {
  const read = `require('node:fs').accessSync(${JSON.stringify(script)})`;
  return spawnSync(process.execPath, ['-e', read], { uid: 65534, gid: 65534 }).status === 0;
}

const canChange = process.getuid?.() === 0 && canBecomeAnother();

t.test('permissions of the host', { skip: !canChange && 'needs root and a checkout that others may read' }, (t) => {
  const host = scratchDirectory(t);
  chmodSync(host, 0o755);
  mkdirSync(join(host, 'closed'), { mode: 0o700 });
  writeFileSync(join(host, 'closed/file'), '');
  writeFileSync(join(host, 'unreadable'), '', { mode: 0o600 });
  writeFileSync(join(host, 'readable'), '', { mode: 0o644 });
  const results = run('without permission', { uid: 65534, args: [host] });
  const expected = 'acces acces success acces acces acces acces acces acces perm';
  t.same(results, expected.split(' '));
  t.end();
});

t.test('a limit on open files', (t) => {
  const command = quoted(process.execPath, script, 'too many files', scratchDirectory(t));
  t.same(JSON.parse(shell(`ulimit -Sn 200 && ulimit -Hn 200 && ${command}`)), ['success', 'mfile']);
  t.end();
});

t.test('guests give back what they had open', (t) => {
  const result = run('collected', { node: ['--expose-gc'], args: [scratchDirectory(t)] });
  t.match(result, { leaked: false });
  t.end();
});

t.test('functions keep their guest and its memory', (t) => {
  t.same(run('orphaned', { node: ['--expose-gc'] }), [0, 0]);
  t.end();
});

t.test('guests in several threads', (t) => {
  t.same(run('threads', { args: [scratchDirectory(t)] }), ['done', 'done', 'done', 'done']);
  t.end();
});

t.test('a program that is running cannot be written', (t) => {
  const { guest, host } = guestWithRoot(t);
  copyFileSync('/bin/sleep', join(host, 'program'));
  chmodSync(join(host, 'program'), 0o755);
  const child = spawn(join(host, 'program'), ['60']);
  t.teardown(() => child.kill());
  t.equal(guest.tryOpen(root, 'program', { base: fileRights }), 'txtbsy');
  t.end();
});

t.test('from one file system to another', (t) => {
  const host = scratchDirectory(t);
  if (statSync('/dev/shm', { throwIfNoEntry: false })?.dev === undefined) return t.end();
  if (statSync('/dev/shm').dev === statSync(host).dev) return t.end();
  const guest = new Guest({ preopens: { '/a': host, '/b': '/dev/shm' } });
  writeFileSync(join(host, 'file'), '');
  const name = `wasabi-${process.pid}`;
  t.equal(guest.rename('file', name, 3, 4), 'xdev');
  t.equal(guest.link('file', name, 0, 3, 4), 'xdev');
  t.end();
});
