// Profiles as files: where they are by default, reading, and writing by atomic rename. Knows nothing of their content.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { systemReason } from '../src/core/system-reason.ts';
import { writeWholeFile } from '../src/core/whole-file.ts';
import { decodeProfile, encodeProfile, ProfileError } from './format.ts';
import type { Profile } from './profile.ts';

/** The folder of everything that outlives a run: `$XDG_CACHE_HOME/wasabi`, else `~/.cache/wasabi`. */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment.XDG_CACHE_HOME;
  return join(base?.startsWith('/') ? base : join(homedir(), '.cache'), 'wasabi');
}

/** Where a module's profile is kept when no path is given. */
export function defaultProfilePath(moduleHash: string, environment: NodeJS.ProcessEnv = process.env): string {
  return join(cacheDirectory(environment), 'profiles', `${moduleHash}.wprof`);
}

/**
 * Reads a profile file. Throws a ProfileError that names the file: `unreadable`, or what `decodeProfile` found;
 * `other module` when `moduleHash` is given and the profile is of another one.
 */
export function readProfile(path: string, moduleHash?: string): Profile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new ProfileError('unreadable', `cannot read profile \`${path}\`: ${systemReason(error)}`);
  }
  try {
    const profile = decodeProfile(bytes);
    if (moduleHash !== undefined && profile.moduleHash !== moduleHash) {
      throw new ProfileError('other module', 'profile of another module');
    }
    return profile;
  } catch (error) {
    if (error instanceof ProfileError) throw new ProfileError(error.fault, `${path}: ${error.message}`);
    throw error;
  }
}

/** Writes a profile so that a reader sees the old file or the new one, never a part. Throws a ProfileError. */
export function writeProfile(path: string, profile: Profile): void {
  try {
    writeWholeFile(path, encodeProfile(profile));
  } catch (error) {
    throw new ProfileError('unreadable', `cannot write profile \`${path}\`: ${systemReason(error)}`);
  }
}
