// Lets Node end promptly while compiles are running: on its way out Node joins all worker threads, and one that is
// inside LLVM answers only when it is done. Knows only how busy engines are.
import { isMainThread } from 'node:worker_threads';
import { awaitLoading } from '../src/runtime/library-loading.ts';
import { leaveProcess } from '../src/runtime/process-end.ts';
import type { Activity } from './activity.ts';

const watched = new Set<Activity>();
let listening = false;
let crashed = false;

/** Listeners that come after this one would be cut off by leaving: they are called here. */
function leaveIfCompiling(exitCode: number): void {
  awaitLoading();
  if (crashed || ![...watched].some((activity) => activity.compiling > 0)) return;
  const listeners = process.listeners('exit');
  for (const listener of listeners.slice(listeners.indexOf(leaveIfCompiling) + 1)) listener.call(process, exitCode);
  leaveProcess(Number(process.exitCode ?? exitCode));
}

/** Has the end of the process wait for no compile of the engine. Only on the main thread; elsewhere it does nothing. */
export function exitPromptly(activity: Activity): void {
  if (!isMainThread) return;
  if (!listening) {
    listening = true;
    process.on('exit', leaveIfCompiling);
    // Node prints what crashed it only after the exit listeners.
    process.on('uncaughtExceptionMonitor', () => {
      crashed = true;
    });
  }
  watched.add(activity);
}

/** The engine has no threads any more. */
export function forgetActivity(activity: Activity): void {
  watched.delete(activity);
}
