// `wasabi wast`: runs scripts one after another, prints a line for each as it ends, and the sum.
import { readFileSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { systemReason } from '../core/system-reason.ts';
import type { EngineOptions } from '../engine.ts';
import { ScriptRunner } from '../wast/script-runner.ts';
import { scriptTiers } from '../wast/script-tiers.ts';
import { CliError, ExitCode } from './failure.ts';
import { reportError, write, writeOutput } from './output.ts';
import type { WastRequest } from './wast-arguments.ts';
import { type FileResult, formatFile, formatHeader, formatJson, formatTotals, hasFailed } from './wast-report.ts';

/** Throws a CliError. */
function readScript(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new CliError(`cannot read \`${file}\`: ${systemReason(error)}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CliError(`cannot read \`${file}\`: it is not UTF-8`);
  }
}

async function runScript(file: string, runner: ScriptRunner): Promise<FileResult> {
  try {
    const answer = await runner.run(readScript(file));
    if (answer.kind === 'report') return { file, report: answer.report, tiering: answer.tiering };
    const what = answer.kind === 'syntax' ? 'cannot read' : 'cannot finish';
    return { file, error: `${what} \`${file}\`: ${answer.message}` };
  } catch (error) {
    if (error instanceof CliError) return { file, error: error.message };
    throw error;
  }
}

async function runAll(request: WastRequest, runner: ScriptRunner): Promise<number> {
  const { files, tier, verbose, jsonPath } = request;
  const results: FileResult[] = [];
  const widest = Math.max(...files.map((file) => file.length));
  write(1, formatHeader(widest));
  for (const file of files) {
    const result = await runScript(file, runner);
    results.push(result);
    if (result.error !== undefined) write(2, `Error: ${result.error}\n`);
    else write(1, formatFile(result, widest, verbose));
  }
  write(1, formatTotals(results, tier, widest));
  if (jsonPath !== undefined) writeOutput(jsonPath, formatJson(results, tier));
  return results.some(hasFailed) ? ExitCode.failure : ExitCode.success;
}

/** Runs the scripts and reports on stdout; what could not be run at all is told on stderr too. Returns the exit code. */
export async function runScripts(request: WastRequest): Promise<number> {
  const { tier, tuning, limitSeconds } = request;
  const preset: EngineOptions = scriptTiers[tier];
  const runner = new ScriptRunner({ ...preset, tuning: { ...preset.tuning, ...tuning } }, limitSeconds * 1000);
  try {
    return await runAll(request, runner);
  } catch (error) {
    return reportError(error);
  } finally {
    runner.stop();
  }
}
