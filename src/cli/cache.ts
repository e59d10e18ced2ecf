// `wasabi cache`: lists, empties and checks the cache. Prints to stdout; damaged files make the exit code 1.
import { clearEntries, type EntryReport, listEntries, removeFile, verifyEntries } from '../cache/inventory.ts';
import { systemReason } from '../core/system-reason.ts';
import type { CacheRequest } from './cache-arguments.ts';
import { CliError, ExitCode } from './failure.ts';
import { reportError, write } from './output.ts';
import { formatTable, stdoutTerminal, type Terminal } from './pgo/table.ts';
import { formatBytes } from './summary.ts';

const shownHash = 12;

function formatTime(milliseconds: number): string {
  const local = new Date(milliseconds - new Date(milliseconds).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16).replace('T', ' ');
}

/** The table of `cache list`, with the sum below it. Pure. */
export function formatEntries(directory: string, entries: readonly EntryReport[], terminal: Terminal): string {
  if (entries.length === 0) return `${directory} holds no code\n`;
  const columns = [
    { title: 'module' },
    { title: 'functions', align: 'right' },
    { title: 'tier', flexible: true },
    { title: 'size', align: 'right' },
    { title: 'files', align: 'right' },
    { title: 'last used' },
    { title: 'made by', flexible: true },
  ] as const;
  const rows = entries.map(({ about, bytes, segments, usedMs, current }) => [
    about?.module.hash.slice(0, shownHash) ?? 'unknown',
    about ? about.module.functions.toLocaleString('en-US') : '',
    String(about?.options.tier ?? ''),
    formatBytes(bytes),
    String(segments),
    formatTime(usedMs),
    current ? 'this build' : about ? `Wasabi ${about.maker.wasabi}, LLVM ${about.maker.llvm}` : '',
  ]);
  const sum = entries.reduce((total, { bytes }) => total + bytes, 0);
  return `${formatTable(columns, rows, terminal)}${formatBytes(sum)} in ${directory}\n`;
}

function list({ directory, json }: CacheRequest): number {
  const entries = listEntries(directory);
  write(
    1,
    json ? `${JSON.stringify({ directory, entries }, null, 2)}\n` : formatEntries(directory, entries, stdoutTerminal()),
  );
  return ExitCode.success;
}

function clear({ directory, json }: CacheRequest): number {
  const bytes = listEntries(directory).reduce((sum, entry) => sum + entry.bytes, 0);
  clearEntries(directory);
  write(1, json ? `${JSON.stringify({ directory, bytes })}\n` : `${formatBytes(bytes)} removed from ${directory}\n`);
  return ExitCode.success;
}

function verify({ directory, json }: CacheRequest): number {
  const files = verifyEntries(directory);
  const damaged = files.filter(({ problem }) => problem !== undefined);
  for (const { path } of damaged) removeFile(path);
  if (json) write(1, `${JSON.stringify({ directory, files }, null, 2)}\n`);
  else {
    for (const { path, problem } of damaged) write(1, `${path}: ${problem}; removed\n`);
    write(1, `${files.length - damaged.length} of ${files.length} files are whole\n`);
  }
  return damaged.length === 0 ? ExitCode.success : ExitCode.failure;
}

/** Carries out a command. Returns the exit code; throws nothing that a user can cause. */
export function performCache(request: CacheRequest): number {
  try {
    return { list, clear, verify }[request.command](request);
  } catch (error) {
    const known = error instanceof CliError ? error : new CliError(`${request.directory}: ${systemReason(error)}`);
    return reportError(known);
  }
}
