// Runs a scenario file of the built tests in a process of its own, so that a crash or hang is one failed test.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';

export interface ChildResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `file` is the scenario's path below test/, without extension. Ends after `timeoutMs` with a signal. */
export function runChild(
  file: string,
  args: readonly string[] = [],
  nodeArgs: readonly string[] = [],
  timeoutMs = 60_000,
): ChildResult {
  const script = join(packageRoot, 'build/test', `${file}.js`);
  const child = spawnSync(process.execPath, [...nodeArgs, script, ...args], {
    encoding: 'utf8',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  return { status: child.status, signal: child.signal, stdout: child.stdout, stderr: child.stderr };
}
