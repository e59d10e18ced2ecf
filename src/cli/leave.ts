// The end of the process.

/** Ends the process with a code, without waiting for threads that are still compiling. */
export function leave(exitCode: number): never {
  process.exit(exitCode);
}
