// How the process of a command-line program ends before Node would end it: Ctrl-C and other signals, a pipe that nobody
// reads any more, threads that are still compiling. For the one thread that runs the program.
import { addon } from './addon.ts';

/**
 * From now on SIGINT (Ctrl-C), SIGTERM, SIGHUP and writing to a closed pipe make the wasm that this thread runs trap with
 * `interrupted`. Without wasm, or a second time (half a second after the first or later), a signal ends the process as by
 * default. Called again, it forgets the last interrupt. False when the system refuses, or on a second thread.
 */
export function interruptOnSignals(): boolean {
  return addon().interruptOnSignals();
}

/** Number of the signal that interrupted the program; 0 if none did. */
export function interruptingSignal(): number {
  return addon().interruptingSignal();
}

/** Ends the process at once: without waiting for compile threads, and without Node's exit handlers. */
export function leaveProcess(status: number): never {
  return addon().leaveProcess(status);
}
