// `pgo inspect`: what a profile says about a program as a whole. Tables for people, JSON for programs.
import {
  type BranchHeat,
  type CallSiteHeat,
  type FunctionHeat,
  hottestBranches,
  hottestCallSites,
  rankFunctions,
} from '../../../profiles/overview.ts';
import type { Profile } from '../../../profiles/profile.ts';
import { frameKindOf, frameKinds, selfTimes, totalTime } from '../../../profiles/stack-tree.ts';
import { formatDuration } from '../summary.ts';
import { displayName, type InspectedModule } from './inputs.ts';
import { formatCount, formatOffset, formatShare, formatTable, type Terminal } from './table.ts';

export interface Inspection {
  readonly profileFile: string;
  readonly profile: Profile;
  /** Absent: functions are shown by index, without sizes. */
  readonly module: InspectedModule | undefined;
  /** Rows of each table. */
  readonly top: number;
}

/** Sampled time by kind of frame: both tiers, the host, other modules. */
function timeByKind(profile: Profile): Record<string, number> {
  const sums: Record<string, number> = Object.fromEntries(frameKinds.map((kind) => [kind, 0]));
  for (const [key, { timeNs }] of selfTimes(profile.stacks)) {
    const kind = frameKindOf(key);
    sums[kind] = (sums[kind] ?? 0) + timeNs;
  }
  return sums;
}

function headLines({ profileFile, profile, module }: Inspection, ranked: readonly FunctionHeat[]): string[] {
  const optimized = ranked.filter(({ tier }) => tier === 'optimized').length;
  const continued = ranked.filter(({ tier }) => tier === 'continuation').length;
  const size = module ? ` of ${formatCount(module.module.functions.count)}` : '';
  const total = totalTime(profile.stacks);
  const lines = [
    `profile    ${profileFile}`,
    `module     ${profile.moduleHash.slice(0, 16)}…`,
    `functions  ${formatCount(ranked.length)}${size} compiled, ${optimized} optimized, ${continued} by continuations only`,
  ];
  if (total.samples > 0) {
    const shares = Object.entries(timeByKind(profile))
      .filter(([, timeNs]) => timeNs > 0)
      .map(([kind, timeNs]) => `${kind} ${formatShare(timeNs / total.timeNs)}`);
    lines.push(
      `time       ${formatDuration(total.timeNs)} in ${formatCount(total.samples)} samples: ${shares.join(', ')}`,
    );
  } else lines.push('time       not sampled');
  return lines;
}

function functionTable(inspection: Inspection, ranked: readonly FunctionHeat[], terminal: Terminal): string {
  const { profile, module, top } = inspection;
  const total = totalTime(profile.stacks).timeNs;
  const sampled = total > 0;
  const columns = [
    { title: 'index', align: 'right' as const },
    { title: 'function', flexible: true as const },
    { title: 'tier' },
    ...(sampled
      ? [
          { title: 'time', align: 'right' as const },
          { title: 'self', align: 'right' as const },
        ]
      : []),
    { title: 'executions', align: 'right' as const },
    { title: 'entries', align: 'right' as const },
    ...(module ? [{ title: 'bytes', align: 'right' as const }] : []),
  ];
  const rows = ranked
    .slice(0, top)
    .map((heat) => [
      String(heat.functionIndex),
      displayName(module, heat.functionIndex),
      heat.tier ?? '–',
      ...(sampled ? [formatShare(heat.timeNs / total), formatDuration(heat.timeNs)] : []),
      formatCount(heat.executions),
      formatCount(heat.entries),
      ...(module ? [formatCount(module.bodyBytes(heat.functionIndex) ?? 0)] : []),
    ]);
  const { colors } = terminal;
  return formatTable(columns, rows, terminal, (text, column) => {
    if (columns[column]?.title !== 'tier') return text;
    return text === 'baseline' ? colors.yellow(text) : colors.green(text);
  });
}

/** Outcomes as text: `taken 98.0 %` of a branch, the busiest targets of a table. */
export function describeOutcomes(outcomes: readonly number[], total: number): string {
  if (outcomes.length <= 2) return `taken ${formatShare((outcomes[1] ?? 0) / Math.max(1, total))}`;
  const shares = outcomes
    .map((count, target) => ({ count, target }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.target - b.target);
  const shown = shares.slice(0, 4).map(({ count, target }) => {
    const label = target === outcomes.length - 1 ? 'default' : `#${target}`;
    return `${label} ${formatShare(count / total)}`;
  });
  return `${shown.join(', ')}${shares.length > 4 ? `, ${shares.length - 4} more` : ''}`;
}

/** Targets of an indirect call as text, by their share of the samples. */
export function describeTargets({ site }: Pick<CallSiteHeat, 'site'>, module: InspectedModule | undefined): string {
  const samples = site.targets.reduce((sum, { count }) => sum + count, site.foreign);
  if (samples === 0) return 'no target sampled';
  const shown = site.targets.slice(0, 4).map(({ functionIndex, count }) => {
    return `${displayName(module, functionIndex)} ${formatShare(count / samples)}`;
  });
  if (site.targets.length > 4) shown.push(`${site.targets.length - 4} more`);
  if (site.foreign > 0) shown.push(`outside the module ${formatShare(site.foreign / samples)}`);
  return shown.join(', ');
}

const siteColumns = (counted: string, what: string) => [
  { title: 'function', flexible: true as const },
  { title: 'offset', align: 'right' as const },
  { title: counted, align: 'right' as const },
  { title: what, flexible: true as const },
];

function branchTable(branches: readonly BranchHeat[], module: InspectedModule | undefined, terminal: Terminal): string {
  const rows = branches.map(({ functionIndex, offset, outcomes, total }) => [
    displayName(module, functionIndex),
    formatOffset(offset),
    formatCount(total),
    describeOutcomes(outcomes, total),
  ]);
  return formatTable(siteColumns('executions', 'outcome'), rows, terminal);
}

function callSiteTable(
  sites: readonly CallSiteHeat[],
  module: InspectedModule | undefined,
  terminal: Terminal,
): string {
  const rows = sites.map(({ functionIndex, offset, site }) => [
    displayName(module, functionIndex),
    formatOffset(offset),
    formatCount(site.total),
    describeTargets({ site }, module),
  ]);
  return formatTable(siteColumns('calls', 'targets'), rows, terminal);
}

/** The overview, lines ended by newlines. */
export function formatInspection(inspection: Inspection, terminal: Terminal): string {
  const { profile, module, top } = inspection;
  const ranked = rankFunctions(profile);
  const functions = [...profile.functions.values()];
  const heading = (text: string) => `\n${terminal.colors.bold(text)}\n`;
  const parts = [`${headLines(inspection, ranked).join('\n')}\n`];
  parts.push(heading('Hottest functions'), functionTable(inspection, ranked, terminal));
  const branches = hottestBranches(functions, top);
  if (branches.length > 0) parts.push(heading('Hottest branches'), branchTable(branches, module, terminal));
  const sites = hottestCallSites(functions, top);
  if (sites.length > 0) parts.push(heading('Hottest indirect calls'), callSiteTable(sites, module, terminal));
  return parts.join('');
}

/** The profile as JSON: everything, functions hottest first. */
export function inspectionJson({ profile, module }: Inspection): string {
  const named = (functionIndex: number) => ({ functionIndex, name: module?.functionName(functionIndex) });
  const functions = rankFunctions(profile).map(({ functionIndex, counts, ...heat }) => ({
    ...named(functionIndex),
    ...heat,
    bodyBytes: module?.bodyBytes(functionIndex),
    loops: [...(counts?.loops ?? [])].map(([offset, count]) => ({ offset, count })),
    branches: [...(counts?.outcomes ?? [])].map(([offset, outcomes]) => ({ offset, outcomes })),
    indirectCalls: [...(counts?.indirect ?? [])].map(([offset, { total, foreign, targets }]) => ({
      offset,
      total,
      foreign,
      targets: targets.map(({ functionIndex: target, count }) => ({ ...named(target), count })),
    })),
  }));
  const sampled = { ...totalTime(profile.stacks), timeNsByKind: timeByKind(profile) };
  return `${JSON.stringify({ moduleHash: profile.moduleHash, sampled, functions }, null, 2)}\n`;
}
