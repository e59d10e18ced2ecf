// Clang itself, a module of 75 MB and 133,000 functions, compiles and links C and C++: the files it writes are the same
// as under Node's engine, and the program runs.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../src/core/paths.ts';
import { type Outcome, type Program, runHere, runReference, type TapTest } from './compare.ts';

t.setTimeout(1_700_000);
const compiler = join(packageRoot, 'node_modules/@yowasp/clang/gen');
const file = join(compiler, 'llvm.core.wasm');

/** Clang's headers and libraries, unpacked once. */
function unpackSystem(): string {
  const folder = join(packageRoot, 'build/clang/usr');
  if (!existsSync(join(folder, 'lib'))) {
    mkdirSync(folder, { recursive: true });
    execFileSync('tar', ['xf', join(compiler, 'llvm-resources.tar'), '-C', folder]);
  }
  return folder;
}

const system = unpackSystem();
const scratch = mkdtempSync(join(tmpdir(), 'wasabi-clang-'));
t.teardown(() => rmSync(scratch, { recursive: true, force: true }));

/** A folder with the examples' sources, for one engine to work in. */
function workFolder(name: string): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  for (const source of ['hello.c', 'json.cpp'])
    copyFileSync(join(packageRoot, 'examples', source), join(folder, source));
  return folder;
}

const folders = { here: workFolder('here'), reference: workFolder('reference') };

/** Later runs start with the code of earlier ones: the first is cold, none after it. */
function tool(argv0: string, args: readonly string[], work: string): Program {
  const options = ['-C', 'cache=y', '--cache-dir', join(scratch, 'cache')];
  return { file, argv0, args, folders: { '/usr': system, '/work': work }, options };
}

function sameFile(t: TapTest, name: string, here: Outcome, reference: Outcome): void {
  t.equal(reference.status, 0, `${name}: the reference ran`);
  t.equal(here.status, 0, `${name}: ran${here.status === 0 ? '' : `\n${here.stderr.slice(-2000)}`}`);
  const output = (folder: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : Buffer.alloc(0);
  t.ok(
    output(folders.here).length > 0 && output(folders.here).equals(output(folders.reference)),
    `${name}: same bytes`,
  );
  t.comment(`${name}: wasabi ${here.elapsedMs} ms, node ${reference.elapsedMs} ms`);
}

function compareTool(t: TapTest, output: string, argv0: string, args: readonly string[]): void {
  const reference = runReference(tool(argv0, args, folders.reference));
  sameFile(t, output, runHere(tool(argv0, args, folders.here)), reference);
}

t.test('C to an object', async (t) => {
  compareTool(t, 'hello.o', 'clang', ['-c', '-O2', '/work/hello.c', '-o', '/work/hello.o']);
});

t.test('C++ to an object', async (t) => {
  const args = ['-c', '-O2', '-std=c++20', '-fno-exceptions', '/work/json.cpp', '-o', '/work/json.o'];
  compareTool(t, 'json.o', 'clang++', args);
});

t.test('objects to a program, which runs', async (t) => {
  const libraries = ['/usr/lib/wasm32-wasip1', '/usr/lib/wasm32-unknown-wasip1'];
  const args = [
    ...['-m', 'wasm32', ...libraries.map((path) => `-L${path}`), `${libraries[0]}/crt1-command.o`, '/work/hello.o'],
    ...['-lc', `${libraries[1]}/libclang_rt.builtins.a`, '-o', '/work/hello.wasm'],
  ];
  compareTool(t, 'hello.wasm', 'wasm-ld', args);
  const program = { file: join(folders.here, 'hello.wasm'), args: ['x'] };
  t.equal(String(runHere(program).stdout), 'Hello, WebAssembly!\nargument 1: x\n');
});

t.test('a faulty source is told as under Node', async (t) => {
  const args = ['-fsyntax-only', '/work/none.c'];
  const reference = runReference(tool('clang', args, folders.reference));
  const { options = [], ...program } = tool('clang', args, folders.here);
  const here = runHere({ ...program, options: [...options, '--quiet'] });
  t.equal(here.status, reference.status);
  t.equal(here.stderr, reference.stderr);
});
