// Runs one program as the command line asks: engine, module, WASI, instance, start; then profile and summary.
import { basename } from 'node:path';
import { WASI } from '../abi/wasi/wasi.ts';
import { packageVersion } from '../core/paths.ts';
import { TrapCode } from '../core/trap.ts';
import { writeWholeFile } from '../core/whole-file.ts';
import { createEngine, type Engine, ProfileError } from '../engine.ts';
import { Instance } from '../js-api/instance.ts';
import { Module, runnableOf } from '../js-api/module.ts';
import { LinkError, ProgramExit, RuntimeError } from '../runtime/errors.ts';
import { interruptingSignal, interruptOnSignals } from '../runtime/process-end.ts';
import type { RunRequest } from './arguments.ts';
import { CliError, ExitCode, formatTrap, systemReason } from './failure.ts';
import { parseArguments, printResults } from './invoke.ts';
import { loadModule } from './load.ts';
import { write } from './output.ts';
import { formatJson, formatSummary, type RunReport } from './summary.ts';

const wasiVersions = { wasi_snapshot_preview1: 'preview1', wasi_unstable: 'unstable' } as const;
type WasiNamespace = keyof typeof wasiVersions;

function createWasi(request: RunRequest, version: 'preview1' | 'unstable'): WASI {
  const { file, args, argv0 = basename(file), directories, environment, invoke } = request;
  return new WASI({
    version,
    args: [argv0, ...(invoke === undefined ? args : [])],
    env: environment,
    preopens: Object.fromEntries(directories.map(({ host, guest, readOnly }) => [guest, { path: host, readOnly }])),
  });
}

/** The WASI of a module by the namespace it imports from; a module that imports none gets none. */
function provideWasi(module: Module, request: RunRequest): Map<WasiNamespace, WASI> {
  const wanted = new Set(Module.imports(module).map((entry) => entry.module));
  const provided = new Map<WasiNamespace, WASI>();
  for (const [namespace, version] of Object.entries(wasiVersions)) {
    if (!wanted.has(namespace)) continue;
    try {
      provided.set(namespace as WasiNamespace, createWasi(request, version));
    } catch (error) {
      throw new CliError(error instanceof Error ? error.message : String(error));
    }
  }
  return provided;
}

/** Throws a CliError that names the first import that nothing here provides. */
function checkImports(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void {
  for (const { module: from, name } of Module.imports(module)) {
    if (imports[from]?.[name] === undefined) {
      throw new CliError(`unknown import: \`${from}::${name}\` has not been defined`);
    }
  }
}

/** A trap of the start function, which runs before there is an instance to call. */
class StartFailure extends Error {
  readonly trap: RuntimeError;

  constructor(trap: RuntimeError) {
    super(trap.message);
    this.trap = trap;
  }
}

function link(module: Module, wasis: ReadonlyMap<WasiNamespace, WASI>): Instance {
  const imports = Object.fromEntries([...wasis].map(([namespace, wasi]) => [namespace, wasi.wasiImport]));
  checkImports(module, imports);
  try {
    return new Instance(module, imports);
  } catch (error) {
    throw error instanceof RuntimeError ? new StartFailure(error) : error;
  }
}

/** The function to call and how it is called in messages. */
function entryPoint(module: Module, request: RunRequest): { name: string; args: (number | bigint)[] } {
  if (request.invoke !== undefined) {
    return { name: request.invoke, args: parseArguments(module, request.invoke, request.args) };
  }
  const functions = Module.exports(module).filter(({ kind }) => kind === 'function');
  if (functions.some(({ name }) => name === '_start')) return { name: '_start', args: [] };
  const names = functions.map(({ name }) => `\`${name}\``).slice(0, 10);
  const choice = names.length > 0 ? `; --invoke can call ${names.join(', ')}` : '';
  throw new CliError(`\`${request.file}\` exports no function \`_start\`: it is no program${choice}`);
}

/** Runs a loaded module to its end. Returns the exit code; throws traps and CliErrors. */
function runModule(module: Module, request: RunRequest): number {
  const { name, args } = entryPoint(module, request);
  const wasis = provideWasi(module, request);
  try {
    const instance = link(module, wasis);
    for (const wasi of wasis.values()) wasi.finalizeBindings(instance);
    const call = (exported: string, values: (number | bigint)[]): unknown =>
      (instance.exports[exported] as (...given: unknown[]) => unknown)(...values);
    if (request.invoke !== undefined && name !== '_initialize' && '_initialize' in instance.exports)
      call('_initialize', []);
    const results = call(name, args);
    if (request.invoke !== undefined) printResults(results);
    return ExitCode.success;
  } catch (error) {
    if (error instanceof ProgramExit) return error.status & 0xff;
    throw error;
  }
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
    const entry = request.invoke === undefined ? 'command default' : `\`${request.invoke}\``;
    say(formatTrap(request.file, trap === error ? entry : 'start function', trap.trapCode, trap.wasmFrames));
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
  const { tier, tuning, verbose, profileIn } = request;
  const began = process.hrtime.bigint();
  const engine = createEngine({ tier, tuning, logEvents: verbose, ...(profileIn !== undefined && { profileIn }) });
  engine.prestart();
  try {
    const module = await loadModule(request.file, engine);
    interruptOnSignals();
    let exitCode: number;
    try {
      exitCode = runModule(module, request);
    } catch (error) {
      exitCode = reportFailure(error, request);
    }
    finishPgo(engine, module, request, { exitCode, elapsedNs: Number(process.hrtime.bigint() - began) });
    return exitCode;
  } catch (error) {
    return reportFailure(error, request);
  }
}
