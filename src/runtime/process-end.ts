// How the process of a command-line program ends before Node would end it: Ctrl-C, a pipe that nobody reads any more,
// threads that are still compiling. For the one thread that runs the program.
import { addon } from './addon.ts';

export type InterruptSignal = 'SIGINT' | 'SIGPIPE';

/**
 * From now on Ctrl-C, and writing to a closed pipe, make the wasm that this thread runs trap with `interrupted`. Without
 * wasm, or a second time, Ctrl-C ends the process as by default. Called again, it forgets the last interrupt. False when
 * the system refuses, or on a second thread.
 */
export function interruptOnSignals(): boolean {
  return addon().interruptOnSignals();
}

/** What interrupted the program; undefined if nothing did. */
export function interruptingSignal(): InterruptSignal | undefined {
  const number = addon().interruptingSignal();
  return number === 0 ? undefined : number === 2 ? 'SIGINT' : 'SIGPIPE';
}

/** Ends the process at once: without waiting for compile threads, and without Node's exit handlers. */
export function leaveProcess(status: number): never {
  return addon().leaveProcess(status);
}
