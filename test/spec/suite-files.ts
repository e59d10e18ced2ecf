// Where the specification's test suite is, and which of its files are run.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';

/** Folder of the suite: WASABI_TESTSUITE, or `shared/testsuite` beside the checkout; undefined when there is none. */
export function suiteDirectory(): string | undefined {
  const directory = process.env.WASABI_TESTSUITE ?? join(packageRoot, '../shared/testsuite');
  return existsSync(directory) ? directory : undefined;
}

/** Names of the top level's scripts, sorted. */
export function suiteFiles(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.wast'))
    .sort();
}
