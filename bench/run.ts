// `npm run bench`: runs the suites that are wished for, and hands the report to those who show or keep it.
import { writeFileSync } from 'node:fs';
import { help, readWishes, type Wishes } from './command-line.ts';
import { describeEnvironment } from './environment.ts';
import { historyEntry, writeHistoryEntry } from './history.ts';
import { reportPage } from './page/page.ts';
import { joined, type Measured, type Report } from './results.ts';
import { formatReport } from './tables.ts';

async function measure({ suites, options, command }: Wishes): Promise<Report> {
  const began = Date.now();
  const parts: Measured[] = [];
  for (const suite of suites) parts.push(await suite.run(options));
  const { rounds, clock } = options;
  const took = `${Math.round((Date.now() - began) / 1000)} s`;
  const environment = {
    ...describeEnvironment(),
    options: command === '' ? 'none' : command,
    rounds: `${rounds}, by the ${clock} clock, in ${took}`,
  };
  return { environment, ...joined(parts) };
}

function keep(report: Report, { json, page, history }: Wishes): void {
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`);
  if (page !== undefined) {
    writeFileSync(page, reportPage(report));
    process.stderr.write(`the page is ${page}\n`);
  }
  if (history !== undefined) writeHistoryEntry(history.path, historyEntry(history.name, report));
}

async function main(): Promise<void> {
  try {
    const wishes = readWishes(process.argv.slice(2));
    if (wishes === undefined) {
      console.log(help);
      return;
    }
    const report = wishes.earlier ?? (await measure(wishes));
    console.log(formatReport(report));
    keep(report, wishes);
  } catch (error) {
    console.error(`bench: ${(error as Error).message}`);
    process.exitCode = 2;
  }
}

await main();
