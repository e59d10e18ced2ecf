// The worker of a `thread` command (script-thread.ts): runs its commands, posts the report, ends.
import { workerData } from 'node:worker_threads';
import { createEngine } from '../engine.ts';
import { Memory } from '../js-api/memory.ts';
import { runCommands } from './run-script.ts';
import type { Exports } from './script-engine.ts';
import type { ScriptThreadEnd, ScriptThreadStart } from './script-thread.ts';
import { instantiateSpectest } from './spectest.ts';
import { WasabiEngine } from './wasabi-engine.ts';

const { options, shared, commands, done, port } = workerData as ScriptThreadStart;

function instancesOf(): Record<string, Exports> {
  const adopt = (memories: ScriptThreadStart['shared'][string]): Exports =>
    Object.fromEntries(Object.entries(memories).map(([name, token]) => [name, Memory.fromShared(token)]));
  return Object.fromEntries(Object.entries(shared).map(([name, memories]) => [name, adopt(memories)]));
}

async function run(): Promise<ScriptThreadEnd> {
  const engine = createEngine(options);
  try {
    const scripted = new WasabiEngine(engine);
    const setting = { spectest: await instantiateSpectest(scripted), instances: instancesOf() };
    return { report: await runCommands(commands, scripted, setting) };
  } catch (error) {
    return { broken: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    await engine.shutdown();
  }
}

port.postMessage(await run());
Atomics.store(done, 0, 1);
Atomics.notify(done, 0);
port.close();
