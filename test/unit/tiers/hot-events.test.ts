// Answers to tripped counters: who gets a new version, who a continuation, who is left alone, and what a failure does.
import t from 'tap';
import wabtLoader from 'wabt';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { createCompiledModule } from '../../../src/runtime/binding.ts';
import type { Controller } from '../../../tiers/controller.ts';
import { answerHotEvent } from '../../../tiers/hot-events.ts';
import { zeroCounters } from '../../../tiers/metrics.ts';
import { ModuleState } from '../../../tiers/module-state.ts';
import type { CompileOutcome } from '../../../tiers/protocol.ts';
import { shareModule } from '../../../tiers/shared-module.ts';
import type { CompileUnit } from '../../../tiers/tier.ts';
import { resolveTuning, type Tuning } from '../../../tiers/tuning.ts';

const wabt = await wabtLoader();
const { buffer } = wabt.parseWat('loop.wat', '(module (func (param i32) (loop (br_if 0 (local.get 0)))))').toBinary({});
const module = decodeModule(Uint8Array.from(buffer));

const nothing: CompileOutcome = {
  records: [],
  installed: [],
  failed: [],
  osrInstalled: false,
  swapped: 0,
  installedNs: 0,
};

interface Submitted {
  readonly lane: string;
  readonly unit: CompileUnit;
}

function world(outcome: Partial<CompileOutcome>, tuning: Partial<Tuning> = { sync: true }) {
  const submitted: Submitted[] = [];
  const gone = new Set<number>();
  const counters = zeroCounters();
  const id = createCompiledModule({ functionCount: 1, importedFunctionCount: 0 });
  const state = new ModuleState({ kind: 'module', number: 0, id, module: shareModule(module) }, resolveTuning(tuning));
  const controller = {
    start: { tuning: resolveTuning(tuning) },
    recorder: { counters },
    serves: () => !gone.has(0),
    submit: async (of: ModuleState, lane: string, _tier: string, unit: CompileUnit) => {
      submitted.push({ lane, unit });
      const counts = of.functionProfile(0);
      if (lane === 'tierUp' && counts) of.compiledWith.set(0, counts);
      for (const index of outcome.installed ?? []) of.optimized.add(index);
      return { ...nothing, ...outcome };
    },
  } as unknown as Controller;
  const trip = async (loop: number) => {
    answerHotEvent(controller, state, { functionIndex: 0, loop });
    await new Promise(setImmediate);
  };
  return { submitted, counters, state, trip, gone };
}

t.test('a hot function gets one new version', async (t) => {
  const { submitted, trip } = world({ installed: [0] });
  await trip(-1);
  await trip(-1);
  t.strictSame(submitted, [{ lane: 'tierUp', unit: { functions: [0], inline: [] } }]);
});

t.test('a hot loop gets a continuation, and its function a new version', async (t) => {
  const { submitted, state, trip } = world({ osrInstalled: true });
  await trip(0);
  await trip(0);
  t.match(submitted, [
    { lane: 'osr', unit: { functions: [], inline: [], osr: { functionIndex: 0, loop: 0 } } },
    { lane: 'tierUp', unit: { functions: [0], inline: [] } },
  ]);
  t.equal(state.continuation(0, 0), 'installed');
});

t.test('a version from before a loop ran is replaced once the loop has a continuation', async (t) => {
  const lanesFor = async (before: number, now: number) => {
    const { submitted, state, trip } = world({ installed: [0], osrInstalled: true });
    let iterations = before;
    const offset = state.body(0).loops[0]!.offset;
    const rest = { functionIndex: 0, entries: 1, outcomes: new Map(), indirect: new Map() };
    state.functionProfile = () => ({ ...rest, loops: new Map([[offset, iterations]]) });
    await trip(-1);
    iterations = now;
    await trip(0);
    t.notOk(state.optimizing.has(0));
    t.equal(state.isChanging(0), submitted.length > 2, 'misfits of the old code count no more');
    return submitted.map(({ lane }) => lane);
  };
  t.strictSame(await lanesFor(0, 8), ['tierUp', 'osr', 'tierUp'], 'once');
  t.strictSame(await lanesFor(2, 15), ['tierUp', 'osr'], 'not for less than eight times as much');
});

t.test('nothing follows when the module is gone by the time of the outcome', async (t) => {
  for (const loop of [-1, 0]) {
    const { submitted, state, trip, gone } = world({ osrInstalled: true });
    gone.add(0);
    await trip(loop);
    t.equal(submitted.length, 1);
    t.strictSame(state.left(), []);
  }
});

t.test('a function that fails is tried again as often as tuning says, then left', async (t) => {
  const { submitted, state, trip } = world({ failed: [{ functionIndex: 0, message: 'LLVM said no' }] });
  await trip(-1);
  await trip(-1);
  await trip(-1);
  t.equal(submitted.length, 2);
  t.strictSame(state.left(), [{ functionIndex: 0, reason: 'LLVM said no' }]);
});

t.test('a loop that is refused is counted and not tried again', async (t) => {
  const { submitted, counters, state, trip } = world({ failed: [{ functionIndex: 0, message: 'no way' }] });
  await trip(0);
  await trip(0);
  t.equal(submitted.length, 1);
  t.equal(counters['osr:refused_count'], 1);
  t.strictSame(state.left(), [{ functionIndex: 0, reason: 'loop 0: no way' }]);
});

t.test('forced OSR replaces the chosen loop only', async (t) => {
  const { submitted, trip } = world({ osrInstalled: true }, { sync: true, forceOsr: true, forceOsrLoop: 0 });
  await trip(-1);
  await trip(1);
  t.equal(submitted.length, 0);
  await trip(0);
  t.strictSame(
    submitted.map(({ lane }) => lane),
    ['osr'],
  );
});

t.test('cold events wait', async (t) => {
  const { submitted, counters, trip } = world({}, {});
  await trip(-1);
  t.equal(submitted.length, 0);
  t.equal(counters['tierUp:waits_count'], 1);
});
