// What the report page shows, as plain data: totals, the flame graph's tree, functions, tier history. Numbers and names
// only; knows nothing of pages.
import type { FuncIndex } from '../../src/core/module.ts';
import type { TierEvent } from '../history.ts';
import { type FunctionHeat, rankFunctions } from '../overview.ts';
import type { Profile } from '../profile.ts';
import {
  type FrameKind,
  frameFunction,
  frameKindOf,
  frameKinds,
  type StackTree,
  selfTimes,
  totalTime,
} from '../stack-tree.ts';

/** One frame with everything below it. */
export interface FlameNode {
  readonly name: string;
  readonly kind: FrameKind | 'root';
  /** Nanoseconds, callees included, and without them. */
  readonly value: number;
  readonly selfNs: number;
  readonly children: readonly FlameNode[];
}

export interface ReportFunction {
  readonly functionIndex: FuncIndex;
  readonly name: string;
  readonly tier: string;
  readonly baselineNs: number;
  readonly optimizedNs: number;
  readonly executions: number;
  readonly entries: number;
  readonly bytes: number;
  readonly history: readonly TierEvent[];
}

export interface ReportData {
  readonly program: string;
  readonly moduleHash: string;
  readonly samples: number;
  readonly timeNs: number;
  readonly timeByKind: Readonly<Record<FrameKind, number>>;
  readonly flame: FlameNode;
  /** The hottest of those that ran. */
  readonly functions: readonly ReportFunction[];
  readonly functionCount: number;
  readonly optimizedCount: number;
  /** Tier events of all functions, by kind. */
  readonly events: Readonly<Record<string, number>>;
}

/** What the page needs to know of the module. */
export interface ReportSource {
  readonly program: string;
  readonly profile: Profile;
  readonly functionName: (functionIndex: FuncIndex) => string;
  readonly bodyBytes: (functionIndex: FuncIndex) => number;
}

const shownFunctions = 100;
/** Stacks that took less than this share of the time are too narrow to be seen. */
const leastShare = 0.0002;

const otherNames = { host: '(host)', foreign: '(another module)' } as const;

function flameNodes(tree: StackTree, least: number, nameOf: ReportSource['functionName']): FlameNode[] {
  const nodes: FlameNode[] = [];
  for (const [key, child] of tree.children) {
    const value = totalTime(child).timeNs;
    if (value < least) continue;
    const kind = frameKindOf(key);
    const name = kind === 'host' || kind === 'foreign' ? otherNames[kind] : nameOf(frameFunction(key));
    nodes.push({ name, kind, value, selfNs: child.timeNs, children: flameNodes(child, least, nameOf) });
  }
  return nodes.sort((a, b) => b.value - a.value);
}

function timeByKind(stacks: StackTree): Record<FrameKind, number> {
  const sums = Object.fromEntries(frameKinds.map((kind) => [kind, 0])) as Record<FrameKind, number>;
  for (const [key, { timeNs }] of selfTimes(stacks)) sums[frameKindOf(key)] += timeNs;
  return sums;
}

function countEvents(profile: Profile): Record<string, number> {
  const counts: Record<string, number> = { baseline: 0, optimized: 0, continuation: 0, failed: 0, recount: 0 };
  for (const events of profile.history.values()) {
    for (const { kind } of events) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function reportFunction(heat: FunctionHeat, source: ReportSource): ReportFunction {
  const { functionIndex, tier, time, executions, entries, history } = heat;
  return {
    functionIndex,
    name: source.functionName(functionIndex),
    tier: tier ?? '',
    baselineNs: time.baseline.timeNs,
    optimizedNs: time.optimized.timeNs,
    executions,
    entries,
    bytes: source.bodyBytes(functionIndex),
    history,
  };
}

/** Everything the page shows. */
export function reportData(source: ReportSource): ReportData {
  const { profile, program } = source;
  const ranked = rankFunctions(profile);
  const ran = ranked.filter((heat) => heat.executions > 0 || heat.timeNs > 0);
  const { samples, timeNs } = totalTime(profile.stacks);
  const least = timeNs * leastShare;
  const children = flameNodes(profile.stacks, least, source.functionName);
  return {
    program,
    moduleHash: profile.moduleHash,
    samples,
    timeNs,
    timeByKind: timeByKind(profile.stacks),
    flame: { name: program, kind: 'root', value: timeNs, selfNs: profile.stacks.timeNs, children },
    functions: ran.slice(0, shownFunctions).map((heat) => reportFunction(heat, source)),
    functionCount: ranked.length,
    optimizedCount: ranked.filter(({ tier }) => tier === 'optimized').length,
    events: countEvents(profile),
  };
}
