// The command line of `wasabi wast`. Pure: prints nothing, reads no file.
import type { Command } from 'commander';
import type { Tuning } from '../engine.ts';
import type { ScriptTier } from '../wast/script-tiers.ts';
import { addTuning, checked, parseScriptTier, parseSeconds } from './options.ts';

/** Scripts to run. */
export interface WastRequest {
  readonly kind: 'wast';
  readonly files: readonly string[];
  readonly tier: ScriptTier;
  /** Settings on top of the tier's own. */
  readonly tuning: Partial<Tuning>;
  /** For each file. */
  readonly limitSeconds: number;
  readonly jsonPath?: string;
  readonly verbose: boolean;
}

const defaultLimitSeconds = 120;

const help = `
Tiers: baseline and optimized use one tier for everything. With tiered, every
function and loop is recompiled at its first chance (entry and loop budgets of
1, and the program waits for it); -C sets other thresholds. With osr, functions
stay at baseline and their loops move to optimized continuations while they run.

Columns: assertions that passed; commands that failed; commands left out,
because they need what Wasabi says it does not support; assertions about the
text format, which test only the library that assembles text.

Examples:
  wasabi wast i32.wast                       run one script, tiering up at once
  wasabi wast --tier=optimized suite/*.wast  run a folder, all code at O3
  wasabi wast --tier=osr --json report.json f.wast
  wasabi wast -C entry-budget=3,sync=false f.wast

Exit codes: 0 when nothing failed, 1 when something did or a file cannot be
read, 2 for a wrong command line.`;

interface Flags {
  readonly tier?: ScriptTier;
  readonly timeout?: number;
  readonly json?: string;
  readonly verbose?: true;
}

/** Declares files and options; `accept` gets the finished request. */
export function describeWast(command: Command, accept: (request: WastRequest) => void): void {
  let tuning: Partial<Tuning> = {};
  const setTuning = checked((text) => {
    tuning = addTuning(tuning, text);
  });
  command
    .description("run scripts of the specification's test suite, and report on their assertions")
    .argument('<files...>', 'scripts, .wast')
    .option('--tier <tier>', 'baseline, optimized, tiered or osr (default: tiered)', checked(parseScriptTier))
    .option('-C, --codegen <name=value>', 'a tiering threshold, as `wasabi run --help` lists (repeatable)', setTuning)
    .option('--timeout <seconds>', `limit for each file (default: ${defaultLimitSeconds})`, checked(parseSeconds))
    .option('--json <file>', 'write the report as JSON')
    .option('-v, --verbose', 'list what was left out and where the assembler differs from the script')
    .addHelpText('after', help)
    .action((files: string[], flags: Flags) => {
      accept({
        kind: 'wast',
        files,
        tier: flags.tier ?? 'tiered',
        tuning,
        limitSeconds: flags.timeout ?? defaultLimitSeconds,
        verbose: flags.verbose === true,
        ...(flags.json !== undefined && { jsonPath: flags.json }),
      });
    });
}
