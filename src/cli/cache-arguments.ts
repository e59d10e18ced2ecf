// The `cache` commands: their arguments and options, as plain requests. Prints nothing, reads no file.
import type { Command } from 'commander';

export interface CacheRequest {
  readonly kind: 'cache';
  readonly command: 'list' | 'clear' | 'verify';
  readonly directory: string;
  readonly json: boolean;
}

interface Flags {
  readonly cacheDir?: string;
  readonly json?: true;
}

const commands = {
  list: 'show what is kept',
  clear: 'remove all code that is kept; profiles stay',
  verify: 'check every file, and remove those that are damaged',
} as const;

/** Declares the commands; `directory` is where the cache is unless an option says otherwise. */
export function describeCache(group: Command, directory: string, accept: (request: CacheRequest) => void): void {
  group.description('show, check or empty the cache of compiled code');
  for (const [name, description] of Object.entries(commands)) {
    group
      .command(name)
      .description(description)
      .option('--cache-dir <dir>', 'another cache than the usual one')
      .option('--json', 'for programs')
      .action(({ cacheDir, json }: Flags) => {
        const command = name as CacheRequest['command'];
        accept({ kind: 'cache', command, directory: cacheDir ?? directory, json: json === true });
      });
  }
}
