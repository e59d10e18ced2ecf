// The runner's judgement, on an engine that does what each case needs: wrong results, lost traps and accepted invalid
// modules must be found.
import t from 'tap';
import { runScript } from '../../../src/wast/run-script.ts';
import type { ScriptEngine, ScriptFailure } from '../../../src/wast/script-engine.ts';
import type { ScriptValue } from '../../../src/wast/values.ts';

class Failure extends Error {
  readonly failure: ScriptFailure;

  constructor(kind: ScriptFailure['kind'], message: string) {
    super(message);
    this.failure = { kind, message };
  }
}

/** Compiles and links anything; every exported function does `call`. */
function engineThat(call: () => ScriptValue[], compile: () => void = () => undefined): ScriptEngine {
  return {
    compile,
    importedModules: () => [],
    instantiate: () => ({ f: call }),
    invoke: (exported) => (exported as () => ScriptValue[])(),
    readGlobal: () => call()[0]!,
    classify: (error) => (error instanceof Failure ? error.failure : { kind: 'internal', message: String(error) }),
  };
}

const module = '(module (func (export "f")))';
const one: ScriptValue = { type: 'i32', bits: 1n };

t.test('results', async (t) => {
  const engine = engineThat(() => [one]);
  const report = await runScript(
    `${module} (assert_return (invoke "f") (i32.const 1))
     (assert_return (invoke "f") (i32.const 2)) (assert_return (invoke "f") (i64.const 1))
     (assert_return (invoke "f")) (assert_return (invoke "g"))`,
    engine,
    { spectest: {} },
  );
  t.equal(report.passed, 2);
  t.match(report.failed, [
    { line: 2, message: 'got [i32 0x00000001], expected [i32 0x00000002]' },
    { line: 2 },
    { line: 3 },
    { message: 'there is no export "g"' },
  ]);
});

t.test('a trap that does not come, or is another one', async (t) => {
  const script = `${module} (assert_trap (invoke "f") "integer overflow")`;
  const lost = await runScript(
    script,
    engineThat(() => [one]),
    { spectest: {} },
  );
  t.match(lost.failed, [{ message: /but nothing failed/ }]);
  for (const [kind, message, failed] of [
    ['trap', 'integer overflow', 0],
    ['trap', 'unreachable', 1],
    ['exhaustion', 'call stack exhausted', 1],
    ['internal', 'integer overflow', 1],
  ] as const) {
    const engine = engineThat(() => {
      throw new Failure(kind, message);
    });
    t.equal((await runScript(script, engine, { spectest: {} })).failed.length, failed, `${kind}: ${message}`);
  }
});

t.test('rejections', async (t) => {
  const script = '(assert_invalid (module (func)) "type mismatch")';
  const accepted = await runScript(
    script,
    engineThat(() => []),
    { spectest: {} },
  );
  t.equal(accepted.failed.length, 1);
  const rejecting = (kind: ScriptFailure['kind'], message: string) =>
    engineThat(
      () => [],
      () => {
        throw new Failure(kind, message);
      },
    );
  t.equal((await runScript(script, rejecting('invalid', 'type mismatch (offset 1)'), { spectest: {} })).passed, 1);
  t.equal((await runScript(script, rejecting('invalid', 'other words'), { spectest: {} })).phrase.length, 1);
  t.equal((await runScript(script, rejecting('malformed', 'type mismatch'), { spectest: {} })).phrase.length, 1);
  t.equal((await runScript(script, rejecting('internal', 'type mismatch'), { spectest: {} })).failed.length, 1);
  const dependent = `${module} (register "M") (assert_return (invoke "f"))`;
  const unsupported = await runScript(dependent, rejecting('unsupported', 'too new'), { spectest: {} });
  t.equal(unsupported.unsupported.length, 3, 'what depends on an unsupported module is unsupported');
});

t.test('text that only the assembler judges is counted apart', async (t) => {
  const engine = engineThat(() => []);
  const report = await runScript('(assert_malformed (module quote "(func (i32.bad))") "unknown operator")', engine, {
    spectest: {},
  });
  t.equal(report.textPassed.length, 1);
  t.equal(report.passed, 0);
});
