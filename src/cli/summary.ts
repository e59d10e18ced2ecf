// What `pgo run` tells when the program has ended: metrics to a short text, and to JSON. Pure.
import type { EngineMetrics } from '../engine.ts';

/** One run, as the summary tells it. */
export interface RunReport {
  readonly file: string;
  readonly exitCode: number;
  /** From the start of the engine to the program's end. */
  readonly elapsedNs: number;
  readonly tier: string;
  /** Where the profile was written; absent if there is none. */
  readonly profilePath?: string;
  readonly metrics: EngineMetrics;
}

const hottestCount = 10;
const listedLeftovers = 10;
const nameWidth = 44;

function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${value.toLocaleString('en-US')} ${value === 1 ? noun : plural}`;
}

export function formatDuration(nanoseconds: number): string {
  const milliseconds = nanoseconds / 1e6;
  if (milliseconds >= 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  if (milliseconds >= 10) return `${milliseconds.toFixed(0)} ms`;
  return `${milliseconds.toFixed(1)} ms`;
}

export function formatBytes(bytes: number): string {
  if (bytes >= 1 << 20) return `${(bytes / (1 << 20)).toFixed(1)} MiB`;
  if (bytes >= 1 << 10) return `${(bytes / (1 << 10)).toFixed(1)} KiB`;
  return `${bytes} B`;
}

function clip(name: string): string {
  return name.length <= nameWidth ? name : `${name.slice(0, nameWidth - 1)}…`;
}

function compiledLines({ counters }: EngineMetrics): string[] {
  const baseline = `${count(counters['baseline:functions_count'], 'function')} in ${count(counters['baseline:batches_count'], 'batch', 'batches')}, ${formatDuration(counters['baseline:compile_ns'])}`;
  const optimized = `${count(counters['optimized:functions_count'], 'function')} in ${count(counters['optimized:units_count'], 'unit')}, ${formatDuration(counters['optimized:compile_ns'])}`;
  const waits = `${count(counters['firstCall:requests_count'], 'first call')} waited ${formatDuration(counters['firstCall:wait_ns'])}`;
  return [
    `baseline     ${baseline}; ${waits}`,
    `run ahead    ${count(counters['runAhead:functions_count'], 'function')} compiled before they were called`,
    `optimized    ${optimized}`,
  ];
}

function cacheLines({ counters }: EngineMetrics): string[] {
  const baseline = counters['cache:baselineFunctions_count'];
  const optimized = counters['cache:optimizedFunctions_count'];
  const written = counters['cache:written_bytes'];
  if (counters['cache:hits_count'] + counters['cache:misses_count'] === 0) return [];
  const found =
    counters['cache:hits_count'] > 0
      ? `${count(baseline + optimized, 'function')} (${optimized} optimized) from ${formatBytes(counters['cache:read_bytes'])} in ${formatDuration(counters['cache:restore_ns'])}`
      : 'nothing there yet';
  return [`cache        ${found}${written > 0 ? `; ${formatBytes(written)} written` : ''}`];
}

function swapLines({ counters }: EngineMetrics): string[] {
  const firstSwap = counters['tierUp:firstSwap_ns'];
  const when = firstSwap > 0 ? `, the first after ${formatDuration(firstSwap)}` : '';
  const refused = counters['osr:refused_count'];
  const recounts = counters['recount:functions_count'];
  return [
    `swaps        ${count(counters['tierUp:swaps_count'], 'swap')}${when}`,
    `OSR          ${count(counters['osr:entries_count'], 'entry', 'entries')} into ${count(counters['osr:continuations_count'], 'continuation')}${refused > 0 ? `, ${count(refused, 'loop')} refused` : ''}`,
    ...(recounts > 0 ? [`phases       ${count(recounts, 'function')} counted anew, as the profile did not fit`] : []),
    `code         ${formatBytes(counters['code:mapped_bytes'])} mapped, ${formatBytes(counters['code:live_bytes'])} live, ${count(counters['code:retired_count'], 'image')} retired (${formatBytes(counters['code:freed_bytes'])} given back)`,
  ];
}

function threadLines({ threads }: EngineMetrics): string[] {
  return threads.map(({ workerName, threadId, compiles, elapsedNs }, index) => {
    const label = index === 0 ? 'threads' : '';
    const thread = threadId === undefined ? workerName : `${workerName} (thread ${threadId})`;
    return `${label.padEnd(12)} ${thread}: ${count(compiles, 'compile')}, ${formatDuration(elapsedNs)}`;
  });
}

function hottestLines({ hottest }: EngineMetrics): string[] {
  return hottest.slice(0, hottestCount).map((entry, index) => {
    const label = index === 0 ? 'hottest' : '';
    return `${label.padEnd(12)} ${entry.tier.padEnd(9)} ${clip(entry.name)}`;
  });
}

function leftoverLines({ leftAtBaseline }: EngineMetrics): string[] {
  const shown = leftAtBaseline.slice(0, listedLeftovers).map((entry, index) => {
    const label = index === 0 ? 'at baseline' : '';
    return `${label.padEnd(12)} ${clip(entry.name)}: ${entry.reason}`;
  });
  const omitted = leftAtBaseline.length - shown.length;
  return omitted > 0 ? [...shown, `${''.padEnd(12)} and ${omitted} more`] : shown;
}

/** The summary, lines ended by newlines. */
export function formatSummary(report: RunReport): string {
  const { metrics } = report;
  const failures = metrics.counters['failure:functions_count'];
  const lines = [
    ...cacheLines(metrics),
    ...compiledLines(metrics),
    ...swapLines(metrics),
    ...threadLines(metrics),
    ...hottestLines(metrics),
    ...leftoverLines(metrics),
    ...(failures > 0 ? [`failed       ${count(failures, 'function')} could not be compiled at a tier`] : []),
    ...(report.profilePath ? [`profile      ${report.profilePath}`] : []),
  ];
  const head = `wasabi pgo: ${report.file} ran ${formatDuration(report.elapsedNs)} (${report.tier}), exit code ${report.exitCode}`;
  return [head, ...lines.map((line) => `  ${line.trimEnd()}`), ''].join('\n');
}

/** Everything that was counted, for programs to read. */
export function formatJson(report: RunReport, version: string): string {
  return `${JSON.stringify({ wasabi: version, ...report }, null, 2)}\n`;
}
