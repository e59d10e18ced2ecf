// `npm run bench`: reads the command line, runs suites, and hands the report to whoever shows or keeps it.
import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { describeEnvironment } from './environment.ts';
import { type Kernel, kernels } from './kernels/kernels.ts';
import { findPeer, type Peer, peers } from './peers/peer.ts';
import { type Program, programs } from './programs/programs.ts';
import { joined, type Measured, type Report } from './results.ts';
import { callsSuite } from './suites/calls.ts';
import { countersSuite, kernelsSuite } from './suites/kernels.ts';
import { phasesSuite } from './suites/phases.ts';
import { programsSuite } from './suites/programs.ts';
import type { Suite, SuiteOptions } from './suites/suite.ts';
import { tieringSuite } from './suites/tiering.ts';
import { formatReport } from './tables.ts';

const suites: readonly Suite[] = [kernelsSuite, programsSuite, countersSuite, tieringSuite, callsSuite, phasesSuite];

const named = (items: readonly { readonly name: string; readonly description: string }[]) =>
  items.map(({ name, description }) => `  ${name.padEnd(14)} ${description}`).join('\n');

const help = `Usage: npm run bench -- [OPTIONS]

  --suite NAMES    suites to run, separated by commas; default all
  --kernel NAMES   kernels to run; default all
  --program NAMES  programs to run; default all
  --peer NAMES     peers to compare; default all
  --rounds N       measured rounds; default 7
  --clock CLOCK    wall (default), or cpu: processor time of a peer, for a machine that is busy otherwise
  --module FILE    the module for the suite \`phases\`, instead of real ones of the dependencies; may be repeated
  --json FILE      also writes all figures as JSON
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

interface Wishes {
  readonly chosen: readonly Suite[];
  readonly options: SuiteOptions;
  readonly json: string | undefined;
}

function readWishes(): Wishes | undefined {
  const { values } = parseArgs({
    options: {
      suite: { type: 'string' },
      kernel: { type: 'string' },
      program: { type: 'string' },
      peer: { type: 'string' },
      rounds: { type: 'string', default: '7' },
      clock: { type: 'string', default: 'wall' },
      module: { type: 'string', multiple: true },
      json: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number of at least 1');
  const { clock } = values;
  if (clock !== 'wall' && clock !== 'cpu') throw new Error('--clock takes wall or cpu');
  const options: SuiteOptions = {
    kernels: choose<Kernel>('kernel', kernels, values.kernel),
    programs: choose<Program>('program', programs, values.program),
    peers: values.peer === undefined ? peers : values.peer.split(',').map((name): Peer => findPeer(name)),
    rounds,
    clock,
    modules: values.module ?? [],
    progress: (text) => process.stderr.write(`${text}\n`),
  };
  return { chosen: choose('suite', suites, values.suite), options, json: values.json };
}

async function measure({ chosen, options }: Wishes): Promise<Report> {
  const began = Date.now();
  const parts: Measured[] = [];
  for (const suite of chosen) parts.push(await suite.run(options));
  const { rounds, clock } = options;
  const took = `${Math.round((Date.now() - began) / 1000)} s`;
  const environment = { ...describeEnvironment(), rounds: `${rounds}, by the ${clock} clock, in ${took}` };
  return { environment, ...joined(parts) };
}

/** Throws now, rather than after minutes of measuring, where a file cannot be written. */
function checkWritable(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) throw new Error(`${path} is a folder`);
  accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
}

async function main(): Promise<void> {
  try {
    const wishes = readWishes();
    if (wishes === undefined) {
      console.log(help);
      return;
    }
    if (wishes.json !== undefined) checkWritable(wishes.json);
    const report = await measure(wishes);
    console.log(formatReport(report));
    if (wishes.json !== undefined) writeFileSync(wishes.json, `${JSON.stringify(report, null, 1)}\n`);
  } catch (error) {
    console.error(`bench: ${(error as Error).message}`);
    process.exitCode = 2;
  }
}

await main();
