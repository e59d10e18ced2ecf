// Writing: to the standard streams at once, whatever the thread does next (a reader that went away is no error), and
// whole files.
import { writeSync } from 'node:fs';
import { writeWholeFile } from '../core/whole-file.ts';
import { CliError, systemReason } from './failure.ts';

const retryMs = 5;

/** Writes all of `text` to stdout (1) or stderr (2). Pipes that cannot take it now are waited for. */
export function write(stream: 1 | 2, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(stream, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
    }
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
