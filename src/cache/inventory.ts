// What is in a cache, for people: which entries, how large, whether every file is whole. Also empties it. Makes no
// directory and needs no key to be of this build.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkSavedCode } from '../runtime/binding.ts';
import { type About, aboutName, codeFolderOf, moduleName, segmentsOf } from './code-cache.ts';
import { thisMaker } from './entry-key.ts';
import { entryUses } from './eviction.ts';
import { filesFolderOf } from './known-files.ts';
import { isDescription } from './module-description.ts';
import { readOwnFile } from './safe-files.ts';

export interface EntryReport {
  /** Name of its folder: the key in hexadecimal. */
  readonly key: string;
  readonly bytes: number;
  readonly segments: number;
  /** Milliseconds since 1970. */
  readonly usedMs: number;
  /** Absent where the file that says it is damaged. */
  readonly about?: About;
  /** Whether this build on this machine would use it. */
  readonly current: boolean;
}

export interface FileVerdict {
  readonly path: string;
  /** Why it cannot be used; absent for a file that is whole. */
  readonly problem?: string;
}

function readAbout(folder: string): About | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, aboutName), 'utf8')) as About;
  } catch {
    return undefined;
  }
}

/** All entries of a cache directory, most recently used first; none where there is no cache. */
export function listEntries(directory: string): EntryReport[] {
  const codeFolder = codeFolderOf(directory);
  if (!existsSync(codeFolder)) return [];
  const maker = JSON.stringify(thisMaker());
  return entryUses(codeFolder).map(({ folder, bytes, usedMs }) => {
    const about = readAbout(folder);
    const current = about !== undefined && JSON.stringify(about.maker) === maker;
    const key = basename(folder);
    return { key, bytes, segments: segmentsOf(folder).length, usedMs, current, ...(about && { about }) };
  });
}

function verdict(path: string, check: (bytes: Uint8Array) => string): FileVerdict {
  const bytes = readOwnFile(path);
  const problem = bytes ? check(bytes) : 'unreadable, or others could have written it';
  return problem === '' ? { path } : { path, problem };
}

/** Checks every file that code or modules would be read from. */
export function verifyEntries(directory: string): FileVerdict[] {
  const codeFolder = codeFolderOf(directory);
  return listEntries(directory).flatMap(({ key }) => {
    const folder = join(codeFolder, key);
    const keyBytes = Buffer.from(key, 'hex');
    const files = segmentsOf(folder).map((name) => {
      return verdict(join(folder, name), (bytes) => checkSavedCode(keyBytes, bytes));
    });
    if (readdirSync(folder).includes(moduleName)) {
      files.push(verdict(join(folder, moduleName), (bytes) => (isDescription(bytes, keyBytes) ? '' : 'damaged')));
    }
    return files;
  });
}

/** Removes a file that `verifyEntries` found wanting. */
export function removeFile(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** Removes all entries, and what is known of files; profiles stay. */
export function clearEntries(directory: string): void {
  for (const folder of [codeFolderOf(directory), filesFolderOf(directory)]) {
    rmSync(folder, { recursive: true, force: true });
  }
}
