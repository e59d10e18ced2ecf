// Compiles the programs of examples/ with the clang of @yowasp/clang (LLVM compiled to WebAssembly, run by Node).
// Small ones are kept beside their sources; `--all` also makes the large ones, in build/examples, which tests do on
// demand. What is newer than its sources is left alone, unless `--force` is given.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sqlite = 'node_modules/better-sqlite3/deps/sqlite3';

/** Every program: its output, its sources (first the main one), headers, and options beside `common`. */
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
    options: [
      '-DSQLITE_THREADSAFE=0',
      '-DSQLITE_OMIT_LOAD_EXTENSION',
      '-DSQLITE_DEFAULT_MEMSTATUS=0',
      '-DSQLITE_TEMP_STORE=3',
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

/** Builds one program. Throws an Error with clang's messages. */
export async function buildProgram({ output, sources, headers = [], options = [] }) {
  const { commands } = await import('@yowasp/clang');
  const files = Object.fromEntries(
    [...sources, ...headers].map((path) => [basename(path), readFileSync(join(root, path))]),
  );
  const name = basename(output);
  const compiler = sources.some((source) => source.endsWith('.cpp')) ? 'clang++' : 'clang';
  let messages = '';
  const print = (bytes) => {
    if (bytes) messages += Buffer.from(bytes).toString();
  };
  try {
    const args = [...common, ...options, ...sources.map((path) => basename(path)), '-o', name];
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
