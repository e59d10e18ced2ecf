// What a report was measured on: machine, engines and the state of the checkout.
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { packageRoot } from '../src/core/paths.ts';
import { describeEngines } from './peers/engines.ts';

/** The commit, with a mark where the checkout differs from it. */
export function describeCommit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: packageRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return git('rev-parse', '--short=12', 'HEAD') + (changed ? ' with changes' : '');
  } catch {
    return 'unknown';
  }
}

/** How busy the machine has just been. */
export function describeLoad(): string {
  return `${loadavg()[0]!.toFixed(1)} processes on average in the minute before the end`;
}

/** What stays the same for a whole run. */
export function describeEnvironment(): Record<string, string> {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    commit: describeCommit(),
    machine: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB`,
    ...describeEngines(),
  };
}
