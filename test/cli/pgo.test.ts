// `pgo inspect`, `merge` and `diff` on profiles of real runs, and what they say about wrong input.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { decodeProfile } from '../../profiles/format.ts';
import { scratchFolder, wasabi } from './command.ts';

const scratch = scratchFolder();
t.teardown(scratch.remove);
t.setTimeout(300_000);

/** 21 calls of `twice` through the table for each entry of `work`, 2 of 3 times. */
const module = scratch.write(
  'work.wat',
  `(module (type $unary (func (param i32) (result i32))) (table funcref (elem $twice $half))
    (func $twice (type $unary) (i32.shl (local.get 0) (i32.const 1)))
    (func $half (type $unary) (i32.shr_u (local.get 0) (i32.const 1)))
    (func $work (export "work") (param $rounds i32) (result i32) (local $sum i32)
      (loop $again
        (local.set $sum (i32.add (local.get $sum)
          (call_indirect (type $unary) (local.get $rounds) (i32.eqz (i32.rem_u (local.get $rounds) (i32.const 3))))))
        (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
      (local.get $sum))
    (func $idle (export "idle")))`,
);
const other = scratch.write('other.wat', '(module (func (export "_start")))');

function profileOf(name: string, file: string, exported: string, ...args: string[]): string {
  const path = join(scratch.path, name);
  const alone = ['--quiet', '--no-sampling', '-C', 'cache=n', '--tier', 'baseline'];
  const { status, stderr } = wasabi([
    'pgo',
    'run',
    ...alone,
    '--profile-out',
    path,
    '--invoke',
    exported,
    file,
    ...args,
  ]);
  if (status !== 0) throw new Error(stderr);
  return path;
}

const small = profileOf('small.wprof', module, 'work', '30');
const large = profileOf('large.wprof', module, 'work', '300');
const foreign = profileOf('foreign.wprof', other, '_start');

function entriesOf(path: string, functionIndex: number): number | undefined {
  return decodeProfile(readFileSync(path)).functions.get(functionIndex)?.entries;
}

t.test('inspect', async (t) => {
  const named = wasabi(['pgo', 'inspect', small, module]);
  t.equal(named.status, 0);
  t.equal(named.stderr, '');
  t.match(named.stdout, /^ +2 {2}work +baseline +31 +1 +\d+$/m);
  t.match(named.stdout, /^ +0 {2}twice +baseline +20 +20 +\d+$/m);
  t.match(named.stdout, /^work +0x[0-9a-f]+ +30 {2}taken 96\.7 %$/m);
  t.match(named.stdout, /^work +0x[0-9a-f]+ +30 {2}twice \d.* %, half \d.* %$/m);
  t.notOk(named.stdout.includes('\u001b'), 'no colours in a pipe');
  t.match(wasabi(['pgo', 'inspect', small]).stdout, /^ +2 {2}func\[2\] +baseline +31 +1$/m);
  t.equal(wasabi(['pgo', 'inspect', small, module, '--top', '1']).stdout.match(/baseline/g)?.length, 1);
});

t.test('inspect --json', async (t) => {
  const { functions } = JSON.parse(wasabi(['pgo', 'inspect', '--json', small, module]).stdout);
  t.match(functions[0], { functionIndex: 2, name: 'work', tier: 'baseline', executions: 31, entries: 1 });
  t.equal(functions[0].loops[0].count, 30);
  t.equal(functions[0].indirectCalls[0].total, 30);
});

t.test('inspect --function', async (t) => {
  const { stdout, status } = wasabi(['pgo', 'inspect', '--function', 'work', small, module]);
  t.equal(status, 0);
  t.match(stdout, /^function {3}work \(index 2\), \d+ bytes\ncounts {5}1 entries, 31 executions/);
  t.match(stdout, /^0x[0-9a-f]+ +30 {6}call_indirect 0 0 {2};; 30 calls: twice/m);
  t.match(stdout, /^0x[0-9a-f]+ +1 {4}local\.get 1$/m);
  t.equal(wasabi(['pgo', 'inspect', '--function', '2', small, module]).stdout, stdout);
  t.match(wasabi(['pgo', 'inspect', '--function', 'idle', small, module]).stdout, /counts +none/);
});

t.test('inspect --function with optimized code', async (t) => {
  const ir = wasabi(['pgo', 'inspect', '--function', 'work', '--ir', small, module]);
  t.equal(ir.stderr, '');
  t.match(ir.stdout, /^define .*@f2\(/m);
  t.match(ir.stdout, /!prof/);
  const asm = wasabi(['pgo', 'inspect', '--function', 'twice', '--asm', small, module]);
  t.equal(asm.stderr, '');
  t.match(asm.stdout, /^; twice \(index 0\), optimized: .*\n {5}0 +push rbp\n/);
  t.match(asm.stdout, /^ +[0-9a-f]+ +ret\n$/m);
  for (const [args, message] of [
    [['--ir', small, module], /--ir and --asm need --function/],
    [['--function', 'work', '--ir', '--asm', small, module], /not both/],
  ] as const) {
    const refused = wasabi(['pgo', 'inspect', ...args]);
    t.equal(refused.status, 2);
    t.match(refused.stderr, message);
  }
});

t.test('merge adds up, in any order', async (t) => {
  const [ab, ba] = [join(scratch.path, 'deep/ab.wprof'), join(scratch.path, 'ba.wprof')];
  t.same(wasabi(['pgo', 'merge', '-o', ab, small, large]), { status: 0, signal: null, stdout: '', stderr: '' });
  t.equal(wasabi(['pgo', 'merge', '-o', ba, large, small]).status, 0);
  t.same(readFileSync(ab), readFileSync(ba));
  t.equal(entriesOf(ab, 0), (entriesOf(small, 0) as number) + (entriesOf(large, 0) as number));
});

t.test('diff', async (t) => {
  t.match(wasabi(['pgo', 'diff', small, small, module]).stdout, /No function's share of executions changed/);
  const idle = profileOf('idle.wprof', module, 'idle');
  const text = wasabi(['pgo', 'diff', small, idle, module]).stdout;
  t.match(text, /Heated up\n.*\n +3 {2}idle +0 % {2}100 % {2}\+100\.00 +0 +1\n/);
  t.match(text, /Cooled\n.*\n +2 {2}work /);
  const { measure, functions } = JSON.parse(wasabi(['pgo', 'diff', '--json', small, idle]).stdout);
  t.equal(measure, 'executions');
  t.match(functions[0], { functionIndex: 3, shareBefore: 0, shareAfter: 1 });
});

t.test('export for viewers', async (t) => {
  const sampled = join(scratch.path, 'sampled.wprof');
  const args = [
    'pgo',
    'run',
    '--quiet',
    '-C',
    'cache=n',
    '--profile-out',
    sampled,
    '--invoke',
    'work',
    module,
    '9000000',
  ];
  t.equal(wasabi(args).status, 0);
  for (const [format, text] of [
    ['speedscope', '"name":"work"'],
    ['cpuprofile', '"functionName":"work"'],
    ['firefox', '"work"'],
  ] as const) {
    const out = join(scratch.path, `out.${format}`);
    t.same(wasabi(['pgo', 'export', '--format', format, '-o', out, sampled, module]), {
      status: 0,
      signal: null,
      stdout: '',
      stderr: '',
    });
    t.ok(readFileSync(out, 'utf8').includes(text), format);
  }
  const pprof = join(scratch.path, 'out.pb.gz');
  t.equal(wasabi(['pgo', 'export', '--format', 'pprof', '-o', pprof, sampled]).status, 0);
  t.ok(gunzipSync(readFileSync(pprof)).includes('func[2]'));
});

t.test('hints: into a copy of the module, and back', async (t) => {
  const [copy, back] = [join(scratch.path, 'hinted.wasm'), join(scratch.path, 'back.wprof')];
  t.equal(wasabi(['pgo', 'export', '--format', 'hints', '-o', copy, large, module]).status, 0);
  t.equal(wasabi(['--invoke', 'work', copy, '30']).stdout, wasabi(['--invoke', 'work', module, '30']).stdout);
  t.equal(wasabi(['pgo', 'import', '-o', back, copy]).status, 0);
  t.match(wasabi(['pgo', 'inspect', back, copy]).stdout, /^work +0x[0-9a-f]+ +[\d,]+ {2}twice \d.* %, half \d.* %/m);
  const run = wasabi([
    'pgo',
    'run',
    '--quiet',
    '--profile-in',
    back,
    '--profile-out',
    back,
    '--invoke',
    'work',
    copy,
    '9',
  ]);
  t.equal(run.status, 0, run.stderr);
});

t.test('wrong input: one message, nothing written', async (t) => {
  const damaged = scratch.write('damaged.wprof', readFileSync(small).fill(7, 40, 41));
  const newer = scratch.write('newer.wprof', readFileSync(small).fill(99, 4, 5));
  const missing = join(scratch.path, 'missing');
  mkdirSync(join(scratch.path, 'folder'));
  const out = join(scratch.path, 'out.wprof');
  const cases: [string[], number, RegExp][] = [
    [['inspect', missing], 1, /cannot read profile `.*missing`: no such file/],
    [['inspect', scratch.path], 1, /cannot read profile/],
    [['inspect', module], 1, /work\.wat: not a Wasabi profile/],
    [['inspect', damaged], 1, /damaged/],
    [['inspect', newer], 1, /profile format 99/],
    [['inspect', small, small], 1, /cannot load `.*small\.wprof`: magic header not detected/],
    [['inspect', small, missing], 1, /cannot read `.*missing`: no such file/],
    [['inspect', small, other], 1, /small\.wprof: profile of another module/],
    [['inspect', '--function', 'wor', small, module], 2, /no function is named `wor`; there are `work`/],
    [['inspect', '--function', '9', small, module], 2, /function 9 does not exist; functions 0 to 3 have bodies/],
    [['merge', '-o', out, small, foreign], 1, /foreign\.wprof: profile of another module than .*small/],
    [['merge', '-o', out, small, missing], 1, /cannot read profile/],
    [['merge', '-o', join(scratch.path, 'folder'), small, small], 1, /cannot write .*folder/],
    [['merge', '-o', join(small, 'x'), small, small], 1, /cannot write .*x/],
    [['export', '--format', 'speedscope', '-o', out, small, module], 1, /has no sampled stacks/],
    [['export', '--format', 'hints', '-o', out, small, other], 1, /another module/],
    [['export', '--format', 'hints', '-o', join(scratch.path, 'folder'), small, module], 1, /cannot write .*folder/],
    [['import', '-o', out, module], 1, /has no compilation hints/],
    [['import', '-o', out, small], 1, /cannot load .*small\.wprof/],
    [['diff', small, foreign], 1, /another module/],
    [['diff', small, small, other], 1, /another module/],
  ];
  for (const [args, status, message] of cases) {
    const ended = wasabi(['pgo', ...args]);
    t.equal(ended.status, status, args.join(' '));
    t.match(ended.stderr, message);
    t.equal(ended.stderr.split('\n').length, 2, 'one line');
    t.equal(ended.stdout, '');
  }
  t.notOk(existsSync(out));
  writeFileSync(join(scratch.path, 'kept'), 'old');
  wasabi(['pgo', 'merge', '-o', join(scratch.path, 'kept'), small, foreign]);
  t.equal(readFileSync(join(scratch.path, 'kept'), 'utf8'), 'old', 'an old result stays');
});
