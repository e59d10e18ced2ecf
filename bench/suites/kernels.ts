// Steady-state speed of compiled code: every kernel on every peer, and the geometric means of the ratios.
import { geometricMean } from '../compare.ts';
import { kernelPath } from '../kernels/kernels.ts';
import type { Report, Result, Summary } from '../report.ts';
import { runContest } from './contest.ts';
import type { Suite, SuiteOptions } from './suite.ts';

function summarize(results: readonly Result[]): Summary[] {
  const groups = new Map<string, number[]>();
  for (const { contestant, ratios } of results) {
    for (const [against, ratio] of Object.entries(ratios)) {
      const name = `${contestant} × ${against}, geometric mean`;
      groups.set(name, [...(groups.get(name) ?? []), ratio.median]);
    }
  }
  return [...groups].map(([name, ratios]) => ({ suite: 'kernels', name, value: geometricMean(ratios) }));
}

export const kernelsSuite: Suite = {
  name: 'kernels',
  description: 'steady-state speed of the kernels on every peer',
  async run({ kernels, peers, rounds, clock, progress }: SuiteOptions): Promise<Report> {
    const reports: Report[] = [];
    for (const kernel of kernels) {
      progress(`kernels: ${kernel.name}`);
      const contest = {
        suite: 'kernels',
        subject: kernel.name,
        modulePath: kernelPath(kernel),
        request: { export: 'run', args: [kernel.rounds] },
        checksum: kernel.checksum,
        unit: 'ms',
        scale: (elapsedNs: number) => elapsedNs / 1e6,
      };
      reports.push(await runContest(contest, { peers, rounds, clock }));
    }
    const results = reports.flatMap((report) => report.results);
    return { results, summaries: summarize(results), failures: reports.flatMap((report) => report.failures) };
  },
};
