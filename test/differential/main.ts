// The command line of `npm run fuzz`.
import { parseArgs } from 'node:util';
import { formatReport, fuzz, regressFolder } from './fuzz.ts';

const usage = `Usage: npm run fuzz [-- OPTIONS]
  --seconds N   how long (default 60)
  --modules N   how many seeds at most
  --seed S      the first seed (default: a fresh one); case S is the same every time
  --jobs N      processes (default 2); every other one on the newest Node
  --keep        do not reduce differences and write them to test/regress`;

function numberOf(text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!(value >= 0)) throw new Error(`'${text}' is no number\n${usage}`);
  return value;
}

try {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string' },
      modules: { type: 'string' },
      seed: { type: 'string' },
      jobs: { type: 'string' },
      keep: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) console.log(usage);
  else {
    const seed = numberOf(values.seed, Math.floor(Math.random() * 2 ** 30));
    console.log(`seed ${seed}`);
    let told = 0;
    const report = await fuzz(
      {
        seed,
        seconds: numberOf(values.seconds, values.modules === undefined ? 60 : 1e6),
        modules: numberOf(values.modules, 2 ** 31),
        jobs: Math.max(1, numberOf(values.jobs, 2)),
        ...(values.keep !== true && { writeTo: regressFolder }),
      },
      ({ seeds, tally, findings }) => {
        console.log([`${seeds} seeds, ${tally.same} the same`, ...findings.slice(told)].join('\n'));
        told = findings.length;
      },
    );
    console.log(formatReport(report));
    process.exitCode = report.findings.length > 0 ? 1 : 0;
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
