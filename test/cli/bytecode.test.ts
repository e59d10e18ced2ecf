// The build keeps bytecode with each bundle, and this Node's V8 takes it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import t from 'tap';
import { bytecodePath, scriptOf } from '../../src/boot/open-bundle.ts';
import { packageRoot } from '../../src/core/paths.ts';

const directory = join(packageRoot, 'build/bundles');
const bundles = readdirSync(directory).filter((name) => name.endsWith('.cjs'));

t.equal(bundles.length, 2, 'one of the command, one of its controller');
for (const name of bundles) {
  const file = join(directory, name);
  const cachedData = readFileSync(bytecodePath(file));
  const script = new Script(scriptOf(file), { filename: file, cachedData });
  t.equal(script.cachedDataRejected, false, name);
}
