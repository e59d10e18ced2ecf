// `thread` and `wait` of the threads proposal's scripts, on every tier.
import t from 'tap';
import { ScriptRunner } from '../../../src/wast/script-runner.ts';
import { scriptTiers } from '../../../src/wast/script-tiers.ts';

const limitMs = 60_000;

/** A thread that counts to 1000, waits to be woken, and then runs `last`. */
const counter = (name: string, last = '') => `
(thread ${name} (shared (module $Mem))
  (register "mem" $Mem)
  (module
    (memory (import "mem" "shared") 1 10 shared)
    (func (export "run") (param i32)
      (loop $next
        (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1)))
        (br_if $next (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
    (func (export "woken") (result i32) (memory.atomic.wait32 (i32.const 16) (i32.const 0) (i64.const -1))))
  (invoke "run" (i32.const 1000))
  (assert_return (invoke "woken") (i32.const 0))
  ${last}
)`;

const script = `(module $Mem (memory (export "shared") 1 1 shared))
${counter('$T1')}
${counter('$T2', '(invoke "missing")')}
(register "mem" $Mem)
(module
  (memory (import "mem" "shared") 1 1 shared)
  (func (export "wakeTwo") (local $left i32)
    (local.set $left (i32.const 2))
    (loop $again
      (local.set $left (i32.sub (local.get $left) (memory.atomic.notify (i32.const 16) (i32.const 1))))
      (br_if $again (local.get $left))))
  (func (export "count") (result i32) (i32.atomic.load (i32.const 8))))
(invoke "wakeTwo")
(wait $T1)
(wait $T2)
(wait $T3)
(assert_return (invoke "count") (i32.const 2000))`;

t.setTimeout(240_000);
for (const [name, options] of Object.entries(scriptTiers)) {
  t.test(name, async (t) => {
    const runner = new ScriptRunner(options, limitMs);
    const answer = await runner.run(script);
    runner.stop();
    t.match(answer, { kind: 'report', report: { passed: 8, unsupported: [] } });
    if (answer.kind !== 'report') return;
    t.match(answer.report.failed, [
      { command: 'wait', message: /^thread \$T2: line 2\d: action: there is no export/ },
      { command: 'wait', message: 'there is no thread $T3' },
    ]);
  });
}

t.test('syntax', async (t) => {
  const runner = new ScriptRunner({}, limitMs);
  for (const text of ['(wait)', '(thread (shared))', '(thread $T (shared (module)))', '(thread $T (nonsense))']) {
    t.match(await runner.run(text), { kind: 'syntax', message: /line 1/ }, text);
  }
  runner.stop();
});
