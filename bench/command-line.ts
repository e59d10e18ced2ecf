// The command line of the bench: what is wished for, checked before minutes of measuring begin. Measures nothing.
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/core/paths.ts';
import { historyPath } from './history.ts';
import { type Kernel, kernels } from './kernels/kernels.ts';
import { briefPeers, findPeer, type Peer, peers } from './peers/peer.ts';
import { type Program, programs } from './programs/programs.ts';
import { combined, type Report } from './results.ts';
import { callsSuite } from './suites/calls.ts';
import { countersSuite, kernelsSuite } from './suites/kernels.ts';
import { phasesSuite } from './suites/phases.ts';
import { programsSuite } from './suites/programs.ts';
import type { Suite, SuiteOptions } from './suites/suite.ts';
import { swapsSuite } from './suites/swaps.ts';
import { tieringSuite } from './suites/tiering.ts';

/** Programs come last: they fill the time that is left. */
const suites: readonly Suite[] = [
  kernelsSuite,
  countersSuite,
  swapsSuite,
  tieringSuite,
  callsSuite,
  phasesSuite,
  programsSuite,
];
/** Those of a run of a few minutes. */
const briefSuites: readonly Suite[] = [kernelsSuite, programsSuite];

const named = (items: readonly { readonly name: string; readonly description: string }[]) =>
  items.map(({ name, description }) => `  ${name.padEnd(14)} ${description}`).join('\n');

export const help = `Usage: npm run bench -- [OPTIONS]

Without --all, --suite, --report or --history, only what takes a few minutes: kernels and programs, on the most telling peers.

  --all            every suite and every peer; some twenty minutes
  --suite NAMES    suites to run, separated by commas
  --kernel NAMES   kernels to run; default all
  --program NAMES  programs to run; default all
  --peer NAMES     peers to compare
  --rounds N       measured rounds; default 5, with --all 9; programs run a quarter as often
  --minutes N      programs run at least once, and again until N minutes have passed since the start, at most --rounds often
  --clock CLOCK    wall (default), or cpu: processor time of a peer, for a machine that is busy otherwise
  --module FILE    the module for the suite \`phases\`, instead of real ones of the dependencies; may be repeated
  --from FILE      shows what an earlier run wrote as JSON, instead of measuring; may be repeated to join runs
  --json FILE      also writes all figures as JSON, as soon as there are some
  --report         runs all, and writes a page with plots, build/bench/report.html, and its figures beside it, report.json
  --page FILE      the page's place, instead of that one
  --history NAME   runs all, and writes an entry of bench/history
  --help           this text

Suites:
${named(suites)}

Kernels:
${named(kernels)}

Programs:
${named(programs)}

Peers:
${named(peers)}

Examples:
  npm run bench -- --suite kernels --kernel matrix,chacha20 --rounds 31
  npm run bench -- --suite kernels --peer optimized,native --json out.json
  npm run bench -- --report --minutes 30
  npm run bench -- --from out.json --report
`;

/** Items of a list that were asked for by name; all without a wish. Throws for a name that there is not. */
function choose<Item extends { readonly name: string }>(what: string, items: readonly Item[], names?: string): Item[] {
  if (names === undefined) return [...items];
  return names.split(',').map((name) => {
    const found = items.find((item) => item.name === name);
    if (found === undefined) throw new Error(`no ${what} is called ${name}; see --help`);
    return found;
  });
}

export interface Wishes {
  readonly suites: readonly Suite[];
  readonly options: SuiteOptions;
  /** A report that was made before, instead of measuring. */
  readonly earlier: Report | undefined;
  readonly json: string | undefined;
  readonly page: string | undefined;
  readonly history: { readonly name: string; readonly path: string } | undefined;
  /** The options as they were given. */
  readonly command: string;
}

/** Throws where a file cannot be written. */
function writable(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  if (existsSync(path) && statSync(path).isDirectory()) throw new Error(`${path} is a folder`);
  accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
  return path;
}

function readReport(path: string): Report {
  const text = readFileSync(path, 'utf8');
  try {
    const report = JSON.parse(text) as Report;
    if (Array.isArray(report.results) && Array.isArray(report.failures)) return report;
  } catch {
    // The error below says what is wrong with it.
  }
  throw new Error(`${path} is no report of the bench`);
}

/** Where a file goes that `--report` writes, unless another place was named. */
function reportPlace(report: boolean | undefined, name: string, path: string | undefined): string | undefined {
  if (path !== undefined || !report) return path;
  const folder = join(packageRoot, 'build/bench');
  mkdirSync(folder, { recursive: true });
  return join(folder, name);
}

/** A whole number of at least 1. */
function count(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new Error(`${option} takes a whole number of at least 1`);
}

const definitions = {
  suite: { type: 'string' },
  kernel: { type: 'string' },
  program: { type: 'string' },
  peer: { type: 'string' },
  all: { type: 'boolean' },
  rounds: { type: 'string' },
  minutes: { type: 'string' },
  clock: { type: 'string', default: 'wall' },
  module: { type: 'string', multiple: true, default: [] as string[] },
  from: { type: 'string', multiple: true, default: [] as string[] },
  json: { type: 'string' },
  report: { type: 'boolean' },
  page: { type: 'string' },
  history: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** What the arguments ask for; undefined when it is the help. Throws an Error for wrong use. */
export function readWishes(args: readonly string[]): Wishes | undefined {
  const { values } = parseArgs({ args: [...args], options: definitions });
  if (values.help) return undefined;
  const all = values.all || values.report || values.history !== undefined;
  const rounds = count('--rounds', values.rounds ?? (all ? '9' : '5'));
  const minutes = values.minutes === undefined ? undefined : count('--minutes', values.minutes);
  const { clock, history, report } = values;
  if (clock !== 'wall' && clock !== 'cpu') throw new Error('--clock takes wall or cpu');
  return {
    suites: all || values.suite !== undefined ? choose('suite', suites, values.suite) : briefSuites,
    options: {
      kernels: choose<Kernel>('kernel', kernels, values.kernel),
      programs: choose<Program>('program', programs, values.program),
      peers:
        values.peer?.split(',').map((name): Peer => findPeer(name)) ??
        (all || values.suite !== undefined ? peers : briefPeers),
      rounds,
      ...(minutes !== undefined && { deadlineMs: performance.now() + minutes * 60_000 }),
      clock,
      modules: values.module,
      progress: (text) => process.stderr.write(`${text}\n`),
    },
    earlier: values.from.length === 0 ? undefined : combined(values.from.map(readReport)),
    json: writable(reportPlace(report && values.from.length === 0, 'report.json', values.json)),
    page: writable(reportPlace(report, 'report.html', values.page)),
    history: history === undefined ? undefined : { name: history, path: historyPath(history) },
    command: args.join(' '),
  };
}
