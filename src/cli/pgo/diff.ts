// `pgo diff`: which functions heated up between two profiles of one module, and which cooled.
import { diffProfiles, type HeatChange } from '../../../profiles/overview.ts';
import type { Profile } from '../../../profiles/profile.ts';
import { displayName, type InspectedModule } from './inputs.ts';
import { formatCount, formatShare, formatTable, type Terminal } from './table.ts';

/** Smaller changes of share are noise: they are left out. */
const leastChange = 0.0005;

function rowOf(change: HeatChange, module: InspectedModule | undefined): string[] {
  const { functionIndex, before, after, shareBefore, shareAfter } = change;
  const points = (shareAfter - shareBefore) * 100;
  return [
    String(functionIndex),
    displayName(module, functionIndex),
    formatShare(shareBefore),
    formatShare(shareAfter),
    `${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(2)}`,
    formatCount(before?.executions ?? 0),
    formatCount(after?.executions ?? 0),
  ];
}

const columns = [
  { title: 'index', align: 'right' },
  { title: 'function', flexible: true },
  { title: 'before', align: 'right' },
  { title: 'after', align: 'right' },
  { title: 'points', align: 'right' },
  { title: 'executions', align: 'right' },
  { title: 'after', align: 'right' },
] as const;

/** Two tables, or a line that says that nothing changed. Lines ended by newlines. */
export function formatDiff(
  a: Profile,
  b: Profile,
  module: InspectedModule | undefined,
  top: number,
  terminal: Terminal,
): string {
  const { measure, changes } = diffProfiles(a, b);
  const large = changes.filter((change) => Math.abs(change.shareAfter - change.shareBefore) >= leastChange);
  const what = measure === 'time' ? 'sampled time' : 'executions';
  if (large.length === 0) return `No function's share of ${what} changed.\n`;
  const section = (title: string, list: readonly HeatChange[]) => {
    if (list.length === 0) return '';
    const rows = list.slice(0, top).map((change) => rowOf(change, module));
    return `\n${terminal.colors.bold(title)}\n${formatTable(columns, rows, terminal)}`;
  };
  return [
    `Shares of ${what}; points are percentage points.\n`,
    section(
      'Heated up',
      large.filter((change) => change.shareAfter > change.shareBefore),
    ),
    section(
      'Cooled',
      large.filter((change) => change.shareAfter < change.shareBefore),
    ),
  ].join('');
}

/** The same as JSON, every function listed. */
export function diffJson(a: Profile, b: Profile, module: InspectedModule | undefined): string {
  const { measure, changes } = diffProfiles(a, b);
  const functions = changes.map(({ functionIndex, before, after, shareBefore, shareAfter }) => ({
    functionIndex,
    name: module?.functionName(functionIndex),
    shareBefore,
    shareAfter,
    executionsBefore: before?.executions ?? 0,
    executionsAfter: after?.executions ?? 0,
  }));
  return `${JSON.stringify({ moduleHash: a.moduleHash, measure, functions }, null, 2)}\n`;
}
