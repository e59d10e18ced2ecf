// Bad input, one process a case: one clear message, the documented exit code, no crash, no hang.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';
import { assemble } from '../../src/text/assemble.ts';
import { child, cliPath, scratchFolder, wasabi } from './command.ts';

const scratch = scratchFolder();
t.teardown(scratch.remove);
t.setTimeout(600_000);
const hello = join(packageRoot, 'examples/hello.wasm');

interface Case {
  readonly name: string;
  /** Content of the file to run; a string is text. */
  readonly file?: string | Uint8Array;
  readonly args?: readonly string[];
  readonly status: number;
  readonly message: RegExp;
}

const program = (body: string) => `(module ${body} (func (export "_start")))`;
const bytes = (...values: number[]) => Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...values);

const cases: readonly Case[] = [
  { name: 'empty', file: new Uint8Array(0), status: 1, message: /unexpected end \(offset 0x0\)/ },
  { name: 'not wasm', file: 'hello', status: 1, message: /magic header not detected \(offset 0x0\)/ },
  {
    name: 'another version',
    file: Uint8Array.of(0, 0x61, 0x73, 0x6d, 2, 0, 0, 0),
    status: 1,
    message: /unknown binary version/,
  },
  { name: 'truncated', file: readFileSync(hello).subarray(0, 3000), status: 1, message: /\(offset 0x[0-9a-f]+\)/ },
  { name: 'an unknown section', file: bytes(0x7f, 0), status: 1, message: /malformed section id \(offset 0x8\)/ },
  {
    name: 'invalid',
    file: '(module (func (export "_start") (result i32) i32.const 1 i32.add))',
    status: 1,
    message: /type mismatch.*\(function 0, offset 0x[0-9a-f]+\)/,
  },
  { name: 'a mistake in text', file: '(module (func', status: 1, message: /cannot assemble .*line 1/ },
  {
    name: 'a feature that is not there yet',
    file: '(module (type (struct)) (func (export "_start")))',
    status: 1,
    message: /cannot load .*\(.*offset 0x[0-9a-f]+\)/,
  },
  {
    name: 'a missing import',
    file: program('(import "env" "f" (func))'),
    status: 1,
    message: /unknown import: `env::f`/,
  },
  {
    name: 'an import of the wrong type',
    file: program('(import "wasi_snapshot_preview1" "fd_write" (func)) (memory (export "memory") 1)'),
    status: 1,
    message: /fd_write.*does not match/,
  },
  { name: 'no _start', file: '(module (func (export "main")))', status: 1, message: /no function `_start`.*`main`/ },
  { name: 'an unknown option', args: ['--nope', hello], status: 2, message: /unknown option '--nope'/ },
  { name: 'a mistyped command', args: ['chace'], status: 1, message: /`wasabi --help` lists the commands\n$/ },
  { name: 'a missing file', args: [join(scratch.path, 'none')], status: 1, message: /no such file or directory/ },
  { name: 'a folder for a file', args: [scratch.path], status: 1, message: /is a directory/ },
  {
    name: 'a missing folder',
    args: ['--dir', '/none', hello],
    status: 1,
    message: /\/none.*no such file or directory/i,
  },
  { name: 'a file for a folder', args: ['--dir', hello, hello], status: 1, message: /not a directory/i },
  { name: 'no such export', args: ['--invoke', 'x', hello], status: 1, message: /no function is exported as `x`/ },
  {
    name: 'recursion without end',
    file: '(module (func $f (export "_start") (call $f)))',
    status: 134,
    message: /wasm backtrace:\n +0: .*!f\n[\s\S]*wasm trap: call stack exhausted\n$/,
  },
  {
    name: 'a trap',
    file: '(module (func $f (drop (i32.div_s (i32.const 1) (i32.const 0)))) (func (export "_start") (call $f)))',
    status: 134,
    message: /0: +0x[0-9a-f]+ - .*!f\n +1: .*\n +2: wasm trap: integer divide by zero\n$/,
  },
  {
    name: 'a trap in the start function',
    file: '(module (func $s unreachable) (start $s) (func (export "_start")))',
    status: 134,
    message: /failed to invoke start function[\s\S]*unreachable/,
  },
  {
    name: 'a segment that does not fit',
    file: program('(memory 1) (data (i32.const 65536) "x")'),
    status: 134,
    message: /out of bounds memory access/,
  },
  {
    name: 'an access out of bounds',
    file: '(module (memory 1) (func (export "_start") (drop (i32.load (i32.const -1)))))',
    status: 134,
    message: /wasm trap: out of bounds memory access/,
  },
  {
    name: 'a _start that takes arguments',
    file: '(module (func (export "_start") (param i32)))',
    status: 1,
    message: /exports a `_start` that takes arguments: it is no program; --invoke can call `_start`\n$/,
  },
  {
    name: 'a profile that cannot be read',
    args: ['--profile-in', join(scratch.path, 'none'), hello],
    status: 1,
    message: /profile/,
  },
  {
    name: 'a profile that cannot be written',
    args: ['pgo', 'run', '--profile-out', join(hello, 'x'), hello],
    status: 1,
    message: /cannot write/,
  },
  {
    name: 'JSON that cannot be written',
    args: ['pgo', 'run', '--json', join(hello, 'x'), hello],
    status: 1,
    message: /cannot write/,
  },
];

for (const { name, file, args, status, message } of cases) {
  t.test(name, async (t) => {
    const given = args ?? [scratch.write(`${name}.wasm`, file ?? '')];
    const ended = wasabi(given);
    t.equal(ended.signal, null, 'no crash, no hang');
    t.equal(ended.status, status, 'exit code');
    t.match(ended.stderr, message);
    t.notMatch(ended.stderr, /^ +at .*\.js/m, 'no stack of ours');
  });
}

const faults: Readonly<Record<string, RegExp>> = {
  'recursion in the guest': /^(?:RuntimeError: call stack exhausted\n){2}$/,
  'recursion through the host':
    /^(?:RuntimeError: call stack exhausted|RangeError: Maximum call stack size exceeded)\n$/,
  'recursion in a worker': /^(?:RuntimeError: call stack exhausted\n){2}$/,
  'a host function that throws': /^true\nError: from the host\n$/,
  'a host function that throws no error': /^7\n$/,
  'memory.grow beyond': /^-1\n$/,
  'a trap in the start function': /^RuntimeError: unreachable\n$/,
  'a trap in a callback of a callback': /^RuntimeError: integer divide by zero\n$/,
};

for (const [name, output] of Object.entries(faults)) {
  t.test(`through the API: ${name}`, async (t) => {
    const ended = child('faults', [name]);
    t.equal(ended.signal, null, 'no crash, no hang');
    t.equal(ended.status, 0);
    t.match(ended.stdout, output);
    t.equal(ended.stderr, '');
  });
}

t.test('out of memory', async (t) => {
  const module = await assemble(program('(memory 65536)'));
  const file = scratch.write('large.wasm', module);
  const limited = ['-c', 'ulimit -v 12000000; exec "$@"', 'sh', process.execPath, cliPath, file];
  const { stderr, status } = await started('sh', limited).ended;
  t.equal(stderr, `Error: cannot run \`${file}\`: could not allocate memory\n`);
  t.equal(status, 1);
});

/** A process that runs on while the test does something to it. */
function started(command: string, args: readonly string[]) {
  const process = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let stderr = '';
  process.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<{ status: number | null; signal: string | null; stderr: string }>((resolve) => {
    process.on('close', (status, signal) => resolve({ status, signal, stderr }));
  });
  return { process, ended, stderr: () => stderr };
}

/** Between the program's word that it runs and its waiting. */
const patienceMs = 300;

for (const [name, body] of [
  [
    'in a loop without calls',
    '(func (export "_start") (call $ready) (loop $l (i32.store (i32.const 0) (i32.const 1)) (br $l)))',
  ],
  [
    'in a read that waits',
    '(func (export "_start") (call $ready) (drop (call $read (i32.const 0) (i32.const 8) (i32.const 1) (i32.const 0))))',
  ],
  [
    'in a sleep',
    '(func (export "_start") (call $ready) (drop (call $poll (i32.const 64) (i32.const 128) (i32.const 1) (i32.const 0))))',
  ],
  [
    'while it waits to be woken',
    '(memory $m 1 1 shared) (func (export "_start") (call $ready) (drop (memory.atomic.wait64 $m (i32.const 0) (i64.const 0) (i64.const -1))))',
  ],
] as const) {
  t.test(`Ctrl-C ${name} ends with 130 and keeps the profile`, async (t) => {
    const text = `(module
      (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1) (data (i32.const 8) "\\20\\00\\00\\00\\04\\00\\00\\00")
      (data (i32.const 88) "\\ff\\ff\\ff\\ff\\ff\\0f\\00\\00")
      (func $ready (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0))))
      ${body})`;
    const profile = join(scratch.path, 'interrupted.profile');
    const file = scratch.write('endless.wat', text);
    const { process: running, ended } = started(process.execPath, [
      cliPath,
      'pgo',
      'run',
      '--profile-out',
      profile,
      file,
    ]);
    running.stdout.once('data', () => setTimeout(() => running.kill('SIGINT'), patienceMs));
    const { status, signal, stderr } = await ended;
    t.equal(signal, null);
    t.equal(status, 130);
    t.match(stderr, /^wasabi pgo: .*exit code 130/);
    t.ok(readFileSync(profile).length > 0);
  });
}

t.test('output that the disk does not take is told', async (t) => {
  const full = openSync('/dev/full', 'w');
  const fib = scratch.write('one.wat', '(module (func (export "one") (result i32) i32.const 1))');
  for (const args of [['--help'], ['cache', 'list'], ['--invoke', 'one', fib]]) {
    const { status, stderr } = wasabi(args, { stdio: ['ignore', full, 'pipe'] });
    t.same([status, stderr], [1, 'Error: cannot write to standard output: no space left on device\n'], args.join(' '));
  }
  closeSync(full);
});

t.test('a pipe closed early ends the program quietly', async (t) => {
  const text = `(module
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1) (data (i32.const 0) "\\10\\00\\00\\00\\02\\00\\00\\00") (data (i32.const 16) "y\\n")
    (func (export "_start")
      (loop $again (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))) (br $again))))`;
  const { process: running, ended } = started(process.execPath, [cliPath, scratch.write('yes.wat', text)]);
  running.stdout.once('data', () => running.stdout.destroy());
  t.same(await ended, { status: 141, signal: null, stderr: '' });
});
