// Programs that a signal ends: the exit code says which, profile and compiled code are kept whole, whatever the program
// was doing, and whoever passes the signal on as well.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { decodeProfile } from '../../profiles/format.ts';
import type { EngineMetrics } from '../../src/engine.ts';
import { cliPath, scratchFolder } from './command.ts';

const scratch = scratchFolder();
t.teardown(scratch.remove);
t.setTimeout(300_000);

/** Large enough that compiling it at O3 goes on when the signal comes. */
const longBody = Array.from(
  { length: 800 },
  (_, i) => `(local.set $x (i32.xor (i32.mul (local.get $x) (i32.const ${2 * i + 3}))
  (if (result i32) (i32.and (local.get $x) (i32.const ${1 << (i % 31)})) (then (i32.const ${i})) (else (local.get $x)))))`,
);

/**
 * Says `ready` after a thousand calls of `step`, `once` after one. `spin` then calls it for ever, the others read from
 * standard input.
 */
const program = scratch.write(
  'program.wat',
  `(module
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\\10\\00\\00\\00\\06\\00\\00\\00") (data (i32.const 16) "ready\\n")
    (func $step (param $x i32) (result i32) ${longBody.join('\n')} (local.get $x))
    (func $begin (param $calls i32)
      (loop $again
        (drop (call $step (local.get $calls)))
        (br_if $again (local.tee $calls (i32.sub (local.get $calls) (i32.const 1)))))
      (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32))))
    (func $input (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 32))))
    (func (export "spin") (call $begin (i32.const 1000)) (loop $ever (drop (call $step (i32.const 7))) (br $ever)))
    (func (export "wait") (call $begin (i32.const 1000)) (call $input))
    (func (export "once") (call $begin (i32.const 1)) (call $input)))`,
);
const stepIndex = 2;
const patienceMs = 60_000;

interface Run {
  readonly code: number | null;
  readonly signal: string | null;
  readonly errors: string;
  readonly folder: string;
}

/**
 * Runs `wasabi pgo run`, with everything it leaves behind in `folder`, and sends signals when the program is ready and
 * stderr shows `sign`.
 */
function run(folder: string, exported: string, signals: readonly NodeJS.Signals[], sign?: RegExp): Promise<Run> {
  const files = ['--profile-out', join(folder, 'profile'), '--json', join(folder, 'report')];
  const tuning = ['-C', 'entryBudget=500', '-C', 'backgroundPrice=0', ...(sign ? ['-v'] : [])];
  const args = ['pgo', 'run', '--quiet', ...tuning, ...files, '--cache-dir', join(folder, 'cache')];
  const child = spawn(process.execPath, [cliPath, ...args, '--invoke', exported, program]);
  let [output, errors, sent] = ['', '', false];
  const look = () => {
    if (sent || !output.includes('ready') || (sign && !sign.test(errors))) return;
    sent = true;
    for (const signal of signals) child.kill(signal);
  };
  child.stderr.on('data', (chunk) => {
    errors += chunk;
    look();
  });
  child.stdout.on('data', (chunk) => {
    output += chunk;
    look();
  });
  const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(patience);
      resolve({ code, signal, errors, folder });
    });
  });
}

const callsIn = (folder: string) =>
  decodeProfile(readFileSync(join(folder, 'profile'))).functions.get(stepIndex)?.entries ?? 0;
const reportIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'report'), 'utf8')) as { metrics: EngineMetrics };
const leftovers = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'));

for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  t.test(`${signal} while code runs`, async (t) => {
    const { folder, ...ended } = await run(t.testdir(), 'spin', [signal]);
    t.same(ended, { code: exitCode, signal: null, errors: '' });
    t.ok(callsIn(folder) >= 1000, 'the profile has what was counted');
    t.same(leftovers(folder), []);
  });
}

t.test('while it waits for input', async (t) => {
  const { folder, ...ended } = await run(t.testdir(), 'wait', ['SIGTERM']);
  t.same(ended, { code: 143, signal: null, errors: '' });
  t.equal(callsIn(folder), 1000);
});

t.test('the same signal at once again, as npm passes it on', async (t) => {
  const { folder, ...ended } = await run(t.testdir(), 'spin', ['SIGINT', 'SIGINT', 'SIGINT']);
  t.same(ended, { code: 130, signal: null, errors: '' });
  t.ok(callsIn(folder) >= 1000);
});

t.test('what was to be optimized is asked for at the next run’s first call', async (t) => {
  const first = await run(t.testdir(), 'wait', ['SIGTERM']);
  const optimized = reportIn(first.folder).metrics.counters['optimized:functions_count'];
  const second = await run(first.folder, 'once', ['SIGTERM'], optimized > 0 ? undefined : /tierUp optimized: step/);
  t.equal(second.code, 143, second.errors);
  const { counters } = reportIn(second.folder).metrics;
  t.equal(counters['cache:hits_count'], 1, 'code was kept');
  t.equal(counters['cache:optimizedFunctions_count'] + counters['optimized:functions_count'], 1);
});
