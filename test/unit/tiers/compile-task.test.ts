// Compile tasks whose compiles fail: what can be compiled is, and what cannot is given up.
import t from 'tap';
import wabtLoader from 'wabt';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { Instance, Module } from '../../../src/index.ts';
import { createCompiledModule, functionTiers, releaseCompiledModule } from '../../../src/runtime/binding.ts';
import { installUnit } from '../../../tiers/code-table.ts';
import { runCompileTask } from '../../../tiers/compile-task.ts';
import type { PoolLane } from '../../../tiers/metrics.ts';
import type { CompileTask } from '../../../tiers/protocol.ts';
import { shareModule } from '../../../tiers/shared-module.ts';
import type { CompileUnit, Tier } from '../../../tiers/tier.ts';
import { createTiers } from '../../../tiers/tiers.ts';

const wabt = await wabtLoader();
const { buffer } = wabt
  .parseWat(
    'three.wat',
    `(module
       (func (export "a") (result i32) (i32.const 1))
       (func (export "b") (result i32) (i32.const 2))
       (func (export "c") (result i32) (i32.const 3)))`,
  )
  .toBinary({});
const bytes = Uint8Array.from(buffer);
const identity = { workerName: 'test', threadId: 0 };
const tiers = createTiers();

/** A tier that refuses units with the function. */
function refusing(tier: Tier, refused: number): Tier {
  return {
    name: tier.name,
    prepare: () => tier.prepare(),
    split: (unit) => tier.split(unit),
    begin: (unit, ...how) => tier.begin(unit, ...how),
    compile: (unit, context) => {
      if (unit.functions.includes(refused)) throw new Error(`function ${refused} is refused`);
      return tier.compile(unit, context);
    },
  };
}

function world() {
  const module = decodeModule(bytes);
  const id = createCompiledModule({ functionCount: 3, importedFunctionCount: 0 });
  const engine = {
    compileModule: () => ({ id, module }),
    shareModule: () => {},
    adoptModule: () => ({ id, module }),
    releaseModule: () => releaseCompiledModule(id),
  };
  const { exports } = new Instance(new Module(bytes, engine));
  const task = (lane: PoolLane, tier: Tier, unit: CompileUnit): CompileTask => ({
    moduleNumber: 0,
    moduleId: id,
    module: shareModule(module),
    tier: tier.name,
    lane,
    unit,
    startNs: 0,
  });
  installUnit(id, tiers.baseline.compile({ functions: [0, 1, 2] }, { module }));
  const giveUp = new Int32Array(new SharedArrayBuffer(4));
  const run = (lane: PoolLane, tier: Tier, unit: CompileUnit) =>
    runCompileTask(task(lane, tier, unit), tier, module, identity, { giveUp });
  return { id, run, giveUp, call: (name: string) => (exports[name] as () => number)() };
}

t.test('a compile that nobody waits for any more', (t) => {
  const { run, giveUp, id } = world();
  giveUp[0] = 1;
  const { records, failed, installed } = run('tierUp', tiers.optimized, { functions: [1], inline: [2] });
  t.strictSame({ records, failed, installed }, { records: [], failed: [], installed: [] });
  t.equal(new Set(functionTiers(id)).size, 1, 'all is as it was');
  giveUp[0] = 0;
  t.strictSame(run('tierUp', tiers.optimized, { functions: [1] }).installed, [1]);
  t.end();
});

t.test('a failed recompile leaves the old code in place', (t) => {
  const { run, call, id } = world();
  const outcome = run('tierUp', refusing(tiers.optimized, 1), { functions: [1] });
  t.strictSame(outcome.failed, [{ functionIndex: 1, message: 'function 1 is refused' }]);
  t.equal(outcome.swapped, 0);
  t.equal(call('b'), 2);
  t.strictSame([...functionTiers(id)], [1, 1, 1]);
  t.end();
});

t.test('inlining is given up before the function', (t) => {
  const { run, call } = world();
  const fragile: Tier = {
    ...refusing(tiers.optimized, -1),
    compile: (unit, context) => {
      if (unit.inline?.length) throw new Error('too much');
      return tiers.optimized.compile(unit, context);
    },
  };
  const outcome = run('tierUp', fragile, { functions: [0], inline: [1, 2] });
  t.strictSame(outcome.failed, []);
  t.strictSame(outcome.installed, [0]);
  t.equal(call('a'), 1);
  t.end();
});

t.test('a module that is gone fails the task, not the thread', (t) => {
  const module = decodeModule(bytes);
  const id = createCompiledModule({ functionCount: 3, importedFunctionCount: 0 });
  releaseCompiledModule(id);
  const task: CompileTask = {
    moduleNumber: 0,
    moduleId: id,
    module: shareModule(module),
    tier: 'optimized',
    lane: 'tierUp',
    unit: { functions: [0] },
    startNs: 0,
  };
  const outcome = runCompileTask(task, tiers.optimized, module, identity);
  t.equal(outcome.failed.length, 1);
  t.end();
});

t.test('a compile that outlasts its budget is given up', (t) => {
  const statements = Array.from(
    { length: 300 },
    (_, i) => `(local.set 0 (i32.add (call $f (local.get 0)) (i32.const ${i})))`,
  );
  const text = `(module (func $f (param i32) (result i32) ${statements.join('\n')} (local.get 0)))`;
  const module = decodeModule(Uint8Array.from(wabt.parseWat('long.wat', text).toBinary({}).buffer));
  t.throws(() => tiers.optimized.compile({ functions: [0] }, { module, budgetMs: 1 }), /would take more than 1 ms/);
  t.equal(tiers.optimized.compile({ functions: [0] }, { module, budgetMs: 60_000 }).rows.length, 1);
  t.end();
});
