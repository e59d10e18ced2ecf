// `wasabi wast` as users meet it: reports, exit codes, scripts that fail, that cannot be read, that never end.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { scratchFolder, wasabi } from './command.ts';

const folder = scratchFolder();
t.teardown(() => folder.remove());

const module = `(module
  (func (export "sum") (param i32) (result i32) (local i32)
    (loop (local.set 1 (i32.add (local.get 1) (local.get 0)))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get 1))
  (func (export "div") (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))
  (func (export "spin") (loop (br 0))))`;
const good = folder.write(
  'good.wast',
  `${module}
(assert_return (invoke "sum" (i32.const 4)) (i32.const 10))
(assert_trap (invoke "div" (i32.const 0)) "integer divide by zero")
(assert_malformed (module quote "(func nonsense)") "unknown operator")
(assert_invalid (module (func (result i32))) "type mismatch")
`,
);
const bad = folder.write(
  'bad.wast',
  `${module}
(assert_return (invoke "sum" (i32.const 4)) (i32.const 11))
(assert_trap (invoke "div" (i32.const 1)) "integer divide by zero")
(assert_return (invoke "sum" (i32.const 1)) (i32.const 1))
(assert_invalid (module (func (result i32))) "unknown local")
`,
);

/** First line of a script after `module`'s own lines. */
const firstLine = module.split('\n').length + 1;

t.test('scripts that pass, on every tier', async (t) => {
  for (const tier of ['baseline', 'optimized', 'tiered', 'osr']) {
    const { status, stdout, stderr } = wasabi(['wast', `--tier=${tier}`, good]);
    t.equal(status, 0, tier);
    t.equal(stderr, '');
    t.match(stdout, /good\.wast +3 +0 +0 +1\n/, 'three assertions, and one for the assembler');
    t.match(stdout, new RegExp(`1 file on tier ${tier}: all passed`));
    if (tier === 'tiered') t.match(stdout, /[1-9]\d* swaps/);
    if (tier === 'osr') t.match(stdout, /[1-9]\d* OSR entr/);
  }
});

t.test('failures are told with line, expected and got', async (t) => {
  const { status, stdout } = wasabi(['wast', '--tier=baseline', bad, good]);
  t.equal(status, 1);
  t.match(stdout, `${bad}:${firstLine}: assert_return: got [i32 0x0000000a], expected [i32 0x0000000b]`);
  t.match(stdout, `${bad}:${firstLine + 1}: assert_trap: expected trap "integer divide by zero", but nothing failed`);
  t.match(stdout, `${bad}:${firstLine + 3}: assert_invalid: expected invalid "unknown local", got invalid "type mism`);
  t.match(stdout, /bad\.wast +1 +3 +0 +0\n/);
  t.match(stdout, /2 files on tier baseline: 1 failed/);
});

t.test('what cannot be read costs only itself', async (t) => {
  const unclosed = folder.write('unclosed.wast', '(module\n');
  const unknown = folder.write('unknown.wast', '(module)\n(assert_wonder (module) "")');
  const notText = folder.write('binary.wast', Uint8Array.from([0, 0x61, 0x73, 0x6d, 0xff]));
  const { status, stdout, stderr } = wasabi([
    ...['wast', '--tier=baseline', join(folder.path, 'none.wast'), folder.path],
    ...[unclosed, unknown, notText, good],
  ]);
  t.equal(status, 1);
  t.same(stderr.trim().split('\n'), [
    `Error: cannot read \`${folder.path}/none.wast\`: no such file or directory`,
    `Error: cannot read \`${folder.path}\`: is a directory`,
    `Error: cannot read \`${unclosed}\`: line 1: unclosed parenthesis`,
    `Error: cannot read \`${unknown}\`: line 2: assert_wonder is not a command that is known`,
    `Error: cannot read \`${notText}\`: it is not UTF-8`,
  ]);
  t.match(stdout, /good\.wast +3 /);
});

t.test('a script that never ends costs only itself', async (t) => {
  const endless = folder.write('endless.wast', `${module}\n(invoke "spin")`);
  const { status, stdout, stderr } = wasabi(['wast', '--tier=baseline', '--timeout=3', endless, good]);
  t.equal(status, 1);
  t.equal(stderr, `Error: cannot finish \`${endless}\`: no end within 3 s\n`);
  t.match(stdout, /good\.wast +3 /);
});

t.test('what the engine does not support is left out, and said', async (t) => {
  const gc = folder.write('gc.wast', `(module (type (struct)))\n(assert_return (invoke "f"))\n${module}`);
  const { status, stdout } = wasabi(['wast', '--tier=baseline', '-v', gc]);
  t.equal(status, 0);
  t.match(stdout, /gc\.wast +0 +0 +2 +0\n/);
  t.match(stdout, /left out: 2 for garbage collection\n/);
  t.match(stdout, /gc\.wast:1: left out: module: unsupported: garbage collection/);
});

t.test('the report as JSON', async (t) => {
  const path = join(folder.path, 'report.json');
  const { status } = wasabi(['wast', '--tier=tiered', '--json', path, good, bad]);
  t.equal(status, 1);
  t.match(JSON.parse(readFileSync(path, 'utf8')), {
    tier: 'tiered',
    files: [
      { file: good, passed: 3, failed: 0, leftOut: 0, textOnly: 1, failures: [] },
      { file: bad, passed: 1, failed: 3, failures: [{ line: firstLine, command: 'assert_return' }, {}, {}] },
    ],
  });
  const unwritable = wasabi(['wast', '--tier=baseline', '--json', join(good, 'report.json'), good]);
  t.equal(unwritable.status, 1);
  t.match(unwritable.stderr, 'good.wast/report.json`: not a directory');
});

t.test('wrong command lines', async (t) => {
  for (const args of [
    [],
    ['--tier=fast', good],
    ['--timeout=0', good],
    ['-C', 'nonsense=1', good],
    ['--wrong', good],
  ]) {
    const { status, stderr } = wasabi(['wast', ...args]);
    t.equal(status, 2, args.join(' '));
    t.match(stderr, /^error: .*\n/);
  }
  const { status, stdout } = wasabi(['wast', '--help']);
  t.equal(status, 0);
  t.match(stdout, 'wasabi wast --tier=optimized suite/*.wast');
});
