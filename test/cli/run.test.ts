// The command `wasabi` as a whole: what programs get from it, and what it gives back.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';
import { scratchFolder, wasabi } from './command.ts';

const scratch = scratchFolder();
t.teardown(scratch.remove);
t.setTimeout(300_000);
const hello = join(packageRoot, 'examples/hello.wasm');
const wordcount = join(packageRoot, 'examples/wordcount.wasm');

const fib = scratch.write(
  'fib.wat',
  `(module
    (func $fib (export "fib") (param i32) (result i32)
      (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0))
        (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
    (func (export "pair") (param i64 f64) (result i64 f64) (local.get 0) (local.get 1))
    (func (export "nothing")))`,
);

t.test('arguments and environment reach the program, nothing else does', async (t) => {
  const { status, stdout, stderr } = wasabi(['--env', 'NAME=you', hello, 'a b', '--env'], { env: { SECRET: 'x' } });
  t.equal(stdout, 'Hello, you!\nargument 1: a b\nargument 2: --env\n');
  t.equal(stderr, '');
  t.equal(status, 0);
  t.match(wasabi(['--env', 'NAME', hello], { env: { NAME: 'inherited' } }).stdout, /inherited/);
});

t.test('an exception that nothing catches is told as wasmtime tells it', async (t) => {
  const thrower = scratch.write(
    'throw.wat',
    '(module (tag $e (param i32)) (func (export "_start") (throw $e (i32.const 3))))',
  );
  const { status, stderr } = wasabi([thrower]);
  t.equal(status, 1);
  t.match(
    stderr,
    /^Error: failed to run main module `.*`\n\nCaused by:\n {4}0: failed to invoke command default\n {4}1: thrown/,
  );
});

t.test('the exit code is the program’s', async (t) => {
  const exit = scratch.write(
    'exit.wat',
    `(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (memory (export "memory") 1)
      (func (export "_start") (call $exit (i32.const 42))))`,
  );
  t.same(wasabi([exit]), { status: 42, signal: null, stdout: '', stderr: '' });
  t.equal(wasabi(['--argv0', 'counter', wordcount]).stderr, 'usage: counter FILE...\n');
  t.equal(wasabi([wordcount]).stderr, 'usage: wordcount.wasm FILE...\n');
});

t.test('folders: given names, read-only ones, none', async (t) => {
  mkdirSync(join(scratch.path, 'data'));
  writeFileSync(join(scratch.path, 'data/words'), 'one two one\n');
  const inside = wasabi(['--dir-ro', `${join(scratch.path, 'data')}::/d`, wordcount, '/d/words']);
  t.match(inside.stdout, /^12 bytes, 1 lines, 3 words, 2 distinct$/m);
  t.equal(wasabi([wordcount, '/d/words']).status, 1);
  const writer = scratch.write(
    'writer.wat',
    `(module (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (memory (export "memory") 1) (data (i32.const 8) "new")
      (func (export "_start") (call $exit (call $open (i32.const 3) (i32.const 0) (i32.const 8) (i32.const 3) (i32.const 1)
        (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 0)))))`,
  );
  t.not(wasabi(['--dir-ro', scratch.path, writer]).status, 0, 'nothing can be made in a read-only folder');
  t.notOk(existsSync(join(scratch.path, 'new')));
  t.equal(wasabi(['--dir', scratch.path, writer]).status, 0);
  t.ok(existsSync(join(scratch.path, 'new')));
});

t.test('--invoke', async (t) => {
  t.equal(wasabi(['--invoke', 'fib', fib, '20']).stdout, '6765\n');
  t.equal(
    wasabi(['run', '--invoke', 'pair', fib, '-9223372036854775808', '-inf']).stdout,
    '-9223372036854775808\n-Infinity\n',
  );
  t.equal(wasabi(['--invoke', 'pair', fib, '0xff', '1e3']).stdout, '255\n1000\n');
  t.same(wasabi(['--invoke', 'nothing', fib]), { status: 0, signal: null, stdout: '', stderr: '' });
  const vectors = scratch.write('vectors.wat', '(module (func (export "f") (result v128) (v128.const i64x2 1 2)))');
  t.match(wasabi(['--invoke', 'f', vectors]), {
    status: 1,
    stderr: 'Error: `f` returns a v128, which cannot be printed',
  });
  for (const [args, message] of [
    [['fib', fib], '`fib` takes 1 argument, not 0'],
    [['fib', fib, '1.5'], "'1.5' is no i32"],
    [['fib', fib, '4294967296'], "'4294967296' is no i32"],
  ] as const) {
    t.same(wasabi(['--invoke', ...args]), { status: 2, signal: null, stdout: '', stderr: `Error: ${message}\n` });
  }
});

t.test('every tier gives the same, cold and from the cache', async (t) => {
  for (const tier of ['baseline', 'optimized', 'tiered', 'baseline', 'optimized', 'tiered']) {
    t.equal(wasabi(['--tier', tier, '--invoke', 'fib', fib, '24']).stdout, '46368\n', tier);
  }
});

t.test('pgo run: profile, JSON and summary', async (t) => {
  const [profile, json] = [join(scratch.path, 'out.profile'), join(scratch.path, 'out.json')];
  const cold = ['-C', 'cache=n'];
  const run = wasabi(['pgo', 'run', ...cold, '--profile-out', profile, '--json', json, '--invoke', 'fib', fib, '27']);
  t.equal(run.stdout, '196418\n');
  t.equal(run.status, 0);
  t.match(
    run.stderr,
    /^wasabi pgo: .*fib\.wat ran .* \(tiered\), exit code 0\n {2}baseline +\d+ functions? in \d+ batch/,
  );
  t.match(run.stderr, new RegExp(`profile +${profile}`));
  t.ok(existsSync(profile));
  const report = JSON.parse(readFileSync(json, 'utf8'));
  t.match(report, { file: fib, exitCode: 0, tier: 'tiered', profilePath: profile });
  t.ok(report.metrics.counters['baseline:functions_count'] >= 1);
  const again = wasabi([
    'pgo',
    'run',
    '--quiet',
    '--profile-in',
    profile,
    '--profile-out',
    profile,
    '--invoke',
    'fib',
    fib,
    '10',
  ]);
  t.same(again, { status: 0, signal: null, stdout: '55\n', stderr: '' });
});

t.test('-v shows tier events', async (t) => {
  t.match(wasabi(['-v', '-C', 'cache=n', '--invoke', 'fib', fib, '27']).stderr, /baseline: .*fib/);
});
