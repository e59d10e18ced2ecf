// What happens when a counter trips: asks the policy and carries out its decision. A loop gets a continuation (on-stack
// replacement), a function a new version. Knows nothing of queues and threads.
import type { FuncIndex } from '../src/core/module.ts';
import { answerHot, type CodeEvent } from '../src/runtime/binding.ts';
import type { Controller } from './controller.ts';
import type { ModuleState } from './module-state.ts';
import { decide } from './policy.ts';

/** Answers one `hotFunction` or `hotLoop` event. */
export function answerHotEvent(
  controller: Controller,
  state: ModuleState,
  event: Pick<CodeEvent, 'kind' | 'functionIndex' | 'loop'>,
): void {
  const { functionIndex, loop } = event;
  const { tuning } = controller.start;
  controller.recorder.counters['tierUp:events_count']++;
  if (isUnderWay(state, functionIndex, loop)) return;
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
  } else if (decision.what === 'function') replaceFunction(controller, state, functionIndex, decision.inline);
  else continueLoop(controller, state, event, decision.inline);
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

async function replaceFunction(
  controller: Controller,
  state: ModuleState,
  functionIndex: FuncIndex,
  inline: readonly FuncIndex[],
): Promise<void> {
  if (state.optimizing.has(functionIndex) || state.optimized.has(functionIndex)) return;
  state.optimizing.add(functionIndex);
  const outcome = await controller.submit(state, 'tierUp', 'optimized', { functions: [functionIndex], inline });
  state.optimizing.delete(functionIndex);
  for (const failed of outcome?.failed ?? []) state.countFailure(failed.functionIndex, failed.message);
  if (!state.optimized.has(functionIndex)) answerHot(state.id, functionIndex, -1, controller.start.tuning.maxBudget);
}

/** A continuation for the running loop, and then a new version of a function that is not too large for its next calls. */
async function continueLoop(
  controller: Controller,
  state: ModuleState,
  event: Pick<CodeEvent, 'functionIndex' | 'loop'>,
  inline: readonly FuncIndex[],
): Promise<void> {
  const { functionIndex, loop } = event;
  state.setContinuation(functionIndex, loop, 'requested');
  const outcome = await controller.submit(state, 'osr', 'optimized', { functions: [], inline, osr: event });
  if (outcome?.osrInstalled) {
    state.setContinuation(functionIndex, loop, 'installed');
    const { forceOsr, largeUnitBytes } = controller.start.tuning;
    // A large function's calls find the continuation too; a version of its own has to earn its price by its entries.
    const large = state.bodyBytes(functionIndex) > largeUnitBytes;
    if (!forceOsr && !large) replaceFunction(controller, state, functionIndex, inline);
    return;
  }
  const message = outcome?.failed[0]?.message ?? 'no continuation';
  state.setContinuation(functionIndex, loop, 'refused');
  controller.recorder.counters['osr:refused_count']++;
  state.leave(functionIndex, `loop ${loop}: ${message}`);
  answerHot(state.id, functionIndex, loop, 0);
}
