// Compiles the programs of examples/ and bench/programs/ with the clang of @yowasp/clang (LLVM compiled to WebAssembly,
// run by Node). Small ones are kept beside their sources; `--all` also makes the large ones, in build/, which tests and
// the bench do on demand. What is newer than its sources is left alone, unless `--force` is given.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sqlite = 'node_modules/better-sqlite3/deps/sqlite3';

const zstd = 'node_modules/zstd-napi/deps/zstd/lib';
const treeSitter = 'node_modules/tree-sitter/vendor/tree-sitter/lib';
const grammar = 'node_modules/tree-sitter-javascript/src';

const sqliteOptions = [
  `-I${sqlite}`,
  '-DSQLITE_THREADSAFE=0',
  '-DSQLITE_OMIT_LOAD_EXTENSION',
  '-DSQLITE_DEFAULT_MEMSTATUS=0',
  '-DSQLITE_TEMP_STORE=3',
  '-Wno-everything',
];

/** Files of a folder and those below whose names match, as paths from the checkout's root. */
function filesIn(folder, names) {
  const found = readdirSync(join(root, folder), { withFileTypes: true, recursive: true });
  return found
    .filter((entry) => entry.isFile() && names.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));
}

/**
 * Every program: its output, its sources (first the main one), what they include (files, and folders with all below
 * them), and options beside `common`. All paths are from the checkout's root, for the compiler too.
 */
export const programs = [
  { output: 'examples/hello.wasm', sources: ['examples/hello.c'] },
  { output: 'examples/interpreter.wasm', sources: ['examples/interpreter.c'] },
  { output: 'examples/mandelbrot.wasm', sources: ['examples/mandelbrot.c'] },
  { output: 'examples/wordcount.wasm', sources: ['examples/wordcount.c'] },
  {
    output: 'examples/json.wasm',
    sources: ['examples/json.cpp'],
    options: ['-std=c++20', '-fno-exceptions', '-fno-rtti'],
  },
  {
    output: 'build/examples/sqlite-workload.wasm',
    sources: ['examples/sqlite-workload.c', `${sqlite}/sqlite3.c`],
    headers: [`${sqlite}/sqlite3.h`],
    options: sqliteOptions,
  },
  {
    output: 'build/bench/programs/sqlite.wasm',
    sources: ['bench/programs/sqlite.c', `${sqlite}/sqlite3.c`],
    headers: [`${sqlite}/sqlite3.h`],
    options: sqliteOptions,
  },
  {
    output: 'build/bench/programs/zstd.wasm',
    sources: ['bench/programs/zstd.c', ...filesIn(zstd, /\.c$/)],
    headers: [zstd],
    options: [`-I${zstd}`, '-DZSTD_DISABLE_ASM', '-Wno-everything'],
  },
  {
    output: 'build/bench/programs/parser.wasm',
    sources: ['bench/programs/parser.c', `${treeSitter}/src/lib.c`, `${grammar}/parser.c`, `${grammar}/scanner.c`],
    headers: [treeSitter, grammar],
    options: [
      '-std=c11',
      '-D_GNU_SOURCE',
      ...[`${treeSitter}/include`, `${treeSitter}/src`, grammar].map((f) => `-I${f}`),
      '-Wno-everything',
    ],
  },
];

const common = ['-O2', '-Wall'];

function isCurrent({ output, sources }) {
  const path = join(root, output);
  if (!existsSync(path)) return false;
  const built = statSync(path).mtimeMs;
  return sources.every((source) => statSync(join(root, source)).mtimeMs <= built);
}

/** Files as nested objects of their contents, as the compiler's package takes them. */
function fileTree(paths) {
  const tree = {};
  for (const path of paths) {
    const folders = path.split('/');
    const name = folders.pop();
    let folder = tree;
    for (const part of folders) folder = folder[part] ??= {};
    folder[name] = readFileSync(join(root, path));
  }
  return tree;
}

/** Builds one program. Throws an Error with clang's messages. */
export async function buildProgram({ output, sources, headers = [], options = [] }) {
  const { commands } = await import('@yowasp/clang');
  const included = headers.flatMap((path) => (/\.\w+$/.test(path) ? [path] : filesIn(path, /\.[ch]$/)));
  const files = fileTree([...sources, ...included]);
  const name = basename(output);
  const compiler = sources.some((source) => source.endsWith('.cpp')) ? 'clang++' : 'clang';
  let messages = '';
  const print = (bytes) => {
    if (bytes) messages += Buffer.from(bytes).toString();
  };
  try {
    const args = [...common, ...options, ...sources, '-o', name];
    const built = await commands[compiler](args, files, { stdout: print, stderr: print, fetchProgress: () => {} });
    mkdirSync(dirname(join(root, output)), { recursive: true });
    writeFileSync(join(root, output), built[name]);
  } catch (error) {
    throw new Error(`${compiler} failed on ${output}: ${messages || error}`);
  }
  return messages;
}

/** Builds a program unless it is newer than its sources; returns its path. */
export async function ensureProgram(name) {
  const program = programs.find(({ output }) => basename(output) === `${name}.wasm`);
  if (!program) throw new Error(`no example ${name}`);
  if (!isCurrent(program)) await buildProgram(program);
  return join(root, program.output);
}

async function main(flags) {
  for (const program of programs) {
    if (!flags.includes('--all') && !program.output.startsWith('examples/')) continue;
    if (isCurrent(program) && !flags.includes('--force')) continue;
    const began = Date.now();
    process.stderr.write(await buildProgram(program));
    const size = statSync(join(root, program.output)).size;
    console.log(`${program.output}: ${(size / 1024).toFixed(1)} KB (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2));
