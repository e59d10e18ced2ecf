// The command `wasabi`: reads the command line, performs it, and leaves with the exit code. Everything else is in its
// modules.
import { cacheDirectory } from '../../profiles/store.ts';
import { packageVersion } from '../core/paths.ts';
import { leaveProcess } from '../runtime/process-end.ts';
import { writeText } from './output.ts';
import { plainRun } from './plain-run.ts';
import { runProgram } from './run.ts';

/** What a command line came to. */
export interface Outcome {
  readonly exitCode: number;
  /** Whether nothing is worth waiting for: after a program. */
  readonly leave: boolean;
}

/** Performs a command line (without the words for Node and the command itself). */
export async function perform(args: readonly string[]): Promise<Outcome> {
  const context = { version: packageVersion(), environment: process.env, cacheDirectory: cacheDirectory() };
  const request = plainRun(args, context) ?? (await import('./arguments.ts')).parseCommandLine(args, context);
  switch (request.kind) {
    case 'text':
      return { exitCode: writeText(request.text, request.exitCode), leave: false };
    case 'wast':
      return { exitCode: await (await import('./wast.ts')).runScripts(request), leave: false };
    case 'cache':
      return { exitCode: (await import('./cache.ts')).performCache(request), leave: false };
    case 'pgo':
      return { exitCode: await (await import('./pgo/perform.ts')).performPgo(request), leave: false };
    case 'run':
      return { exitCode: await runProgram(request), leave: true };
  }
}

/** The process from its command line to its exit code. */
export async function main(): Promise<void> {
  const { exitCode, leave } = await perform(process.argv.slice(2));
  if (leave) leaveProcess(exitCode);
  process.exitCode = exitCode;
}
