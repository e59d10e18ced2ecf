// How each peer runs a program: the command line of a process of its own. The only place that knows what engines are
// started with for whole programs.
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../src/core/paths.ts';
import { type Command, compileNatively, newestNode, wasmtime } from '../peers/engines.ts';
import type { Peer } from '../peers/peer.ts';
import type { Program } from './programs.ts';
import type { RunInNode } from './run-in-node.ts';

/** Where a run may leave things; new for each cold run. */
export interface RunPlace {
  /** For profiles and compiled code. */
  readonly cacheDirectory: string;
  /** Where the run writes what only its engine knows: Wasmtime always, ours with `countCompiles`. */
  readonly marksFile: string;
  /** Such a run spends time on counting. */
  readonly countCompiles?: true;
}

const cli = join(packageRoot, 'build/cli.cjs');

/** Warnings that node:wasi is experimental go to nobody. */
const quiet = { NODE_NO_WARNINGS: '1' };

function inNode(peer: Peer, program: Program, module: string, place: RunPlace): Command {
  const { kind, args, folders = {}, argv0 = basename(module) } = program;
  const options: RunInNode = {
    engine: peer.engine === 'v8' ? 'v8' : 'wasabi',
    ...(peer.tier === undefined ? {} : { tier: peer.tier }),
    ...{ cacheDirectory: place.cacheDirectory, kind, file: module, argv0, args, folders },
    ...(place.countCompiles && { marksFile: place.marksFile }),
  };
  // Whole programs are compiled as each engine does it by itself: as their functions are called.
  const nodeOptions = peer.nodeOptions.filter((option) => option !== '--no-wasm-lazy-compilation');
  const file = peer.newest ? newestNode() : process.execPath;
  const entry = join(packageRoot, 'build/bench/run-in-node.js');
  return { file, args: [...nodeOptions, entry, JSON.stringify(options)], env: quiet };
}

/** A command on ours; with `countCompiles`, as `pgo run` that writes its counters. */
function wasabiCommand(
  { tier = 'tiered' }: Peer,
  { argv0, args, folders = {} }: Program,
  module: string,
  { cacheDirectory, marksFile, countCompiles }: RunPlace,
): Command {
  const given = [
    ...(countCompiles ? ['pgo', 'run', '--quiet', '--no-sampling', '--json', marksFile] : ['run']),
    ...['--tier', tier, '--cache-dir', cacheDirectory],
    ...(argv0 === undefined ? [] : ['--argv0', argv0]),
    ...Object.entries(folders).flatMap(([guest, host]) => ['--dir', `${host}::${guest}`]),
  ];
  return { file: process.execPath, args: [cli, ...given, module, ...args], env: { XDG_CACHE_HOME: cacheDirectory } };
}

function onWasmtime(peer: Peer, program: Program, module: string, { marksFile }: RunPlace): Command {
  const { file, args, env } = wasmtime();
  const { argv0 = basename(module), folders = {} } = program;
  const options = {
    ...{ file: module, strategy: peer.strategy, marks: marksFile, folders },
    args: [argv0, ...program.args],
  };
  const script = join(packageRoot, 'bench/programs/wasmtime_program.py');
  return { file, args: [...args, script, JSON.stringify(options)], ...(env && { env }) };
}

const native = new Map<string, string>();

async function asNative({ native: source, args, folders = {} }: Program): Promise<Command> {
  if (source === undefined) throw new Error('has no C source here');
  let program = native.get(source);
  if (program === undefined) {
    const { programs } = await import(pathToFileURL(join(packageRoot, 'scripts/build-examples.mjs')).href);
    const built = programs.find(({ output }: { output: string }) => basename(output) === `${source}.wasm`);
    const directory = join(packageRoot, 'build/bench/native');
    mkdirSync(directory, { recursive: true });
    program = join(directory, `${source}-program`);
    compileNatively(built.sources, program, built.options ?? []);
    native.set(source, program);
  }
  // Guest folders are names that only WASI knows.
  const place = (arg: string) =>
    Object.entries(folders).reduce((path, [guest, host]) => path.replace(`${guest}/`, `${host}/`), arg);
  return { file: program, args: args.map(place) };
}

/** How a peer runs a program. Throws an Error that says why it cannot. */
export async function commandOf(peer: Peer, program: Program, module: string, place: RunPlace): Promise<Command> {
  const excuse = program.without?.[peer.name];
  if (excuse !== undefined) throw new Error(excuse);
  if (peer.engine === 'native') return asNative(program);
  if (peer.engine === 'wasmtime') return onWasmtime(peer, program, module, place);
  if (peer.engine === 'wasabi' && program.kind === 'command') return wasabiCommand(peer, program, module, place);
  return inNode(peer, program, module, place);
}
