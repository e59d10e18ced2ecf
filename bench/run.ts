// `npm run bench`: runs the suites that are wished for, and hands the report to those who show or keep it.
import { writeFileSync } from 'node:fs';
import { writeWholeFile } from '../src/core/whole-file.ts';
import { help, readWishes, type Wishes } from './command-line.ts';
import { describeEnvironment, describeLoad } from './environment.ts';
import { historyEntry, writeHistoryEntry } from './history.ts';
import { reportPage } from './page/page.ts';
import { accumulated, type Measured, type Report } from './results.ts';
import { formatReport } from './tables.ts';

function writeReport(path: string, report: Report): void {
  writeWholeFile(path, `${JSON.stringify(report, null, 1)}\n`);
}

/** Measures suite after suite; what there is so far is in the JSON file all the time. */
async function measure({ suites, options, command, json }: Wishes): Promise<Report> {
  const began = Date.now();
  const fixed = describeEnvironment();
  const parts: Measured[] = [];
  const report = (): Report => {
    const environment = {
      ...fixed,
      load: describeLoad(),
      options: command === '' ? 'none' : command,
      rounds: `${options.rounds}, by the ${options.clock} clock, in ${Math.round((Date.now() - began) / 1000)} s`,
    };
    return { environment, ...accumulated(parts) };
  };
  const add = (part: Measured) => {
    parts.push(part);
    if (json !== undefined) writeReport(json, report());
  };
  for (const suite of suites) {
    try {
      for await (const part of suite.run(options)) add(part);
    } catch (error) {
      // Minutes of other suites must not be lost with it.
      const { message } = error as Error;
      add({ results: [], failures: [{ suite: suite.name, subject: 'all', contestant: 'every peer', message }] });
    }
  }
  return report();
}

function keep(report: Report, { json, page, history }: Wishes): void {
  if (json !== undefined) writeReport(json, report);
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
