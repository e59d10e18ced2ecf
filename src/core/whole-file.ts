// Writing a file in one step, so that a reader sees the old content or the new one, never half of it.
import { closeSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { threadId } from 'node:worker_threads';

/** Whether it is there now; false when the folder above it is missing. */
function makeOneFolder(path: string, mode: number): boolean {
  try {
    mkdirSync(path, { mode });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return true;
    if (code === 'ENOENT') return false;
    throw error;
  }
}

/** As mkdir -p. Node's own recursion never ends where the system refuses a new folder with ENOENT, as /proc does. */
export function makeFolder(path: string, mode = 0o777): void {
  if (makeOneFolder(path, mode)) return;
  if (dirname(path) !== path) makeFolder(dirname(path), mode);
  if (!makeOneFolder(path, mode)) mkdirSync(path, { mode });
}

/** Open files by number, under the names of `/dev/stdout` and `/dev/fd/1`: whoever opened them keeps them. */
const openFile = /^\/(dev\/(stdin|stdout|stderr|fd\/)|proc\/[^/]+\/fd\/)/;

/** The file to replace, at the end of links; undefined for what only takes bytes: a device, a pipe, an open file. */
function replaceable(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return path;
  if (openFile.test(resolve(path)) || !(found.isFile() || found.isDirectory())) return undefined;
  return realpathSync(path);
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

/**
 * The same with content that is at hand, for a path that a user may have named: links are followed, devices and pipes
 * are written to.
 */
export function writeWholeFile(path: string, content: string | Uint8Array, mode?: number): void {
  const target = replaceable(path);
  if (target === undefined) writeFileSync(path, content, { flag: 'a' });
  else makeWholeFile(target, (file) => writeFileSync(file, content), mode);
}
