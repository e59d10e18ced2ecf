// Starts the built command `wasabi`, or a program of test/cli/children, in a process of its own.
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';

export interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

const longestMs = 100_000;

/** Nothing that a test starts sees the user's cache. */
const cacheHome = mkdtempSync(join(tmpdir(), 'wasabi-cache-'));
process.on('exit', () => rmSync(cacheHome, { recursive: true, force: true }));

export const cliPath = join(packageRoot, 'build/cli.cjs');

function startNode(args: readonly string[], options: SpawnSyncOptions): Ended {
  const env = { ...(options.env ?? process.env), XDG_CACHE_HOME: cacheHome };
  const ended = spawnSync(process.execPath, args, { timeout: longestMs, ...options, env });
  const { status, signal, stdout, stderr } = ended;
  return { status, signal, stdout: String(stdout), stderr: String(stderr) };
}

/** Runs `wasabi ARGS` to its end. */
export function wasabi(args: readonly string[], options: SpawnSyncOptions = {}): Ended {
  return startNode([cliPath, ...args], options);
}

/** Runs the command line of another build to its end. */
export function startCli(path: string, args: readonly string[]): Ended {
  return startNode([path, ...args], {});
}

/** Runs test/cli/children/NAME.ts to its end. */
export function child(name: string, args: readonly string[], options: SpawnSyncOptions = {}): Ended {
  return startNode([join(packageRoot, `build/test/cli/children/${name}.js`), ...args], options);
}

/** A folder for one test file, with a way to put files there; removed by `remove`. */
export function scratchFolder(): {
  path: string;
  write(name: string, content: string | Uint8Array): string;
  remove(): void;
} {
  const path = mkdtempSync(join(tmpdir(), 'wasabi-cli-'));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      writeFileSync(file, content);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
