// A controller for tests, in a thread of its own: compiles what it is asked for, or refuses, as `behaviour` says.
import { parentPort, workerData } from 'node:worker_threads';
import { decodeModule } from '../../../src/decode/decode-module.ts';
import { answerHot, attachController, type CodeEvent, failFirstCall } from '../../../src/runtime/binding.ts';
import { compileFunctions, install } from '../../support/in-thread-engine.ts';

interface ControllerData {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly behaviour: 'compile' | 'fail' | 'exit' | 'decline';
}

const { id, bytes, behaviour } = workerData as ControllerData;
const module = decodeModule(bytes);

function answer({ kind, functionIndex, loop }: CodeEvent): void {
  if (kind === 'firstCall') {
    if (behaviour === 'exit') process.exit();
    if (behaviour === 'fail') failFirstCall(id, functionIndex, 'no such luck');
    else install(id, compileFunctions(module, [functionIndex]));
  } else if (behaviour === 'decline') answerHot(id, functionIndex, loop, 0);
  else if (kind === 'hotFunction') install(id, compileFunctions(module, [functionIndex], 'optimized'));
  else install(id, compileFunctions(module, [functionIndex], 'optimized', { functionIndex, loop }));
}

attachController(id, (events) => events.forEach(answer));
parentPort?.on('message', () => {});
parentPort?.postMessage('ready');
