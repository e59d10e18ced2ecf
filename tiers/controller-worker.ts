// Entry of the controller thread: wires messages of the engine to the controller. Boots while the engine's thread is
// in compiled code already, so nothing here may need that thread's event loop.
import { parentPort, threadId, workerData } from 'node:worker_threads';
import { Controller } from './controller.ts';
import type { Answer, ControllerMessage, ControllerStart, Question } from './protocol.ts';
import { optimizeScriptsLater } from './script-optimization.ts';
import { nameThread } from './thread-name.ts';
import { createTiers } from './tiers.ts';

const port = parentPort!;
const tiers = createTiers();
const start = workerData as ControllerStart;
const identity = { workerName: 'controller', threadId };
nameThread(identity.workerName);
const controller = new Controller(start, tiers, identity);
if (start.ownsProcess) optimizeScriptsLater();
if (start.compiles) tiers[controller.firstTier].prepare();

function answer(question: Question): Answer {
  try {
    return { ok: true, value: controller.answer(question) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

async function shutDown(): Promise<void> {
  await controller.close();
  port.close();
}

port.on('message', (message: ControllerMessage) => {
  if (message.kind === 'module') controller.addModule(message);
  else if (message.kind === 'release') controller.releaseModule(message.number);
  else if (message.kind === 'shutdown') shutDown();
  else {
    message.port.postMessage(answer(message.question));
    Atomics.store(message.done, 0, 1);
    Atomics.notify(message.done, 0);
  }
});
