// Runs one program as the command line asks, tells what ended it, and leaves profile, JSON and summary behind.
import type { SampledStacks } from '../../profiles/samples.ts';
import { packageVersion } from '../core/paths.ts';
import { systemReason } from '../core/system-reason.ts';
import { TrapCode } from '../core/trap.ts';
import { createEngine, type Engine, ProfileError } from '../engine.ts';
import { Exception } from '../js-api/exception.ts';
import { type Module, runnableOf } from '../js-api/module.ts';
import { LinkError, RuntimeError } from '../runtime/errors.ts';
import { interruptingSignal, interruptOnSignals } from '../runtime/process-end.ts';
import type { RunRequest } from './arguments.ts';
import { CliError, ExitCode, formatException, formatTrap, signalExitCode } from './failure.ts';
import { loadModule } from './load.ts';
import { write, writeOutput } from './output.ts';
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
    if (trap.trapCode === TrapCode.interrupted) return signalExitCode(interruptingSignal());
    say(describeTrap(trap, trap.trapCode, trap === error, request));
    return ExitCode.trap;
  }
  if (error instanceof Exception) {
    say(formatException(request.file, request.invoke === undefined ? 'command default' : `\`${request.invoke}\``));
    return ExitCode.failure;
  }
  if (error instanceof LinkError || error instanceof TypeError || error instanceof RangeError) {
    say(`Error: cannot run \`${request.file}\`: ${error.message.replace(/^WebAssembly\.\w+\(\): /, '')}`);
    return ExitCode.failure;
  }
  say(`Error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return ExitCode.failure;
}

/** What happened while the program ran. */
interface Run {
  readonly exitCode: number;
  readonly elapsedNs: number;
  readonly stacks: SampledStacks | undefined;
}

/** What `pgo run` leaves behind: profile, JSON, summary. */
function finishPgo(engine: Engine, module: Module, request: RunRequest, { stacks, ...run }: Run) {
  const { pgo, file } = request;
  if (!pgo) return;
  let profilePath: string;
  try {
    profilePath = engine.writeProfile(module, pgo.profilePath, stacks);
  } catch (error) {
    if (error instanceof ProfileError) throw new CliError(error.message);
    throw error;
  }
  const report: RunReport = { file, ...run, tier: engine.tier, profilePath, metrics: engine.metrics() };
  if (pgo.jsonPath !== undefined) writeOutput(pgo.jsonPath, formatJson(report, packageVersion()));
  if (!pgo.quiet) write(2, formatSummary(report));
}

/** Throws a CliError when a file that the engine is to write cannot be made. */
function openEngine({ tier, tuning, verbose, profileIn, profiler, cache }: RunRequest): Engine {
  const codeListing = profiler?.kind === 'guest' ? undefined : profiler?.kind;
  // Only code that is compiled is listed: out of a cache, perf would not know it.
  const cached = codeListing === undefined && cache;
  try {
    return createEngine({
      tier,
      tuning,
      logEvents: verbose,
      ownsProcess: true,
      ...(profileIn !== undefined && { profileIn }),
      ...(codeListing && { codeListing }),
      ...(cached && { cache: { ...cached, warn: (message) => write(2, `wasabi: ${message}\n`) } }),
    });
  } catch (error) {
    throw new CliError(`cannot list code for perf: ${systemReason(error)}`);
  }
}

/** Runs the program, sampling its stacks where something wants them. Gives the exit code and the samples. */
function runSampled(engine: Engine, module: Module, request: RunRequest): Pick<Run, 'exitCode' | 'stacks'> {
  const wanted = request.profiler?.kind === 'guest';
  if ((wanted || request.pgo?.sampling) && !engine.startSampling() && wanted)
    throw new CliError('the system refuses to sample stacks');
  let exitCode: number;
  try {
    exitCode = runModule(module, request);
  } catch (error) {
    exitCode = reportFailure(error, request);
  }
  return { exitCode, stacks: engine.stopSampling(module) };
}

/** The file of `--profile=guest`. */
async function finishGuestProfile(module: Module, { profiler, file }: RunRequest, { stacks, elapsedNs }: Run) {
  if (profiler?.kind !== 'guest' || !stacks) return;
  const { exportSource, writeGuestProfile } = await import('./guest-profile.ts');
  const source = exportSource(stacks, runnableOf(module, 'run').module, file);
  writeGuestProfile(profiler.path, source, Date.now() - elapsedNs / 1e6);
}

/** Runs the program and everything that follows it. Returns the exit code; throws nothing that a user can cause. */
export async function runProgram(request: RunRequest): Promise<number> {
  const began = process.hrtime.bigint();
  try {
    const engine = openEngine(request);
    const module = await loadModule(request.file, engine);
    interruptOnSignals();
    const ran = runSampled(engine, module, request);
    // The controller writes about a compile after the program may go on: its answer comes when it has.
    if (request.verbose) engine.metrics();
    if (request.cache) engine.saveCache();
    const run: Run = { ...ran, elapsedNs: Number(process.hrtime.bigint() - began) };
    await finishGuestProfile(module, request, run);
    finishPgo(engine, module, request, run);
    return run.exitCode;
  } catch (error) {
    return reportFailure(error, request);
  }
}
