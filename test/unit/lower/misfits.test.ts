// Which indirect calls of optimized code count their misses: those that the profile hardly ever saw miss.
import t from 'tap';
import type { TargetCount } from '../../../profiles/profile-view.ts';
import { profileView } from '../../../profiles/weights.ts';
import { VmContext } from '../../../src/core/instance-layout.ts';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { counterLayoutOf, lowerFunctions } from '../../../src/lower/index.ts';
import { assemble } from '../../../src/text/assemble.ts';

const caller = 2;
const module = decodeModule(
  await assemble(`(module
    (type $unary (func (param i32) (result i32)))
    (table funcref (elem $a $b))
    (func $a (type $unary) (local.get 0))
    (func $b (type $unary) (i32.eqz (local.get 0)))
    (func (param i32) (result i32) (call_indirect (type $unary) (i32.const 7) (local.get 0))))`),
);

/** Whether the call in the caller counts misses, after a profile in which it had these targets. */
function countsMisses(misfitShare: number | undefined, targets: readonly TargetCount[], foreign = 0): boolean {
  const site = counterLayoutOf(module, caller).sites.find(({ kind }) => kind === 'indirect');
  const indirect = new Map([[site?.wasmOffset ?? 0, { total: 800, foreign, targets }]]);
  const counts = { functionIndex: caller, entries: 800, loops: new Map(), outcomes: new Map(), indirect };
  const { builder } = lowerFunctions(module, {
    tier: 'optimized',
    functions: [caller],
    inline: [0, 1],
    profile: profileView([counts]),
    ...(misfitShare === undefined ? {} : { misfitShare }),
  });
  const built = builder.build({ verify: true });
  const ir = built.toText();
  built.dispose();
  return new RegExp(`getelementptr .*i64 ${VmContext.misfits}\\b`).test(ir);
}

const a = (count: number): TargetCount => ({ functionIndex: 0, count });
const b = (count: number): TargetCount => ({ functionIndex: 1, count });

t.test('calls whose misses are counted', async (t) => {
  t.ok(countsMisses(0.01, [a(100)]), 'one target');
  t.ok(countsMisses(0.01, [a(60), b(40)]), 'two');
  t.ok(countsMisses(0.01, [a(99), b(1)]), 'one that was hardly ever missed');
});

t.test('calls whose misses are not', async (t) => {
  t.notOk(countsMisses(0.01, [a(97), b(3)]), 'missed more often than the share, by a target that is not guessed');
  t.notOk(countsMisses(0.01, [a(97)], 3), 'or by one of another module');
  t.notOk(countsMisses(0.01, [], 100), 'no target is guessed');
  t.notOk(countsMisses(0, [a(100)]), 'no share');
  t.notOk(countsMisses(undefined, [a(100)]), 'nothing asked for');
});
