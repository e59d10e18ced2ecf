// Builds what the checkout runs: both native addons (CMake) and the TypeScript (esbuild), into build/.
// Incremental: CMake skips what is up to date, and esbuild takes about a second for everything.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Every addon: the folder of its CMakeLists.txt. Each writes build/native/<name>.node. */
const addons = ['src/llvm-bindings/native', 'src/runtime/native'];

function buildAddon(source) {
  if (!existsSync(join(root, source, 'CMakeLists.txt'))) return;
  const out = join(root, 'build/native', source.split('/')[1]);
  const options = { cwd: root, stdio: ['ignore', process.env.WASABI_BUILD_VERBOSE ? 'inherit' : 'pipe', 'inherit'] };
  if (!existsSync(join(out, 'CMakeCache.txt'))) {
    execFileSync('cmake', ['-S', source, '-B', out, '-DCMAKE_BUILD_TYPE=Release'], options);
  }
  execFileSync('cmake', ['--build', out, '--parallel'], options);
}

function sources(directory) {
  const found = [];
  for (const entry of readdirSync(join(root, directory), { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts')) {
      found.push(relative(root, join(entry.parentPath ?? entry.path, entry.name)));
    }
  }
  return found;
}

const shared = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
};

/** The product: the command line, the library, and one bundle for each kind of worker thread. */
async function buildProduct() {
  const entryPoints = {
    cli: 'src/cli/main.ts',
    index: 'src/index.ts',
    'controller-worker': 'tiers/controller-worker.ts',
    'compile-worker': 'tiers/compile-worker.ts',
    'bench/run': 'bench/run.ts',
  };
  const present = Object.fromEntries(Object.entries(entryPoints).filter(([, path]) => existsSync(join(root, path))));
  await build({ ...shared, entryPoints: present, outdir: 'build', chunkNames: 'chunks/[name]-[hash]' });
}

/** Tests, one bundle a file, beside chunks of what they share; their workers are the product's. */
async function buildTests() {
  rmSync(join(root, 'build/test'), { recursive: true, force: true });
  const entryPoints = sources('test');
  if (entryPoints.length === 0) return;
  await build({ ...shared, entryPoints, outbase: '.', outdir: 'build', chunkNames: 'test/chunks/[name]-[hash]' });
}

mkdirSync(join(root, 'build'), { recursive: true });
const only = process.argv[2];
if (only !== 'ts') for (const addon of addons) buildAddon(addon);
if (only !== 'native') {
  await buildProduct();
  if (existsSync(join(root, 'test'))) await buildTests();
}
