// Entries of bench/history: what a run found, small enough to be kept for good. The format stands in its README.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/core/paths.ts';
import { compareContestants, distinct, find, isComparable, type Report } from './results.ts';
import { contests, references } from './tables.ts';
import { evaluateTargets } from './targets.ts';

const folder = join(packageRoot, 'bench/history');

/** Contestants of ours whose speed a change may claim, and what they are compared with, where. */
const claimed = ['baseline', 'optimized', 'tiered', 'warm', 'counting'];
const suites = [...contests, 'counters'];
const others = [...references, 'plain'];

export interface HistoryEntry {
  readonly version: 1;
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly comparisons: readonly {
    readonly suite: string;
    readonly metric: string;
    readonly contestant: string;
    readonly against: string;
    readonly mean: number;
    readonly subjects: Readonly<Record<string, readonly [number, number, number]>>;
  }[];
  readonly targets: readonly { readonly name: string; readonly figure: string; readonly state: string }[];
}

const rounded = (value: number) => Number(value.toPrecision(4));

function comparisonsOf(report: Report): HistoryEntry['comparisons'] {
  return suites.flatMap((suite) =>
    distinct(find(report, { suite }), 'metric')
      .filter(isComparable)
      .flatMap((metric) =>
        claimed.flatMap((contestant) =>
          others.flatMap((against) => {
            if (against === contestant) return [];
            const { subjects, mean } = compareContestants(report, { suite, metric, contestant, against });
            if (subjects.length === 0) return [];
            const ratios = subjects.map(({ subject, ratio: { p25, median, p75 } }) => {
              return [subject, [p25, median, p75].map(rounded)] as [string, [number, number, number]];
            });
            return [{ suite, metric, contestant, against, mean: rounded(mean), subjects: Object.fromEntries(ratios) }];
          }),
        ),
      ),
  );
}

export function historyEntry(name: string, report: Report): HistoryEntry {
  const targets = evaluateTargets(report).map(({ name, figure, state }) => ({ name, figure, state }));
  return { version: 1, name, environment: report.environment, comparisons: comparisonsOf(report), targets };
}

/** Where the entry of this name goes. Throws if the name is not fit for a file, or taken. */
export function historyPath(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) throw new Error('--history takes lower-case letters, digits and hyphens');
  const path = join(folder, `${name}.json`);
  if (existsSync(path)) throw new Error(`bench/history has an entry ${name}`);
  return path;
}

export function writeHistoryEntry(path: string, entry: HistoryEntry): void {
  mkdirSync(folder, { recursive: true });
  // One line a comparison: what changes between entries can be read as a diff.
  const lines = entry.comparisons.map((comparison) => `  ${JSON.stringify(comparison)}`).join(',\n');
  const { comparisons: _, ...rest } = entry;
  const text = JSON.stringify({ ...rest, comparisons: [] }, null, 1);
  writeFileSync(path, `${text.replace('"comparisons": []', `"comparisons": [\n${lines}\n ]`)}\n`);
}
