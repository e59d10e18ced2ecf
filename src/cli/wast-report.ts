// What `wasabi wast` prints: results of scripts as a table, a list of failures, JSON. Pure.
import { packageVersion } from '../core/paths.ts';
import type { CommandResult, ScriptReport } from '../wast/run-script.ts';
import type { TierCounts } from '../wast/script-process.ts';
import type { ScriptTier } from '../wast/script-tiers.ts';

/** What came of one file: a report, or why there is none. */
export type FileResult =
  | { readonly file: string; readonly report: ScriptReport; readonly tiering: TierCounts; readonly error?: undefined }
  | { readonly file: string; readonly error: string };

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly leftOut: number;
  readonly textOnly: number;
}

const columns = ['passed', 'failed', 'left out', 'text only'] as const;
const columnWidth = 11;

/** Wrong phrases of error messages count as failures. */
function failures({ failed, phrase }: ScriptReport): CommandResult[] {
  return [...failed, ...phrase].sort((a, b) => a.line - b.line);
}

function countsOf(report: ScriptReport): Counts {
  return {
    passed: report.assertions,
    failed: failures(report).length,
    leftOut: report.unsupported.length,
    textOnly: report.textPassed.length + report.textFailed.length,
  };
}

function sum(all: readonly Counts[]): Counts {
  const total = (name: keyof Counts) => all.reduce((count, counts) => count + counts[name], 0);
  return {
    passed: total('passed'),
    failed: total('failed'),
    leftOut: total('leftOut'),
    textOnly: total('textOnly'),
  };
}

function row(first: string, width: number, cells: readonly (string | number)[]): string {
  const numbers = cells.map((cell) => cell.toLocaleString('en-US').padStart(columnWidth)).join('');
  return `${first.padEnd(width)}${numbers}\n`;
}

function cells({ passed, failed, leftOut, textOnly }: Counts): number[] {
  return [passed, failed, leftOut, textOnly];
}

function listed(file: string, results: readonly CommandResult[], what = ''): string {
  return results.map(({ line, command, message }) => `  ${file}:${line}: ${what}${command}: ${message}\n`).join('');
}

/** True when the file makes the exit code 1. */
export function hasFailed(result: FileResult): boolean {
  return result.error !== undefined || failures(result.report).length > 0;
}

/** Titles of the columns; `width` is that of the widest file name. */
export function formatHeader(width: number): string {
  return row('', width, columns);
}

/** A file's line of the table, and its failures below; with `verbose`, what does not count as failure too. */
export function formatFile(result: FileResult, width: number, verbose: boolean): string {
  if (result.error !== undefined) return '';
  const { file, report } = result;
  const line = row(file, width, cells(countsOf(report)));
  const detail = verbose
    ? listed(file, report.unsupported, 'left out: ') + listed(file, report.textFailed, 'text only: ')
    : '';
  return line + listed(file, failures(report)) + detail;
}

/** How often each reason of the engine left commands out, most often first. */
function leftOutReasons(reports: readonly ScriptReport[]): string {
  const counts = new Map<string, number>();
  for (const { message } of reports.flatMap(({ unsupported }) => unsupported)) {
    const reason = /unsupported: (.*?)(?: \(.*\))?$/.exec(message)?.[1] ?? message;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([reason, count]) => `  left out: ${count.toLocaleString('en-US')} for ${reason}\n`).join('');
}

/** The last lines: sums, and what the left-out commands needed. */
export function formatTotals(results: readonly FileResult[], tier: ScriptTier, width: number): string {
  const complete = results.flatMap((result) => (result.error === undefined ? [result] : []));
  const reports = complete.map(({ report }) => report);
  const failed = results.filter(hasFailed).length;
  const swaps = complete.reduce((count, { tiering }) => count + tiering.swaps, 0);
  const osrEntries = complete.reduce((count, { tiering }) => count + tiering.osrEntries, 0);
  const files = `${results.length} ${results.length === 1 ? 'file' : 'files'}`;
  return [
    row('total', width, cells(sum(reports.map(countsOf)))),
    leftOutReasons(reports),
    `${files} on tier ${tier}: ${failed === 0 ? 'all passed' : `${failed} failed`}`,
    swaps + osrEntries > 0 ? ` (${swaps} swaps, ${osrEntries} OSR entries)` : '',
    '\n',
  ].join('');
}

/** Everything counted, as JSON text. */
export function formatJson(results: readonly FileResult[], tier: ScriptTier): string {
  const files = results.map((result) => {
    if (result.error !== undefined) return { file: result.file, error: result.error };
    const { file, report, tiering } = result;
    return {
      file,
      ...countsOf(report),
      failures: failures(report),
      leftOutCommands: report.unsupported,
      textDiffers: report.textFailed,
      ...tiering,
    };
  });
  return `${JSON.stringify({ wasabi: packageVersion(), tier, files }, undefined, 2)}\n`;
}
