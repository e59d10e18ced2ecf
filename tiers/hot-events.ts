// What happens when a counter trips: asks the policy and carries out its decision. A loop gets a continuation (on-stack
// replacement), a function a new version, and one whose profile does not fit any more code that counts anew. Knows
// nothing of queues and threads.
import type { FuncIndex } from '../src/core/module.ts';
import { answerHot, type CodeEvent, entryCounter, misfitCounter } from '../src/runtime/binding.ts';
import type { Controller } from './controller.ts';
import type { ModuleState } from './module-state.ts';
import { decide, decideMisfit, formUnit, type HotEvent, isOutgrown } from './policy.ts';

/** Answers one event other than a first call. */
export function answerEvent(controller: Controller, state: ModuleState, event: CodeEvent): void {
  if (event.kind === 'misfit') answerMisfit(controller, state, event);
  else answerHotEvent(controller, state, event);
}

/** Answers one `hotFunction` or `hotLoop` event. */
export function answerHotEvent(controller: Controller, state: ModuleState, event: HotEvent): void {
  const { functionIndex, loop } = event;
  const { tuning } = controller.start;
  controller.recorder.counters['tierUp:events_count']++;
  if (state.defer({ functionIndex, loop }) || isUnderWay(state, functionIndex, loop)) return;
  if (tuning.forceOsr && loop !== tuning.forceOsrLoop) {
    answerHot(state.id, functionIndex, loop, 0);
    return;
  }
  const decision = decide(event, state, tuning);
  if (decision.kind === 'wait') {
    controller.recorder.counters['tierUp:waits_count']++;
    answerHot(state.id, functionIndex, loop, decision.nextBudget);
  } else if (decision.kind === 'stay') {
    state.leave(functionIndex, decision.reason);
    answerHot(state.id, functionIndex, loop, 0);
  } else if (decision.what === 'function') replaceFunction(controller, state, functionIndex);
  else continueLoop(controller, state, event);
}

/** Whether the answer is on its way or there: the tripping thread then finds it, or waits for it in sync mode. */
function isUnderWay(state: ModuleState, functionIndex: FuncIndex, loop: number): boolean {
  if (loop < 0) {
    if (state.optimized.has(functionIndex)) answerHot(state.id, functionIndex, loop, 0);
    return state.optimizing.has(functionIndex) || state.optimized.has(functionIndex);
  }
  const continuation = state.continuation(functionIndex, loop);
  if (continuation === 'refused') answerHot(state.id, functionIndex, loop, 0);
  return continuation !== undefined;
}

async function replaceFunction(controller: Controller, state: ModuleState, functionIndex: FuncIndex): Promise<void> {
  if (state.optimizing.has(functionIndex) || isUpToDate(controller, state, functionIndex)) return;
  if (state.optimized.has(functionIndex)) state.renewed.add(functionIndex);
  state.optimizing.add(functionIndex);
  const inline = formUnit(functionIndex, state, controller.start.tuning).slice(1);
  const outcome = await controller.submit(state, 'tierUp', 'optimized', { functions: [functionIndex], inline });
  if (!controller.serves(state)) return;
  state.optimizing.delete(functionIndex);
  for (const failed of outcome?.failed ?? []) state.countFailure(failed.functionIndex, failed.message);
  if (!state.optimized.has(functionIndex))
    answerHot(state.id, functionIndex, entryCounter, controller.start.tuning.maxBudget);
  // A loop may have got its continuation meanwhile.
  else if (outcome) replaceFunction(controller, state, functionIndex);
}

/** Whether the function has an optimized version that suits all of its loops that got continuations. */
function isUpToDate(controller: Controller, state: ModuleState, functionIndex: FuncIndex): boolean {
  if (!state.optimized.has(functionIndex)) return false;
  const [before, now] = [state.compiledWith.get(functionIndex), state.functionProfile(functionIndex)];
  if (!before || !now) return true;
  return !isOutgrown(state.continuedLoops(functionIndex), before, now, controller.start.tuning);
}

/**
 * A continuation for the running loop, and then a new version of a function that is not too large for its next calls: another
 * one if its version is older than what the loop counted.
 */
async function continueLoop(controller: Controller, state: ModuleState, event: HotEvent): Promise<void> {
  const { functionIndex, loop } = event;
  state.setContinuation(functionIndex, loop, 'requested');
  const inline = formUnit(functionIndex, state, controller.start.tuning).slice(1);
  const outcome = await controller.submit(state, 'osr', 'optimized', { functions: [], inline, osr: event });
  if (!controller.serves(state)) return;
  if (outcome?.osrInstalled) {
    state.setContinuation(functionIndex, loop, 'installed');
    const { forceOsr, largeUnitBytes } = controller.start.tuning;
    // A large function's calls find the continuation too; a version of its own has to earn its price by its entries.
    const large = state.bodyBytes(functionIndex) > largeUnitBytes;
    if (!forceOsr && !large) replaceFunction(controller, state, functionIndex);
    return;
  }
  const message = outcome?.failed[0]?.message ?? 'no continuation';
  state.setContinuation(functionIndex, loop, 'refused');
  controller.recorder.counters['osr:refused_count']++;
  state.leave(functionIndex, `loop ${loop}: ${message}`);
  answerHot(state.id, functionIndex, loop, 0);
}

/** Answers a `misfit` event. */
export function answerMisfit(
  controller: Controller,
  state: ModuleState,
  { functionIndex, member }: Pick<CodeEvent, 'functionIndex' | 'member'>,
): void {
  const { tuning } = controller.start;
  controller.recorder.counters['recount:events_count']++;
  const misfits = state.fits.spent(functionIndex);
  // Code on its way may fit, and frames of replaced code are left alone: they ask ever more rarely.
  if (state.isChanging(functionIndex)) {
    allowMisfits(state, functionIndex, Math.min(2 * misfits.budget, tuning.maxBudget));
    return;
  }
  const decision = decideMisfit(functionIndex, misfits, state, tuning);
  if (decision.kind === 'recount') recount(controller, state, functionIndex, member);
  else allowMisfits(state, functionIndex, decision.kind === 'wait' ? decision.nextBudget : 0);
}

function allowMisfits(state: ModuleState, functionIndex: FuncIndex, budget: number): void {
  state.fits.allow(functionIndex, budget);
  answerHot(state.id, functionIndex, misfitCounter, budget);
}

/** Has a function counted anew, and the one inlined into it whose call missed, if it may still be. */
async function recount(
  controller: Controller,
  state: ModuleState,
  functionIndex: FuncIndex,
  member: FuncIndex,
): Promise<void> {
  const functions = [functionIndex];
  if (member !== functionIndex && !state.fits.isSettled(member) && !state.isChanging(member)) functions.push(member);
  for (const each of functions) state.beginRecount(each);
  const outcome = await controller.submit(state, 'recount', 'baseline', { functions });
  if (!controller.serves(state)) return;
  for (const each of functions) {
    const installed = outcome?.installed.includes(each) ?? false;
    const waiting = state.endRecount(each, installed);
    // Without counting code the old code stays, and need not ask again.
    if (each === functionIndex) allowMisfits(state, each, installed ? controller.start.tuning.misfitBudget : 0);
    for (const event of waiting) answerHotEvent(controller, state, event);
  }
}
