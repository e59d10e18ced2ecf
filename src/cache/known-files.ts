// Hashes of large files that were hashed before, so that they need not be again: a file whose inode, size and times are
// the same has the same content. Times that could still be those of a write to come are not trusted.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { writeWholeFile } from '../core/whole-file.ts';
import type { FileIdentity } from '../runtime/engine-interface.ts';
import { fileMode, openFolder, readOwnFile } from './safe-files.ts';

/** Smaller files are hashed in the time that looking them up takes. */
const leastBytes = 4 << 20;
/** A change within the resolution of file times might not show: files changed later than this before are hashed. */
const settledMs = 2000;

/** SHA-256 in hexadecimal, as it names modules everywhere. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Where a cache directory keeps what it knows of files. */
export function filesFolderOf(directory: string): string {
  return join(directory, 'files');
}

export class KnownFiles {
  readonly #folder: string;

  /** `directory` is the cache's. */
  constructor(directory: string) {
    this.#folder = filesFolderOf(directory);
  }

  /** Hash of a file that was read as `bytes` and had this identity before and after. */
  hash(bytes: Uint8Array, file: FileIdentity | undefined): string {
    if (!file || bytes.length < leastBytes || openFolder(this.#folder) !== undefined) return hashOf(bytes);
    const path = join(this.#folder, hashOf(Buffer.from(JSON.stringify(file))));
    const known = readOwnFile(path);
    if (known?.length === 64) return Buffer.from(known).toString('latin1');
    const hash = hashOf(bytes);
    if (Number(BigInt(file.changedNs) / 1_000_000n) < Date.now() - settledMs) {
      try {
        writeWholeFile(path, hash, fileMode);
      } catch {
        // The next run hashes again.
      }
    }
    return hash;
  }
}
