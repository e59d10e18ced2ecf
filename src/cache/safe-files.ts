// Files that are trusted as code: read and made only where nobody but their owner could have written. Knows nothing of
// what they hold.
import { closeSync, constants, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import { systemReason } from '../core/system-reason.ts';
import { makeFolder } from '../core/whole-file.ts';
import { mapFile } from '../runtime/binding.ts';

const writableByOthers = 0o022;
const ownFile = 0o600;
const ownFolder = 0o700;

export const fileMode = ownFile;

function distrust({ uid, mode }: Stats): string | undefined {
  if (process.getuid && uid !== process.getuid()) return 'belongs to another user';
  return (mode & writableByOthers) !== 0 ? 'can be written by others' : undefined;
}

/** Makes a folder, and those above it, where there is none. Returns why it is not to be trusted; undefined when it is. */
export function openFolder(path: string): string | undefined {
  try {
    makeFolder(path, ownFolder);
    return distrust(statSync(path));
  } catch (error) {
    return `cannot be made: ${systemReason(error)}`;
  }
}

/**
 * A file's bytes, mapped: the cache's files are replaced or removed, never changed. Undefined where there is none, it cannot be read or is not to
 * be trusted.
 */
export function readOwnFile(path: string): Uint8Array | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const stats = fstatSync(file);
    if (!stats.isFile() || distrust(stats) !== undefined) return undefined;
    return stats.size === 0 ? new Uint8Array(0) : mapFile(file, stats.size);
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
