// `pgo inspect --function`: one function's disassembly with how often each line ran beside it.

import type { TierEvent } from '../../../profiles/history.ts';
import { lineCounts } from '../../../profiles/line-counts.ts';
import { rankFunctions } from '../../../profiles/overview.ts';
import type { Profile } from '../../../profiles/profile.ts';
import type { FunctionProfile } from '../../../profiles/profile-view.ts';
import { disassembleFunction } from '../../disassemble/disassemble.ts';
import { formatDuration } from '../summary.ts';
import { displayName, type InspectedModule } from './inputs.ts';
import { describeOutcomes, describeTargets } from './inspect.ts';
import { formatCount, formatOffset, formatShare, type Terminal } from './table.ts';

function remarkOf(offset: number, counts: FunctionProfile | undefined, module: InspectedModule): string {
  const outcomes = counts?.outcomes.get(offset);
  if (outcomes) {
    const total = outcomes.reduce((sum, count) => sum + count, 0);
    return describeOutcomes(outcomes, total);
  }
  const site = counts?.indirect.get(offset);
  return site ? `${formatCount(site.total)} calls: ${describeTargets({ site }, module)}` : '';
}

function describeEvent({ kind, loop }: TierEvent): string {
  if (kind === 'recount') return 'baseline again, as its profile did not fit any more,';
  return kind === 'continuation' ? `continuation of loop ${loop}` : kind;
}

function headLines(profile: Profile, module: InspectedModule, functionIndex: number): string[] {
  const heat = rankFunctions(profile).find((entry) => entry.functionIndex === functionIndex);
  const { baseline, optimized } = heat?.time ?? {};
  const lines = [
    `function   ${displayName(module, functionIndex)} (index ${functionIndex}), ${formatCount(module.bodyBytes(functionIndex) ?? 0)} bytes`,
    heat?.counts
      ? `counts     ${formatCount(heat.entries)} entries, ${formatCount(heat.executions)} executions, while in baseline code`
      : 'counts     none: it was never entered in baseline code',
  ];
  if (heat && heat.timeNs > 0) {
    lines.push(
      `time       ${formatDuration(heat.timeNs)}: baseline ${formatShare((baseline?.timeNs ?? 0) / heat.timeNs)}, optimized ${formatShare((optimized?.timeNs ?? 0) / heat.timeNs)}`,
    );
  }
  for (const event of heat?.history ?? []) {
    const what = describeEvent(event);
    lines.push(
      `           ${what} at ${formatDuration(event.atUs * 1000)}, compiled in ${formatDuration(event.compileUs * 1000)}`,
    );
  }
  return lines;
}

/** The function's head, then its lines: offset, executions, operator, outcomes. Lines ended by newlines. */
export function formatFunction(
  profile: Profile,
  module: InspectedModule,
  functionIndex: number,
  { columns, colors }: Terminal,
): string {
  const counts = profile.functions.get(functionIndex);
  const executed = counts ? lineCounts(module.module, functionIndex, counts) : new Map<number, number>();
  const hottest = Math.max(1, ...executed.values());
  const lines = disassembleFunction(module.module, functionIndex, module);
  const countWidth = Math.max(1, ...[...executed.values()].map((count) => formatCount(count).length));
  const offsetWidth = formatOffset(lines.at(-1)?.offset ?? 0).length;
  const body = lines.map(({ offset, depth, text }, index) => {
    const count = index === 0 ? counts?.entries : executed.get(offset);
    const shown = (count === undefined ? '' : formatCount(count)).padStart(countWidth);
    const remark = remarkOf(offset, counts, module);
    const plain = `${'  '.repeat(depth)}${text}`;
    const place = `${formatOffset(offset).padStart(offsetWidth)}  ${shown}`;
    const line = `${place}  ${plain}${remark ? `  ;; ${remark}` : ''}`;
    const cut = columns !== undefined && line.length > columns ? `${line.slice(0, columns - 1)}…` : line;
    if (count === 0) return colors.dim(cut);
    return count !== undefined && count > hottest / 2 ? colors.red(cut) : cut;
  });
  return `${[...headLines(profile, module, functionIndex), '', ...body].join('\n')}\n`;
}
