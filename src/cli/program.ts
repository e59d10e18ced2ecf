// One loaded module as a program: the imports it gets, its instance, the function to call. Prints results of `--invoke`.
import { basename } from 'node:path';
import { WASI } from '../abi/wasi/wasi.ts';
import { Instance } from '../js-api/instance.ts';
import { exportedFunctionType, Module } from '../js-api/module.ts';
import { ProgramExit, RuntimeError } from '../runtime/errors.ts';
import type { RunRequest } from './arguments.ts';
import { CliError, ExitCode } from './failure.ts';
import { parseArguments, printResults } from './invoke.ts';

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
export class StartFailure extends Error {
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
  const name = request.invoke ?? '_start';
  const type = exportedFunctionType(module, name);
  if (type && request.invoke !== undefined) return { name, args: parseArguments(name, type, request.args) };
  if (type?.params.length === 0) return { name, args: [] };
  const functions = Module.exports(module).filter(({ kind }) => kind === 'function');
  const names = functions.map((entry) => `\`${entry.name}\``).slice(0, 10);
  const choice = names.length > 0 ? `; --invoke can call ${names.join(', ')}` : '';
  if (request.invoke !== undefined) throw new CliError(`no function is exported as \`${name}\`${choice}`);
  const fault = type ? 'exports a `_start` that takes arguments' : 'exports no function `_start`';
  throw new CliError(`\`${request.file}\` ${fault}: it is no program${choice}`);
}

/** Runs a loaded module to its end. Returns the exit code; throws traps and CliErrors. */
export function runModule(module: Module, request: RunRequest): number {
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
