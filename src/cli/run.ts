// Runs one program as the command line asks, tells what ended it, and leaves profile, JSON and summary behind.
import { packageVersion } from '../core/paths.ts';
import { TrapCode } from '../core/trap.ts';
import { writeWholeFile } from '../core/whole-file.ts';
import { createEngine, type Engine, ProfileError } from '../engine.ts';
import { type Module, runnableOf } from '../js-api/module.ts';
import { LinkError, RuntimeError } from '../runtime/errors.ts';
import { interruptingSignal, interruptOnSignals } from '../runtime/process-end.ts';
import type { RunRequest } from './arguments.ts';
import { CliError, ExitCode, formatTrap, systemReason } from './failure.ts';
import { loadModule } from './load.ts';
import { write } from './output.ts';
import { runModule, StartFailure } from './program.ts';
import { formatJson, formatSummary, type RunReport } from './summary.ts';

function describeTrap(trap: RuntimeError, code: TrapCode, inProgram: boolean, { file, invoke }: RunRequest): string {
  const program = invoke === undefined ? 'command default' : `\`${invoke}\``;
  const [, ...detail] = trap.message.split(': ');
  return formatTrap(file, inProgram ? program : 'start function', code, trap.wasmFrames, detail.join(': '));
}

/** Prints what ended the program, and gives the exit code for it. */
function reportFailure(error: unknown, request: RunRequest): number {
  const say = (text: string) => write(2, text.endsWith('\n') ? text : `${text}\n`);
  if (error instanceof CliError) {
    say(`Error: ${error.message}`);
    return error.exitCode;
  }
  const trap = error instanceof StartFailure ? error.trap : error;
  if (trap instanceof RuntimeError && trap.trapCode !== undefined) {
    if (trap.trapCode === TrapCode.interrupted) {
      return interruptingSignal() === 'SIGPIPE' ? ExitCode.brokenPipe : ExitCode.interrupted;
    }
    say(describeTrap(trap, trap.trapCode, trap === error, request));
    return ExitCode.trap;
  }
  if (error instanceof LinkError || error instanceof TypeError || error instanceof RangeError) {
    say(`Error: cannot run \`${request.file}\`: ${error.message.replace(/^WebAssembly\.\w+\(\): /, '')}`);
    return ExitCode.failure;
  }
  say(`Error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return ExitCode.failure;
}

/** Throws a CliError. */
function writeReport(path: string, text: string): void {
  try {
    writeWholeFile(path, text);
  } catch (error) {
    throw new CliError(`cannot write \`${path}\`: ${systemReason(error)}`);
  }
}

/** What `pgo run` leaves behind: profile, JSON, summary. */
function finishPgo(engine: Engine, module: Module, request: RunRequest, run: { exitCode: number; elapsedNs: number }) {
  const { pgo, file } = request;
  if (!pgo) return;
  let profilePath: string;
  try {
    profilePath = engine.writeProfile(runnableOf(module, 'writeProfile()'), pgo.profilePath);
  } catch (error) {
    if (error instanceof ProfileError) throw new CliError(error.message);
    throw error;
  }
  const report: RunReport = { file, ...run, tier: engine.tier, profilePath, metrics: engine.metrics() };
  if (pgo.jsonPath !== undefined) writeReport(pgo.jsonPath, formatJson(report, packageVersion()));
  if (!pgo.quiet) write(2, formatSummary(report));
}

/** Runs the program and everything that follows it. Returns the exit code; throws nothing that a user can cause. */
export async function runProgram(request: RunRequest): Promise<number> {
  const { tier, tuning, verbose, profileIn, cache } = request;
  const began = process.hrtime.bigint();
  const engine = createEngine({
    tier,
    tuning,
    logEvents: verbose,
    ...(profileIn !== undefined && { profileIn }),
    ...(cache && { cache: { ...cache, warn: (message) => write(2, `wasabi: ${message}\n`) } }),
  });
  try {
    const module = await loadModule(request.file, engine);
    interruptOnSignals();
    let exitCode: number;
    try {
      exitCode = runModule(module, request);
    } catch (error) {
      exitCode = reportFailure(error, request);
    }
    // The controller writes about a compile after the program may go on: its answer comes when it has.
    if (verbose) engine.metrics();
    if (cache) engine.saveCache();
    finishPgo(engine, module, request, { exitCode, elapsedNs: Number(process.hrtime.bigint() - began) });
    return exitCode;
  } catch (error) {
    return reportFailure(error, request);
  }
}
