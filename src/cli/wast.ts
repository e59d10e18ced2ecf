// `wasabi wast`: runs scripts one after another, prints a line for each as it ends, and the sum.
import { readFileSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { writeWholeFile } from '../core/whole-file.ts';
import type { EngineOptions } from '../engine.ts';
import { ScriptRunner } from '../wast/script-runner.ts';
import { scriptTiers } from '../wast/script-tiers.ts';
import { CliError, ExitCode, systemReason } from './failure.ts';
import { write } from './output.ts';
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

function writeJson(path: string, text: string): number {
  try {
    writeWholeFile(path, text);
    return ExitCode.success;
  } catch (error) {
    write(2, `Error: cannot write \`${path}\`: ${systemReason(error)}\n`);
    return ExitCode.failure;
  }
}

/** Runs the scripts and reports on stdout; what could not be run at all is told on stderr too. Returns the exit code. */
export async function runScripts(request: WastRequest): Promise<number> {
  const { files, tier, tuning, limitSeconds, verbose, jsonPath } = request;
  const preset: EngineOptions = scriptTiers[tier];
  const runner = new ScriptRunner({ ...preset, tuning: { ...preset.tuning, ...tuning } }, limitSeconds * 1000);
  const results: FileResult[] = [];
  const widest = Math.max(...files.map((file) => file.length));
  write(1, formatHeader(widest));
  for (const file of files) {
    const result = await runScript(file, runner);
    results.push(result);
    if (result.error !== undefined) write(2, `Error: ${result.error}\n`);
    else write(1, formatFile(result, widest, verbose));
  }
  runner.stop();
  write(1, formatTotals(results, tier, widest));
  const written = jsonPath === undefined ? ExitCode.success : writeJson(jsonPath, formatJson(results, tier));
  return results.some(hasFailed) ? ExitCode.failure : written;
}
