// A program that changes its behaviour after its functions were optimized: they are counted anew and optimized for what
// they do now, a bounded number of times.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { decodeProfile } from '../../../profiles/format.ts';
import { createEngine, Instance, Module } from '../../../src/index.ts';
import { runnableOf } from '../../../src/js-api/module.ts';
import { assemble } from '../../../src/text/assemble.ts';
import { defaultTuning } from '../../../tiers/tuning.ts';

const bytes = await assemble(`(module
  (type $unary (func (param i32) (result i32)))
  (table (ref null $unary) (elem $inc $twice $negate))
  (func $inc (type $unary) (i32.add (local.get 0) (i32.const 1)))
  (func $twice (type $unary) (i32.mul (local.get 0) (i32.const 2)))
  (func $negate (type $unary) (i32.sub (i32.const 0) (local.get 0)))
  (func $apply (export "apply") (param $which i32) (param $x i32) (result i32)
    (call_indirect (type $unary) (local.get $x) (local.get $which)))
  (func (export "applyRef") (param $which i32) (param $x i32) (result i32)
    (call_ref $unary (local.get $x) (table.get (local.get $which))))
  (func (export "outer") (param $which i32) (param $x i32) (result i32)
    (i32.add (call $apply (local.get $which) (local.get $x)) (i32.const 100)))
  (func (export "walk") (param $which i32) (param $x i32) (result i32) (local $i i32)
    (local.set $i (i32.const 300))
    (loop $next
      (local.set $x (call_indirect (type $unary) (local.get $x) (local.get $which)))
      (br_if $next (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
    (local.get $x)))`);
const applyIndex = 3;
const applyRefIndex = 4;

/** What `apply` does by its first argument. */
const unary = [(x: number) => x + 1, (x: number) => Math.imul(x, 2), (x: number) => -x | 0];

/** Optimizes after 64 calls, asks after 64 misfits, and waits for every answer. */
const tuning = { entryBudget: 64, loopBudget: 64, misfitBudget: 64, budgetGrowth: 1, sync: true };

function start(overrides = {}) {
  const engine = createEngine({ tier: 'tiered', tuning: { ...tuning, ...overrides } });
  const module = new Module(bytes, engine);
  const { exports } = new Instance(module, {});
  const call = (name: string) => exports[name] as (which: number, x: number) => number;
  /** Whether 300 calls give what they should; then waits until the controller knows what came of them. */
  const agrees = async (name: string, which: number, result: (x: number) => number) => {
    const right = Array.from({ length: 300 }, (_, x) => call(name)(which, x) === result(x)).every(Boolean);
    engine.metrics();
    while (!engine.idle) await setTimeout(1);
    return right;
  };
  /** Events, recounts, and optimizing compiles of one function. */
  const figures = (functionIndex: number) => {
    const { counters, compiles } = engine.metrics();
    return {
      events: counters['recount:events_count'],
      recounts: counters['recount:functions_count'],
      optimized: compiles.filter(({ lane, functions }) => lane === 'tierUp' && functions.includes(functionIndex))
        .length,
    };
  };
  return { engine, module, call, agrees, figures };
}

t.test('the target of an indirect call changes', async (t) => {
  const { engine, module, agrees, figures } = start();
  t.ok(await agrees('apply', 0, unary[0]!));
  t.match(figures(applyIndex), { events: 0, recounts: 0, optimized: 1 });
  t.ok(await agrees('apply', 1, unary[1]!));
  t.match(figures(applyIndex), { events: 1, recounts: 1, optimized: 2 });
  t.ok(await agrees('apply', 1, unary[1]!));
  t.match(figures(applyIndex), { events: 1, recounts: 1, optimized: 2 }, 'the new target is the one that is guessed');

  const folder = mkdtempSync(join(tmpdir(), 'wasabi-recount-'));
  const path = engine.writeProfile(runnableOf(module, 'test'), join(folder, 'profile'));
  const profile = decodeProfile(readFileSync(path));
  rmSync(folder, { recursive: true });
  const kinds = profile.history.get(applyIndex)?.map(({ kind }) => kind);
  t.strictSame(kinds, ['baseline', 'optimized', 'recount', 'optimized'], 'history');
  const counts = profile.functions.get(applyIndex);
  t.equal(counts?.entries, 2 * tuning.entryBudget, 'the profile keeps what both phases counted');
  const [site] = counts?.indirect.values() ?? [];
  t.strictSame(site?.targets.map(({ functionIndex }) => functionIndex).sort(), [0, 1]);
  await engine.shutdown();
});

t.test('the target of a call by reference changes', async (t) => {
  const { engine, agrees, figures } = start();
  t.ok(await agrees('applyRef', 0, unary[0]!));
  t.ok(await agrees('applyRef', 1, unary[1]!));
  t.ok(await agrees('applyRef', 1, unary[1]!));
  t.match(figures(applyRefIndex), { events: 1, recounts: 1, optimized: 2 });
  await engine.shutdown();
});

t.test('a call in an inlined function: both are counted anew', async (t) => {
  const { engine, agrees, figures } = start();
  const outer = (which: number) => (x: number) => (unary[which]!(x) + 100) | 0;
  t.ok(await agrees('outer', 0, outer(0)));
  t.ok(await agrees('outer', 1, outer(1)));
  t.match(figures(applyIndex), { events: 1, recounts: 2, optimized: 2 });
  t.ok(await agrees('outer', 1, outer(1)));
  t.match(figures(applyIndex), { events: 1, recounts: 2, optimized: 2 });
  await engine.shutdown();
});

t.test('a continuation that does not fit', async (t) => {
  const { engine, call, figures } = start();
  const walk = (which: number) => (x: number) => Array.from({ length: 300 }).reduce<number>((y) => unary[which]!(y), x);
  for (const which of [0, 1, 2]) t.equal(call('walk')(which, 3), walk(which)(3), `${which}`);
  t.ok(figures(applyIndex).recounts > 0);
  for (const which of [0, 1, 2]) t.equal(call('walk')(which, 3), walk(which)(3), `${which}`);
  await engine.shutdown();
});

t.test('a program that changes all the time settles', async (t) => {
  const { engine, agrees, figures } = start();
  for (let round = 0; round < 12; round++) t.ok(await agrees('apply', round % 3, unary[round % 3]!));
  const { maxRecounts } = defaultTuning;
  t.match(figures(applyIndex), { events: maxRecounts, recounts: maxRecounts, optimized: maxRecounts + 1 });
  await engine.shutdown();
});

t.test('no recounts where tuning wants none', async (t) => {
  for (const overrides of [{ misfitShare: 0 }, { maxRecounts: 0 }]) {
    const { engine, agrees, figures } = start(overrides);
    t.ok(await agrees('apply', 0, unary[0]!));
    t.ok(await agrees('apply', 1, unary[1]!));
    t.match(figures(applyIndex), { events: 0, recounts: 0, optimized: 1 });
    await engine.shutdown();
  }
});
