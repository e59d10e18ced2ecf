// Where the specification's test suite is, and which of its files are run.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';

/** Folder of the suite: WASABI_TESTSUITE, or `shared/testsuite` beside the checkout; undefined when there is none. */
export function suiteDirectory(): string | undefined {
  const directory = process.env.WASABI_TESTSUITE ?? join(packageRoot, '../shared/testsuite');
  return existsSync(directory) ? directory : undefined;
}

/** Folders of scripts, the top level first. */
const folders = ['', 'legacy/', 'proposals/threads/', 'proposals/custom-page-sizes/', 'proposals/wide-arithmetic/'];

/** Paths of the scripts in the suite's folder, sorted by folder and name. */
export function suiteFiles(directory: string): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(directory, folder))
      .filter((name) => name.endsWith('.wast'))
      .sort()
      .map((name) => folder + name),
  );
}
