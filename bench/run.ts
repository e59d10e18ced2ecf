// `npm run bench`: runs suites, prints tables, writes JSON. Also the entry of the processes that it starts for peers.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Kernel, kernels } from './kernels/kernels.ts';
import { defaultPeers, findPeer, peers } from './peers/peer.ts';
import { serve } from './peers/serve.ts';
import { formatReport, type Report } from './report.ts';
import { callsSuite } from './suites/calls.ts';
import { kernelsSuite } from './suites/kernels.ts';
import { phasesSuite } from './suites/phases.ts';
import type { Suite, SuiteOptions } from './suites/suite.ts';
import { tieringSuite } from './suites/tiering.ts';

const suites: readonly Suite[] = [kernelsSuite, callsSuite, phasesSuite, tieringSuite];

const help = `Usage: npm run bench -- [OPTIONS]

  --suite NAMES    suites to run, separated by commas; default all
  --kernel NAMES   kernels to run; default all
  --peer NAMES     peers to compare; default v8-liftoff to tiered
  --rounds N       measured rounds; default 15
  --clock CLOCK    wall (default), or cpu: processor time of a peer, for a machine that is busy otherwise
  --module FILE    the module for the suite \`phases\`, instead of real ones of the dependencies; may be repeated
  --json FILE      also writes all figures as JSON
  --help           this text

Suites:
${suites.map(({ name, description }) => `  ${name.padEnd(14)} ${description}`).join('\n')}

Kernels:
${kernels.map(({ name, description }) => `  ${name.padEnd(14)} ${description}`).join('\n')}

Peers:
${peers.map(({ name, description }) => `  ${name.padEnd(14)} ${description}`).join('\n')}

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
      peer: { type: 'string' },
      rounds: { type: 'string', default: '15' },
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
    peers: (values.peer?.split(',') ?? defaultPeers).map(findPeer),
    rounds,
    clock,
    modules: values.module ?? [],
    progress: (text) => process.stderr.write(`${text}\n`),
  };
  return { chosen: choose('suite', suites, values.suite), options, json: values.json };
}

async function runSuites({ chosen, options, json }: Wishes): Promise<void> {
  const reports: Report[] = [];
  for (const suite of chosen) reports.push(await suite.run(options));
  const report: Report = {
    results: reports.flatMap(({ results }) => results),
    summaries: reports.flatMap(({ summaries }) => summaries),
    failures: reports.flatMap(({ failures }) => failures),
  };
  console.log(formatReport(report));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
}

async function main(): Promise<void> {
  try {
    const wishes = readWishes();
    if (wishes === undefined) console.log(help);
    else await runSuites(wishes);
  } catch (error) {
    console.error(`bench: ${(error as Error).message}`);
    process.exitCode = 2;
  }
}

if (process.argv[2] === '--serve') await serve(JSON.parse(process.argv[3] ?? '{}'));
else await main();
