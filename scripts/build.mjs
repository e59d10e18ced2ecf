// Builds what the checkout runs: both native addons (CMake) and the TypeScript (esbuild), into build/.
// Incremental: CMake skips what is up to date, and esbuild takes about a second for everything.
// Usage: build.mjs [native | ts | product | test [PART…]]; without a word, everything.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Every addon: the folder of its CMakeLists.txt. Each writes build/native/<name>.node. */
const addons = ['src/llvm-bindings/native', 'src/runtime/native'];

function buildAddon(source) {
  if (!existsSync(join(root, source, 'CMakeLists.txt'))) return;
  const out = join(root, 'build/native', source.split('/')[1]);
  const options = { cwd: root, stdio: ['ignore', process.env.WASABI_BUILD_VERBOSE ? 'inherit' : 'pipe', 'inherit'] };
  if (!existsSync(join(out, 'Makefile'))) {
    execFileSync('cmake', ['-S', source, '-B', out, '-DCMAKE_BUILD_TYPE=Release', '-G', 'Unix Makefiles'], options);
  }
  execFileSync('cmake', ['--build', out, '--parallel', String(availableParallelism())], options);
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

/** What is built of scripts and styles. */
const scriptFile = /\.(?:c?js|css)(?:\.map|\.bytecode)?$/;

/** Removes scripts that an earlier build left in a folder, by default also in those inside. */
function removeStale(folder, { outputs }, recursive = true) {
  for (const file of readdirSync(join(root, folder), { withFileTypes: true, recursive })) {
    const path = relative(root, join(file.parentPath ?? file.path, file.name));
    if (file.isFile() && scriptFile.test(path) && !(path in outputs)) rmSync(join(root, path), { force: true });
  }
}

/** What a program waits for: each is a bundle in one file, whose bytecode is kept, and a small file that opens it. */
const opened = {
  cli: { bundle: 'src/cli/main.ts', entry: 'src/boot/cli.ts' },
  'controller-worker': { bundle: 'tiers/controller-worker.ts', entry: 'src/boot/worker.ts' },
};

/** CommonJS: a module would be compiled anew each time. */
const commonJs = {
  ...shared,
  splitting: false,
  format: 'cjs',
  metafile: true,
  define: { 'import.meta.url': 'bundleUrl' },
  outExtension: { '.js': '.cjs' },
};

/** Builds what `opened` lists. A bundle's name changes with it, so that no other's bytecode is ever taken for its own. */
async function buildOpened() {
  const { metafile } = await build({
    ...commonJs,
    packages: 'bundle',
    external: ['piscina', '@bytecodealliance/*', 'wabt'],
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    entryPoints: Object.fromEntries(Object.entries(opened).map(([name, { bundle }]) => [name, bundle])),
    entryNames: '[name]-[hash]',
    outdir: 'build/bundles',
  });
  Object.keys(metafile.outputs)
    .filter((path) => path.endsWith('.cjs'))
    .forEach(redirectImports);
  const metafiles = [
    metafile,
    (await build({ ...commonJs, entryPoints: ['src/boot/open-bundle.ts'], outdir: 'build' })).metafile,
  ];
  for (const [name, { bundle, entry }] of Object.entries(opened)) {
    const define = { bundleName: JSON.stringify(basename(outputOf(bundle, metafile))) };
    const built = await build({ ...commonJs, define, entryPoints: { [name]: entry }, outdir: 'build' });
    metafiles.push(built.metafile);
  }
  return metafiles;
}

/** A script cannot import by itself: `openBundle` gives it a function for that. */
function redirectImports(path) {
  const text = readFileSync(join(root, path), 'latin1');
  writeFileSync(join(root, path), text.replaceAll('import("', 'importModule("'), 'latin1');
}

/** Path of what was built of an entry point. */
function outputOf(entryPoint, { outputs }) {
  return Object.keys(outputs).find((path) => outputs[path].entryPoint === entryPoint);
}

/** Keeps the bytecode of the bundles of `opened`. Without it they start more slowly, so failing ends no build. */
function recordBytecode(metafile) {
  if (!existsSync(join(root, 'build/identity.json'))) return;
  const bundles = Object.entries(opened).map(([name, { bundle }]) => `${name}=${basename(outputOf(bundle, metafile))}`);
  const script = join(root, 'scripts/record-bytecode.mjs');
  const { status } = spawnSync(process.execPath, [script, ...bundles], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) console.error('build: the bundles have no bytecode');
}

/** The product: the command line, the library, and one bundle for each kind of worker thread and process. */
async function buildProduct() {
  const entryPoints = {
    index: 'src/index.ts',
    'compile-worker': 'tiers/compile-worker.ts',
    'script-process': 'src/wast/script-process.ts',
    'script-thread-worker': 'src/wast/script-thread-worker.ts',
    'bench/run': 'bench/run.ts',
    'bench/serve': 'bench/peers/serve.ts',
    'bench/swapper': 'bench/suites/swapper.ts',
    'bench/run-in-node': 'bench/programs/run-in-node.ts',
  };
  const present = Object.fromEntries(Object.entries(entryPoints).filter(([, path]) => existsSync(join(root, path))));
  const options = { outdir: 'build', chunkNames: 'chunks/[name]-[hash]', metafile: true };
  // One build each: what is always loaded together becomes one file, and starting loads few.
  const builds = await Promise.all(
    Object.entries(present).map(([name, path]) => build({ ...shared, entryPoints: { [name]: path }, ...options })),
  );
  const metafiles = [...builds.map(({ metafile }) => metafile), ...(await buildOpened()), await buildReportPage()];
  const metafile = { outputs: Object.assign({}, ...metafiles.map(({ outputs }) => outputs)) };
  removeStale('build/bundles', metafile);
  removeStale('build/chunks', metafile);
  removeStale('build', metafile, false);
  return metafile;
}

/** Script and style of the page that `wasabi pgo report` writes; it runs in a browser. */
async function buildReportPage() {
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'warning',
    entryPoints: { 'report-page': 'profiles/report/page.mjs' },
    outdir: 'build',
  });
  return metafile;
}

/**
 * Tests, one bundle a file, beside chunks of what they share; their workers are the product's. With `parts`, only
 * files whose path contains one of them. A build of all removes what is no longer built, but only once it succeeded.
 */
async function buildTests(parts) {
  const entryPoints = sources('test').filter((path) => parts.length === 0 || parts.some((part) => path.includes(part)));
  if (entryPoints.length === 0) return;
  const options = { outbase: '.', outdir: 'build', chunkNames: 'test/chunks/[name]-[hash]', metafile: true };
  const { metafile } = await build({ ...shared, entryPoints, ...options });
  if (parts.length > 0) return;
  removeStale('build/test', metafile);
}

/**
 * Notes what made code depends on: all that was built of compiler and runtime, and the LLVM that it uses. The cache tells
 * code of one build from code of another by it.
 */
function noteIdentity({ outputs }) {
  const runtime = join(root, 'build/native/runtime/runtime.node');
  const bindings = join(root, 'build/native/llvm-bindings/llvm-bindings.node');
  if (!existsSync(runtime) || !existsSync(bindings)) return;
  const hash = createHash('sha256');
  const compilers = ['tiers/controller-worker.ts', 'tiers/compile-worker.ts'];
  const scripts = new Set(compilers.map((entryPoint) => outputOf(entryPoint, { outputs })));
  // A set grows while it is walked: imports of imports are reached.
  for (const script of scripts) {
    for (const { path, external } of outputs[script].imports) if (!external) scripts.add(path);
  }
  const parts = [...scripts].sort().map((script) => join(root, script));
  for (const path of [runtime, bindings, ...parts]) hash.update(readFileSync(path));
  const asked = `const addon = require(${JSON.stringify(bindings)});
    const library = /\\S*libLLVM\\S*/.exec(require('fs').readFileSync('/proc/self/maps', 'utf8'))[0];
    console.log(JSON.stringify({ llvm: addon.llvmVersion(), llvmLibrary: library }));`;
  const llvm = JSON.parse(execFileSync(process.execPath, ['-e', asked.replaceAll('\\\\', '\\')], { encoding: 'utf8' }));
  writeFileSync(join(root, 'build/identity.json'), JSON.stringify({ build: hash.digest('hex'), ...llvm }));
}

const [only = 'all', ...parts] = process.argv.slice(2);
mkdirSync(join(root, 'build'), { recursive: true });
if (only === 'all' || only === 'native') for (const addon of addons) buildAddon(addon);
const product = only === 'all' || only === 'ts' || only === 'product' ? await buildProduct() : undefined;
if ((only === 'all' || only === 'ts' || only === 'test') && existsSync(join(root, 'test'))) await buildTests(parts);
if (product) {
  noteIdentity(product);
  recordBytecode(product);
}
// A build of the addons alone leaves no note that would still name the old ones.
if (only === 'native') rmSync(join(root, 'build/identity.json'), { force: true });
