// Writing: to the standard streams at once, whatever the thread does next (a reader that went away is no error), and
// whole files.
import { writeSync } from 'node:fs';
import { systemReason } from '../core/system-reason.ts';
import { writeWholeFile } from '../core/whole-file.ts';
import { CliError } from './failure.ts';

const retryMs = 5;

/**
 * Writes all of `text` to stdout (1) or stderr (2). Pipes that cannot take it now are waited for. Throws a CliError when
 * stdout takes no more for another reason than that its reader went away.
 */
export function write(stream: 1 | 2, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(stream, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE' || (code !== 'EAGAIN' && stream === 2)) return;
      if (code !== 'EAGAIN') throw new CliError(`cannot write to standard output: ${systemReason(error)}`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
    }
  }
}

/** Tells an error. Returns the exit code for it. Throws on what is no CliError. */
export function reportError(error: unknown): number {
  if (!(error instanceof CliError)) throw error;
  write(2, `Error: ${error.message}\n`);
  return error.exitCode;
}

/** Prints help or a version (exit code 0) or what is wrong with the command line. Returns the exit code. */
export function writeText(text: string, exitCode: number): number {
  try {
    write(exitCode === 0 ? 1 : 2, text);
    return exitCode;
  } catch (error) {
    return reportError(error);
  }
}

/** Writes a file in one step: a reader sees all of it or the old one. Throws a CliError that names it. */
export function writeOutput(file: string, content: string | Uint8Array): void {
  try {
    writeWholeFile(file, content);
  } catch (error) {
    throw new CliError(`cannot write \`${file}\`: ${systemReason(error)}`);
  }
}
