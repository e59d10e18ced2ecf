// A worker of the compile pool: runs one compile task at a time. Decides nothing; all it needs is in the task.
import { setPriority } from 'node:os';
import { threadId, workerData } from 'node:worker_threads';
import type { Module } from '../src/core/module.ts';
import type { CompiledModuleId } from '../src/runtime/binding.ts';
import { Activity } from './activity.ts';
import { CodeListing } from './code-listing.ts';
import type { WorkerStart } from './compile-pool.ts';
import { runCompileTask } from './compile-task.ts';
import type { CompileOutcome, CompileTask } from './protocol.ts';
import { openModule } from './shared-module.ts';
import { nameThread } from './thread-name.ts';
import { createTiers } from './tiers.ts';

/** Modules kept open between tasks; opening one costs well under a millisecond, keeping one keeps its bytes alive. */
const openModules = 4;

const start = workerData as WorkerStart;
const activity = new Activity(start.activity);
const identity = { workerName: `compile-${activity.nextWorker()}`, threadId };
const modules = new Map<CompiledModuleId, Module>();
const tiers = createTiers();
const listing = start.codeListing && new CodeListing(start.codeListing);

nameThread(identity.workerName);
/** On Linux process 0 means the calling thread, and niceness belongs to threads. */
try {
  setPriority(0, start.niceness);
} catch {
  // Without the right to change it, compile threads run as everything else.
}
for (const tier of Object.values(tiers)) tier.prepare();

function moduleOf(task: CompileTask): Module {
  const module = modules.get(task.moduleId) ?? openModule(task.module);
  modules.delete(task.moduleId);
  modules.set(task.moduleId, module);
  for (const oldest of modules.keys()) {
    if (modules.size <= openModules) break;
    modules.delete(oldest);
  }
  return module;
}

/** The task function that Piscina calls. */
export default function compile(task: CompileTask): CompileOutcome {
  const options = { listing, giveUp: activity.closed };
  return activity.while(() => runCompileTask(task, tiers[task.tier], moduleOf(task), identity, options));
}
