// First compiles: what is asked for comes, with what it calls; what fails does not take others with it; nothing twice.
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { Instance, Module } from '../../../src/index.ts';
import { createCompiledModule, functionTiers, releaseCompiledModule } from '../../../src/runtime/binding.ts';
import { assemble } from '../../../src/text/assemble.ts';
import { Activity } from '../../../tiers/activity.ts';
import { FirstCompiles } from '../../../tiers/first-compiles.ts';
import type { CompileRecord } from '../../../tiers/metrics.ts';
import { ModuleState } from '../../../tiers/module-state.ts';
import { shareModule } from '../../../tiers/shared-module.ts';
import type { CompileUnit, Tier } from '../../../tiers/tier.ts';
import { createTiers } from '../../../tiers/tiers.ts';
import { resolveTuning, type Tuning } from '../../../tiers/tuning.ts';

const bytes = await assemble(`(module
  (func (export "a") (result i32) (i32.add (call 1) (call 2)))
  (func (export "b") (result i32) (i32.add (i32.const 1) (call 3)))
  (func (export "c") (result i32) (i32.const 10))
  (func (export "d") (result i32) (i32.const 100))
  (func (export "e") (result i32) (i32.const 1000)))`);
const names = ['a', 'b', 'c', 'd', 'e'];

/** Each function alone, no guesses. */
const alone: Partial<Tuning> = { firstCallBatchFunctions: 1, runAheadDepth: 0, sequenceWindow: 0 };

function world(settings: Partial<Tuning>, adapt: (tier: Tier) => Tier = (tier) => tier) {
  const module = decodeModule(bytes);
  const tuning = resolveTuning(settings);
  const id = createCompiledModule({ functionCount: names.length, importedFunctionCount: 0 });
  const engine = {
    compileModule: () => ({ id, module }),
    shareModule: () => {},
    adoptModule: () => ({ id, module }),
    releaseModule: () => releaseCompiledModule(id),
  };
  const instantiate = () => new Instance(new Module(bytes, engine)).exports as Record<string, () => number>;
  let exports: ReturnType<typeof instantiate> | undefined;
  const call = (name: string) => {
    exports ??= instantiate();
    return exports[name]!();
  };
  const state = new ModuleState({ kind: 'module', number: 0, id, module: shareModule(module) }, tuning);
  const records: CompileRecord[] = [];
  const failed: number[] = [];
  const activity = new Activity();
  const compiles = new FirstCompiles({
    tier: adapt(createTiers().baseline),
    tuning,
    activity,
    identity: { workerName: 'test', threadId: 1 },
    listing: undefined,
    startNs: 0,
    context: () => ({ module }),
    take: (_, __, outcome) => {
      records.push(...outcome.records);
      failed.push(...outcome.failed.map(({ functionIndex }) => functionIndex));
    },
  });
  /** Returns when all that was started has ended, and what follows from it. */
  const settle = async () => {
    for (let quiet = 0; quiet < 3; quiet = activity.compiling === 0 ? quiet + 1 : 0) await setImmediate();
  };
  return { id, state, compiles, activity, records, failed, settle, call };
}

/** A tier whose lowering refuses units with the function. */
function refusing(refused: number): (tier: Tier) => Tier {
  return (tier) => ({
    name: tier.name,
    prepare: () => tier.prepare(),
    split: (unit) => tier.split(unit),
    compile: (unit, context) => tier.compile(unit, context),
    begin: (unit: CompileUnit, ...how) => {
      if (unit.functions.includes(refused)) throw new Error(`function ${refused} is refused`);
      return tier.begin(unit, ...how);
    },
  });
}

t.test('what is asked for, then what it calls, as far as it should go', async (t) => {
  const { id, state, compiles, records, settle, call } = world({ ...alone, runAheadDepth: 1 });
  compiles.firstCall(state, 0);
  await settle();
  t.strictSame([...functionTiers(id)], [1, 1, 1, 0, 0]);
  compiles.firstCall(state, 3);
  await settle();
  t.equal(call('a'), 111);
  const [asked, guessed, last] = records;
  t.strictSame([asked?.functions, asked?.lane, asked?.workerName], [[0], 'firstCall', 'test']);
  t.strictSame([guessed?.functions, guessed?.lane], [[1, 2], 'runAhead']);
  t.strictSame([last?.functions, last?.lane], [[3], 'firstCall']);
  t.ok(records.every(({ llvmThread }) => /^llvm-[12]$/.test(llvmThread ?? '')));
  compiles.close();
});

t.test('nothing is compiled twice; a guess that is waited for is a guess no more', async (t) => {
  const { state, compiles, records, settle } = world({ ...alone, firstCallBatchFunctions: 4 });
  compiles.firstCall(state, 0);
  compiles.firstCall(state, 1);
  await settle();
  compiles.firstCall(state, 2);
  await settle();
  t.strictSame(
    records.map(({ functions, lane }) => [functions, lane]),
    [[[0, 1, 2, 3], 'firstCall']],
  );
  compiles.close();
});

t.test('a function that fails does not take its unit with it', async (t) => {
  const { id, state, compiles, records, failed, settle, call } = world(
    { ...alone, firstCallBatchFunctions: 4 },
    refusing(1),
  );
  compiles.firstCall(state, 0);
  await settle();
  t.strictSame(failed, [1]);
  t.strictSame(
    records.map(({ functions, error }) => [functions, error]).sort((a, b) => `${a[0]}`.localeCompare(`${b[0]}`)),
    [
      [[0], undefined],
      [[0, 1, 2, 3], 'function 1 is refused'],
      [[1], 'function 1 is refused'],
      [[2], undefined],
      [[3], undefined],
    ],
  );
  t.equal(call('c') + call('d'), 110);
  t.throws(() => call('b'), /function 1 is refused/, 'its caller learns why');
  t.strictSame([...functionTiers(id)], [1, 3, 1, 1, 0]);
  compiles.firstCall(state, 1);
  t.equal(records.length, 5, 'nobody tries it again');
  compiles.close();
});

t.test('nothing is heard of a module that is gone', async (t) => {
  const { id, state, compiles, activity, records, settle } = world(alone);
  compiles.firstCall(state, 4);
  compiles.forget(state);
  releaseCompiledModule(id);
  await settle();
  t.equal(activity.compiling, 0);
  t.strictSame(records, []);
  compiles.close();
});

t.test('closing leaves nothing under way', async (t) => {
  const { state, compiles, activity, records, settle } = world({ ...alone, runAheadDepth: 4 });
  compiles.firstCall(state, 0);
  compiles.firstCall(state, 4);
  compiles.close();
  await settle();
  t.equal(activity.compiling, 0);
  t.strictSame(records, []);
});
