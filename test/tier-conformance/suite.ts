// Runs the suite in a child process and compares every observation with V8's.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';
import type { TierMode, Tuning } from '../../src/index.ts';
import { referenceNode } from '../programs/compare.ts';
import type { ProgramReport } from './child.ts';
import type { Observation } from './programs.ts';

const childTimeoutMs = 120_000;

interface Tester {
  strictSame(found: unknown, wanted: unknown, message: string): unknown;
}

function linesOf<Line>(stdout: string): Line[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
}

/** What V8 makes of each program, by name. */
export function expectedObservations(): Map<string, Observation[]> {
  const child = join(packageRoot, 'build/test/tier-conformance/oracle.js');
  const run = spawnSync(referenceNode, [child], {
    encoding: 'utf8',
    timeout: childTimeoutMs,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0) throw new Error(`the oracle ended with ${run.status ?? run.signal}`);
  const reports = linesOf<{ program: string; observations: Observation[] }>(run.stdout);
  return new Map(reports.map(({ program, observations }) => [program, observations]));
}

/** Runs all programs (or those named) on one tier. The child's death ends the reports early. */
export function runSuite(tier: TierMode, tuning: Partial<Tuning>, programs: readonly string[] = []): ProgramReport[] {
  const child = join(packageRoot, 'build/test/tier-conformance/child.js');
  const run = spawnSync(process.execPath, [child, tier, JSON.stringify(tuning), ...programs], {
    encoding: 'utf8',
    timeout: childTimeoutMs,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const reports = linesOf<ProgramReport>(run.stdout);
  if (run.status !== 0)
    process.stderr.write(`# child ended with ${run.status ?? run.signal} after ${reports.length} programs\n`);
  return reports;
}

/** Every program was reported, and did what V8 did. */
export function compare(t: Tester, reports: readonly ProgramReport[], expected: Map<string, Observation[]>): void {
  for (const { program, observations } of reports) t.strictSame(observations, expected.get(program), program);
}
