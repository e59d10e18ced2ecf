// The command line without options, read without commander, whose loading takes as long as a small program runs.
import type { CommandLineContext, RunRequest } from './arguments.ts';

/** Words that begin another command than running a file. */
export const ownWords: readonly string[] = ['run', 'pgo', 'wast', 'cache', 'help', '-h', '--help', '-V', '--version'];

/** The request of `wasabi [run] FILE [ARGS…]`; undefined for any other command line. */
export function plainRun(args: readonly string[], context: CommandLineContext): RunRequest | undefined {
  const [file, ...rest] = args[0] === 'run' ? args.slice(1) : args;
  if (file === undefined || file.startsWith('-') || (args[0] !== 'run' && ownWords.includes(file))) return undefined;
  return {
    kind: 'run',
    file,
    args: rest,
    directories: [],
    environment: {},
    tier: 'tiered',
    tuning: {},
    verbose: false,
    cache: { directory: context.cacheDirectory },
  };
}
