// The real programs as data: where their modules come from, what they are given, and how they run natively. Sizes were
// fixed before any tuning.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../src/core/paths.ts';

export interface Program {
  readonly name: string;
  readonly description: string;
  /** `command`: a WASI command; otherwise a reactor that JavaScript drives, by its name in reactors.ts. */
  readonly kind: 'command' | 'perl' | 'quickjs';
  /** Path of the module, which is built first if need be. */
  readonly module: () => Promise<string>;
  readonly argv0?: string;
  readonly args: readonly string[];
  /** Host folder by guest name. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Lines that it prints, one at the end of each round of equal work; 0: it is measured as a whole only. */
  readonly rounds: number;
  /** Name of the program in scripts/build-examples.mjs whose sources are compiled natively too. */
  readonly native?: string;
  /** Peers that cannot run it, and why. */
  readonly without?: Readonly<Record<string, string>>;
  /** Peers that run it in the first round only, because they take as long as all others together. */
  readonly once?: readonly string[];
}

const installed = (path: string) => join(packageRoot, 'node_modules', path);
const fromPackage = (path: string) => async () => {
  if (!existsSync(installed(path))) throw new Error(`the npm package of ${path} is not installed`);
  return installed(path);
};
const builtHere = (name: string) => async (): Promise<string> => {
  const script = join(packageRoot, 'scripts/build-examples.mjs');
  const { ensureProgram } = await import(pathToFileURL(script).href);
  return ensureProgram(name);
};

/** Clang's headers and libraries, unpacked once. */
function clangSystem(): string {
  const folder = join(packageRoot, 'build/clang/usr');
  if (!existsSync(join(folder, 'lib'))) {
    mkdirSync(folder, { recursive: true });
    execFileSync('tar', ['xf', installed('@yowasp/clang/gen/llvm-resources.tar'), '-C', folder]);
  }
  return folder;
}

const ahead = 'compiles 133,000 functions before the first one runs';
const eachOptimized = 'optimizes 22,000 functions that run a few times';
const largeOptimized = 'optimizes functions of up to 79 KB that run a few times: minutes';
const driven = 'JavaScript drives this module';
const withoutNode = { cranelift: driven, winch: driven, native: driven };

export const programs: readonly Program[] = [
  {
    name: 'hello',
    description: 'hello world in C',
    kind: 'command',
    module: async () => join(packageRoot, 'examples/hello.wasm'),
    args: [],
    rounds: 0,
    native: 'hello',
  },
  {
    name: 'sqlite',
    description: 'SQLite: rows inserted, indexed, joined, grouped',
    kind: 'command',
    module: builtHere('sqlite'),
    args: ['24', '10000'],
    rounds: 24,
    native: 'sqlite',
    once: ['optimized'],
  },
  {
    name: 'zstd',
    description: 'Zstandard at three levels, and back',
    kind: 'command',
    module: builtHere('zstd'),
    args: ['24', '200000'],
    rounds: 24,
    native: 'zstd',
  },
  {
    name: 'parser',
    description: 'tree-sitter parsing a large JavaScript file',
    kind: 'command',
    module: builtHere('parser'),
    args: ['16', '/text/d3.js'],
    folders: { '/text': installed('d3/dist') },
    rounds: 16,
    native: 'parser',
    once: ['optimized'],
  },
  {
    name: 'quickjs',
    description: 'QuickJS running JavaScript',
    kind: 'quickjs',
    module: fromPackage('quickjs-wasi/quickjs.wasm'),
    args: ['24'],
    rounds: 24,
    without: withoutNode,
    once: ['optimized'],
  },
  {
    name: 'perl',
    description: 'Perl: hashes, regular expressions, calls',
    kind: 'perl',
    module: fromPackage('@6over3/zeroperl-ts/dist/esm/zeroperl.wasm'),
    args: ['24'],
    rounds: 24,
    without: { ...withoutNode, optimized: largeOptimized },
  },
  {
    name: 'clang',
    description: 'clang, 75 MB, compiling C',
    kind: 'command',
    module: fromPackage('@yowasp/clang/gen/llvm.core.wasm'),
    argv0: 'clang',
    args: ['-c', '-O2', '-S', '/work/wordcount.c', '-o', '-'],
    get folders() {
      return { '/usr': clangSystem(), '/work': join(packageRoot, 'examples') };
    },
    rounds: 0,
    without: { 'v8-turbofan': eachOptimized, optimized: eachOptimized },
    once: ['cranelift', 'winch', 'baseline'],
  },
  {
    name: 'clang-version',
    description: 'the same, asked for its version: until main answers',
    kind: 'command',
    module: fromPackage('@yowasp/clang/gen/llvm.core.wasm'),
    argv0: 'clang',
    args: ['--version'],
    rounds: 0,
    without: { cranelift: ahead, winch: ahead },
  },
];
