// Builds the fuzzing process with a fault planted in one source file, so that tests can see it found. The product knows
// nothing of it: the change is made while bundling.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { packageRoot } from '../../src/core/paths.ts';

/** A wrong line of code in place of a right one, which must occur exactly once. */
export interface PlantedFault {
  readonly name: string;
  /** Path in the checkout. */
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
}

function planted({ file, right, wrong }: PlantedFault): string {
  const parts = readFileSync(join(packageRoot, file), 'utf8').split(right);
  if (parts.length !== 2) throw new Error(`${file} holds the line to be replaced ${parts.length - 1} times`);
  return parts.join(wrong);
}

/** Returns the built file's path, in a folder beside the tests. */
export async function buildWithFault(fault: PlantedFault): Promise<string> {
  const outfile = join(packageRoot, 'build/test/differential/planted', `${fault.name}.js`);
  const path = join(packageRoot, fault.file);
  await build({
    absWorkingDir: packageRoot,
    entryPoints: ['test/differential/fuzz-process.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
    plugins: [
      {
        name: 'planted-fault',
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, (source) =>
            source.path === path ? { contents: planted(fault), loader: 'ts' } : undefined,
          );
        },
      },
    ],
  });
  return outfile;
}
