// The export formats by name. The only place that knows all of them.
import { toCpuProfile } from './cpuprofile.ts';
import type { ExportSource } from './export-source.ts';
import { toFirefoxProfile } from './firefox.ts';
import { toPprof } from './pprof.ts';
import { toSpeedscope } from './speedscope.ts';

export const exportFormats = ['speedscope', 'pprof', 'cpuprofile', 'firefox'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Content of a file in a format. `startTimeMs`: when the run began, since 1970; only Firefox's format says it. */
export function exportStacks(format: ExportFormat, source: ExportSource, startTimeMs = 0): string | Uint8Array {
  switch (format) {
    case 'speedscope':
      return toSpeedscope(source);
    case 'pprof':
      return toPprof(source);
    case 'cpuprofile':
      return toCpuProfile(source);
    case 'firefox':
      return toFirefoxProfile(source, startTimeMs);
  }
}

/** The format that a file's name asks for; Firefox's where it asks for none. */
export function formatOfName(path: string): ExportFormat {
  if (path.endsWith('.cpuprofile')) return 'cpuprofile';
  if (path.endsWith('.speedscope.json')) return 'speedscope';
  if (path.endsWith('.pb.gz') || path.endsWith('.pprof')) return 'pprof';
  return 'firefox';
}
