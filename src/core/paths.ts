// Where the package's files are at run time. Found by walking up from this code to our package.json, so that it
// holds for every bundle, chunk, worker and test, at whatever depth the build put it.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageName = 'wasabi';

function isPackageRoot(directory: string): boolean {
  const manifest = join(directory, 'package.json');
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === packageName;
}

function findPackageRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!isPackageRoot(directory)) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error(`no package.json of ${packageName} above ${import.meta.url}`);
    directory = parent;
  }
  return directory;
}

/** Absolute path of the folder that holds our package.json. */
export const packageRoot: string = findPackageRoot();

/** Version of this package, as in package.json. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version;
}

/** Absolute path of a native addon; `name` is `llvm-bindings` or `runtime`. */
export function nativeAddonPath(name: string): string {
  return join(packageRoot, 'build/native', name, `${name}.node`);
}

/** Absolute path of a built worker's entry file, such as `controller-worker.cjs`. */
export function workerPath(file: string): string {
  return join(packageRoot, 'build', file);
}

/** Absolute path of the built script or style of the report page. */
export function reportPagePath(part: 'js' | 'css'): string {
  return join(packageRoot, 'build', `report-page.${part}`);
}
