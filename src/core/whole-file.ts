// Writing a file in one step, so that a reader sees the old content or the new one, never half of it.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
 * Writes `path`, making its folder; `mode` is the file's, before the process's mask. Throws the system's error; then
 * nothing is left behind.
 */
export function writeWholeFile(path: string, content: string | Uint8Array, mode = 0o666): void {
  const temporary = `${path}.${process.pid}.${threadId}.tmp`;
  makeFolder(dirname(path));
  try {
    writeFileSync(temporary, content, { mode });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
