// Writing a file in one step, so that a reader sees the old content or the new one, never half of it.
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';

/** As mkdir -p. Node's own recursion never ends where the system refuses a new folder with ENOENT, as /proc does. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    mkdirSync(path);
  }
}

/**
 * Makes `path` and its folder; `write` gets the open file, still empty and under another name. `mode` is the file's, before
 * the process's mask. Throws the system's error, or what `write` throws; then nothing is left behind.
 */
export function makeWholeFile<Result>(path: string, write: (file: number) => Result, mode = 0o666): Result {
  const temporary = `${path}.${process.pid}.${threadId}.tmp`;
  makeFolder(dirname(path));
  try {
    const file = openSync(temporary, 'w', mode);
    let result: Result;
    try {
      result = write(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    return result;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The same with content that is at hand. */
export function writeWholeFile(path: string, content: string | Uint8Array, mode?: number): void {
  makeWholeFile(path, (file) => writeFileSync(file, content), mode);
}
