// The command line of the bench: what is wished for, checked before minutes of measuring begin. Measures nothing.
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/core/paths.ts';
import { historyPath } from './history.ts';
import { type Kernel, kernels } from './kernels/kernels.ts';
import { briefPeers, findPeer, type Peer, peers } from './peers/peer.ts';
import { type Program, programs } from './programs/programs.ts';
import { joined, type Report } from './results.ts';
import { callsSuite } from './suites/calls.ts';
import { countersSuite, kernelsSuite } from './suites/kernels.ts';
import { phasesSuite } from './suites/phases.ts';
import { programsSuite } from './suites/programs.ts';
import type { Suite, SuiteOptions } from './suites/suite.ts';
import { tieringSuite } from './suites/tiering.ts';

const suites: readonly Suite[] = [kernelsSuite, programsSuite, countersSuite, tieringSuite, callsSuite, phasesSuite];
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
  --clock CLOCK    wall (default), or cpu: processor time of a peer, for a machine that is busy otherwise
  --module FILE    the module for the suite \`phases\`, instead of real ones of the dependencies; may be repeated
  --from FILE      shows what an earlier run wrote as JSON, instead of measuring; may be repeated to join runs
  --json FILE      also writes all figures as JSON
  --report         runs all, and writes a page with plots, build/bench/report.html
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

/** Reports as one; where they differ about the environment, the last one speaks. */
function readReports(paths: readonly string[]): Report | undefined {
  if (paths.length === 0) return undefined;
  const reports = paths.map(readReport);
  return { environment: Object.assign({}, ...reports.map(({ environment }) => environment)), ...joined(reports) };
}

function pagePlace(report: boolean | undefined, page: string | undefined): string | undefined {
  if (page !== undefined || !report) return page;
  const folder = join(packageRoot, 'build/bench');
  mkdirSync(folder, { recursive: true });
  return join(folder, 'report.html');
}

const definitions = {
  suite: { type: 'string' },
  kernel: { type: 'string' },
  program: { type: 'string' },
  peer: { type: 'string' },
  all: { type: 'boolean' },
  rounds: { type: 'string' },
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
  const rounds = Number(values.rounds ?? (all ? 9 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number of at least 1');
  const { clock, history } = values;
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
      clock,
      modules: values.module,
      progress: (text) => process.stderr.write(`${text}\n`),
    },
    earlier: readReports(values.from),
    json: writable(values.json),
    page: writable(pagePlace(values.report, values.page)),
    history: history === undefined ? undefined : { name: history, path: historyPath(history) },
    command: args.join(' '),
  };
}
