// The lock file is complete, so that `npm ci` accepts it: npm leaves optional packages of other platforms out when it
// could not see them while writing, and then refuses its own file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../src/core/paths.ts';

interface LockedPackage {
  readonly version?: string;
  readonly link?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

const lock = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8'));
const packages: Readonly<Record<string, LockedPackage>> = lock.packages;

/** Whether `name` is found from `place`, looking in the node_modules of every folder above it. */
function isLocked(place: string, name: string): boolean {
  let from = place;
  for (;;) {
    const found = packages[`${from === '' ? '' : `${from}/`}node_modules/${name}`];
    if (found) return found.version !== undefined || found.link === true;
    if (from === '') return false;
    from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')));
  }
}

t.test('every dependency is locked, those of other platforms too', async (t) => {
  const missing = Object.entries(packages).flatMap(([place, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !isLocked(place, name))
      .map((name) => `${name}, wanted by ${place || 'us'}`),
  );
  t.same(missing, []);
});
