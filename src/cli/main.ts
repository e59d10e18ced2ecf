#!/usr/bin/env node
// The command `wasabi`: reads the command line, runs, and leaves with the exit code. Everything else is in its modules.
import { cacheDirectory } from '../../profiles/store.ts';
import { packageVersion } from '../core/paths.ts';
import { leaveProcess } from '../runtime/process-end.ts';
import { write } from './output.ts';
import { plainRun } from './plain-run.ts';
import { runProgram } from './run.ts';

const args = process.argv.slice(2);
const context = { version: packageVersion(), environment: process.env, cacheDirectory: cacheDirectory() };
const request = plainRun(args, context) ?? (await import('./arguments.ts')).parseCommandLine(args, context);
if (request.kind === 'text') {
  write(request.exitCode === 0 ? 1 : 2, request.text);
  process.exitCode = request.exitCode;
} else if (request.kind === 'wast') {
  const { runScripts } = await import('./wast.ts');
  process.exitCode = await runScripts(request);
} else if (request.kind === 'cache') {
  const { performCache } = await import('./cache.ts');
  process.exitCode = performCache(request);
} else if (request.kind === 'pgo') {
  const { performPgo } = await import('./pgo/perform.ts');
  process.exitCode = await performPgo(request);
} else {
  leaveProcess(await runProgram(request));
}
