// How much an entry takes, when it was last used, and which entries go when there is no room for all. Knows files and
// times only.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Temporary files older than this were left behind by a process that died. */
const abandonedAfterMs = 3_600_000;

export interface EntryUse {
  readonly folder: string;
  readonly bytes: number;
  /** When it was last read or written, milliseconds since 1970. */
  readonly usedMs: number;
}

function useOf(folder: string): EntryUse {
  let bytes = 0;
  let usedMs = 0;
  for (const name of readdirSync(folder)) {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    if (!stats) continue;
    bytes += stats.blocks * 512;
    usedMs = Math.max(usedMs, stats.mtimeMs);
    if (name.endsWith('.tmp') && stats.mtimeMs < Date.now() - abandonedAfterMs) {
      rmSync(join(folder, name), { force: true });
    }
  }
  return { folder, bytes, usedMs };
}

/** All entries, most recently used first. Entries that another process removes meanwhile are left out. */
export function entryUses(codeFolder: string): EntryUse[] {
  const uses: EntryUse[] = [];
  for (const name of readdirSync(codeFolder)) {
    try {
      uses.push(useOf(join(codeFolder, name)));
    } catch {
      // Gone.
    }
  }
  return uses.sort((a, b) => b.usedMs - a.usedMs);
}

/** Removes entries, least recently used first, until all take at most `limitBytes`; `kept` stays. */
export function removeLeastRecentlyUsed(codeFolder: string, limitBytes: number, kept: string): void {
  const uses = entryUses(codeFolder);
  let total = uses.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { folder, bytes } of uses.reverse()) {
    if (total <= limitBytes) return;
    if (folder === kept) continue;
    rmSync(folder, { recursive: true, force: true });
    total -= bytes;
  }
}
