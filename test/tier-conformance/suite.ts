// Runs the suite in a child process and compares every observation with V8's.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/paths.ts';
import type { TierMode, Tuning } from '../../src/index.ts';
import type { ProgramReport } from './child.ts';
import { loadPrograms, type Observation, observe } from './programs.ts';

const childTimeoutMs = 120_000;

interface Tester {
  strictSame(found: unknown, wanted: unknown, message: string): unknown;
}

/** What V8 makes of each program, by name. */
export async function expectedObservations(): Promise<Map<string, Observation[]>> {
  const { WebAssembly: platform } = globalThis as unknown as { WebAssembly: PlatformWebAssembly };
  const programs = await loadPrograms();
  return new Map(
    programs.map((program) => [
      program.name,
      observe(program, (bytes, imports) => new platform.Instance(new platform.Module(bytes), imports).exports),
    ]),
  );
}

interface PlatformWebAssembly {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: unknown) => { readonly exports: Record<string, unknown> };
}

/** Runs all programs (or those named) on one tier. The child's death ends the reports early. */
export function runSuite(tier: TierMode, tuning: Partial<Tuning>, programs: readonly string[] = []): ProgramReport[] {
  const child = join(packageRoot, 'build/test/tier-conformance/child.js');
  const run = spawnSync(process.execPath, [child, tier, JSON.stringify(tuning), ...programs], {
    encoding: 'utf8',
    timeout: childTimeoutMs,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const reports = run.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as ProgramReport);
  if (run.status !== 0)
    process.stderr.write(`# child ended with ${run.status ?? run.signal} after ${reports.length} programs\n`);
  return reports;
}

/** Every program was reported, and did what V8 did. */
export function compare(t: Tester, reports: readonly ProgramReport[], expected: Map<string, Observation[]>): void {
  for (const { program, observations } of reports) t.strictSame(observations, expected.get(program), program);
}
